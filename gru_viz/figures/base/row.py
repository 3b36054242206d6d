"""Row: a heatmap of a stack; panel: something small between the sequence's strip and the heatmaps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from gru_viz.analysis.gates import Span
from gru_viz.figures.base.meaning import MARKS
from gru_viz.figures.base.scale import Colour


@dataclass(frozen=True)
class Row:
    """One heatmap.

    Attributes
    ----------
    values : ndarray (T, units)
    title : str
        Above it; Plotly's markup, already safe.
    name : str
        On hover; safe.
    colour : Colour
    ticks : dict
        y-axis settings where unit numbers will not do.
    quantity : str
        Of a run, where the row shows one as it was recorded.
    note : str
        Behind its title: what its colours mean; safe.
    spans : sequence of Span
        Where it writes and keeps, marked above it.
    marked : bool
        There is room for such marks, also where there are none.
    """

    values: np.ndarray
    title: str
    name: str
    colour: Colour
    ticks: dict = field(default_factory=dict)
    quantity: str = ""
    note: str = ""
    spans: Sequence[Span] = ()
    marked: bool = False

    @property
    def room(self) -> int:
        """Pixels for the marks."""
        return MARKS if self.spans or self.marked else 0


@dataclass(frozen=True)
class Panel:
    """Something small between the strip and the heatmaps, on the same time axis.

    Attributes
    ----------
    traces : tuple of dict
        Plotly's, without a y-axis.
    title : str
        Above it; safe.
    height : int, pixels
    axis : dict
        y-axis settings.
    """

    traces: tuple[dict, ...]
    title: str
    height: int
    axis: dict
