"""Numbers to plotly figures; every function takes a Trace or an analysis result and returns a Figure."""

from gru_viz.figures.bidirectional import both_directions
from gru_viz.figures.gates import gates
from gru_viz.figures.merged import merged
from gru_viz.figures.opening import opening
from gru_viz.figures.outputs import outputs

__all__ = ["both_directions", "gates", "merged", "opening", "outputs"]
