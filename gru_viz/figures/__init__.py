"""Numbers to Plotly's figures.

Whatever shows one run, or two, takes the record first, as in `trajectory(tr)` and `nudge(tr, other)`, or what an analysis
made of it; `layer`, `direction` and `sample` say by name which part. What compares trainings or tasks, which no record
knows, takes their results: `accuracy_by_length`, `bars`, `clue`, `column`, `learning_curves`, `machine`, `missed`,
`missed_pairs`, `openings`, `outputs`, `pattern`, `spelling`, `states`, `time_by_length`, `two_readings`, `wanted`; `listing` and
`printout` take words.
"""

from gru_viz.figures import notebook as notebook
from gru_viz.figures.bars import bars
from gru_viz.figures.bidirectional import both_directions
from gru_viz.figures.clue import clue
from gru_viz.figures.column import column
from gru_viz.figures.compare import accuracy_by_length, time_by_length
from gru_viz.figures.gates import gates
from gru_viz.figures.gradients import gradient_norms, saliency, straight_road
from gru_viz.figures.layers import layers
from gru_viz.figures.listing import listing, printout
from gru_viz.figures.machine import machine
from gru_viz.figures.memory import half_lives, nudge, shares
from gru_viz.figures.merged import merged
from gru_viz.figures.missed import missed, missed_pairs
from gru_viz.figures.opening import opening
from gru_viz.figures.outputs import outputs
from gru_viz.figures.pattern import pattern
from gru_viz.figures.saturation import gate_histograms, saturation
from gru_viz.figures.shapes import shapes
from gru_viz.figures.slopes import linear_paths, smoothness
from gru_viz.figures.spelling import spelling
from gru_viz.figures.states import states
from gru_viz.figures.training import learning_curves, openings
from gru_viz.figures.trajectory import trajectory
from gru_viz.figures.tworeadings import two_readings
from gru_viz.figures.tworuns import gaps, two_runs
from gru_viz.figures.wanted import wanted

__all__ = [
    "accuracy_by_length",
    "bars",
    "both_directions",
    "clue",
    "column",
    "gaps",
    "gate_histograms",
    "gates",
    "gradient_norms",
    "half_lives",
    "layers",
    "learning_curves",
    "linear_paths",
    "listing",
    "machine",
    "merged",
    "missed",
    "missed_pairs",
    "nudge",
    "opening",
    "openings",
    "outputs",
    "pattern",
    "printout",
    "saliency",
    "saturation",
    "shapes",
    "shares",
    "smoothness",
    "spelling",
    "states",
    "straight_road",
    "time_by_length",
    "trajectory",
    "two_readings",
    "two_runs",
    "wanted",
]
