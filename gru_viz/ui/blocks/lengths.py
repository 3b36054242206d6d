"""Lengths: what each cell learns as sequences grow, by the table that was trained beforehand, wherever a page shows it."""

from gru_viz import figures
from gru_viz.figures.base.drawing import Drawing
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
#: What comes of a longer training; starts as in `cards.STARTED`.
LONGER = N_(
    "With {times:.0f} times the training ({steps:,} steps), at length {length:,}: LSTM {lstm:.1%}, GRU {gru:.1%}; with 1 more on the "
    "bias: LSTM {keep_lstm:.1%}, GRU {keep_gru:.1%}; with chrono initialisation: LSTM {chrono_lstm:.1%}, GRU {chrono_gru:.1%}."
)


def learned(task: str, *, compact: bool) -> Drawing:
    """The figure of a task; compact on a wall."""
    return figures.accuracy_by_length.plain(lengths(), task, _(TASKS[task].title), compact=compact, translate=_)


def show_lengths(task: str) -> None:
    """Right answers of a task against length."""
    compact = bool(value("present")) and lesson.is_open()
    chart(learned(task, compact=compact), f"{task}_lengths_chart", _(ACCURACY), name=f"accuracy-by-length-{task}")
