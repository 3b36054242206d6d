"""Lengths: what each cell learns as sequences grow, by the table that was trained beforehand, wherever a page shows it."""

import plotly.graph_objects as go

from gru_viz import figures
from gru_viz.learning.lengths import lengths
from gru_viz.learning.tasks import TASKS
from gru_viz.problem import N_
from gru_viz.ui.i18n import _
from gru_viz.ui.state import lesson
from gru_viz.ui.state.session import value
from gru_viz.ui.widgets.chart import chart

ACCURACY = N_(
    "Right answers on sequences of each length, a training for each point: where a line falls, the cell can no longer "
    "carry what it needs from start to end, with this much training."
)


def learned(task: str, *, compact: bool) -> go.Figure:
    """The figure of a task; compact on a wall."""
    return figures.accuracy_by_length(lengths(), task, _(TASKS[task].title), compact=compact, translate=_)


def show_lengths(task: str) -> None:
    """Right answers of a task against length."""
    compact = bool(value("present")) and lesson.is_open()
    chart(learned(task, compact=compact), f"{task}_lengths_chart", _(ACCURACY), name=f"accuracy-by-length-{task}")
