"""Gates: r_t, z_t, h̃_t and h_t of every unit at every step in one figure."""

import plotly.graph_objects as go

from gru_viz.analysis.answers import Answers
from gru_viz.analysis.gates import GATES as GATE_NAMES
from gru_viz.analysis.gates import selected as selection
from gru_viz.figures.answers import answers_panel
from gru_viz.figures.labels import Translate, quantity_title, symbol_of
from gru_viz.figures.stack import GATE_COLOUR, Row, signed, stack
from gru_viz.figures.where import strip_of, where
from gru_viz.trace import QUANTITIES, Trace


def gates(
    tr: Trace,
    layer: int = 0,
    direction: str = "forward",
    sample: int = 0,
    *,
    selected: tuple[int, int] | None = None,
    numbers: bool = False,
    answers: Answers | None = None,
    title: str = "",
    translate: Translate = str,
) -> go.Figure:
    """Four heatmaps, units × time, under the sequence.

    Parameters
    ----------
    tr : Trace
    layer, sample : int
    direction : "forward" or "backward"
    selected : (step, unit) or None
        The cell to frame.
    numbers : bool
        Show the inputs as lines instead of tokens.
    answers : Answers or None
        What a trained model says, shown under the sequence.
    title : str
        Default "Gates and states of every unit"; safe.
    translate : callable
        English text to the reader's language; default English.
    """
    values = {name: selection(tr, name, layer, direction, sample) for name in QUANTITIES}
    states = signed(*(values[name] for name in QUANTITIES if name not in GATE_NAMES))
    rows = [
        Row(
            values[name],
            quantity_title(name, translate),
            symbol_of(name),
            GATE_COLOUR if name in GATE_NAMES else states,
        )
        for name in QUANTITIES
    ]
    return stack(
        rows,
        strip_of(tr, sample, numbers),
        title or translate("Gates and states of every unit"),
        where(tr, translate, layer, direction, sample),
        panels=[answers_panel(answers, translate)] if answers else [],
        selected=selected,
        translate=translate,
    )
