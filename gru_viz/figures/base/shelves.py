"""Shelves: which part of a stack's height each of its rows has, from the strip down."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from gru_viz.figures.base.row import Panel, Row
from gru_viz.figures.base.strip import Strip, tiles_have_text

#: Pixels; all four heatmaps of a small GRU stand on a laptop's first screen.
_GAP, _TITLE, _BOTTOM, _LEAST = 30, 68, 44, 74
#: Where every pixel counts: between the rows; all heatmaps together.
_NARROW, _WALL = 25, 156
#: Bottom and top, as shares of the plot's height.
Shelf = tuple[float, float]


@dataclass(frozen=True)
class Shelves:
    """Of one stack.

    Attributes
    ----------
    strip : Shelf
    panels, rows : tuple of Shelf
    heights : tuple of int, pixels
        Of the rows.
    inner, above, below : int, pixels
        Of the plot, over it and under it.
    """

    strip: Shelf
    panels: tuple[Shelf, ...]
    rows: tuple[Shelf, ...]
    heights: tuple[int, ...]
    inner: int
    above: int
    below: int

    @classmethod
    def of(
        cls, rows: Sequence[Row], panels: Sequence[Panel], strip: Strip, row_height: int | None, *, compact: bool
    ) -> Self:
        """As `stack` says of its arguments."""
        own = [row_height or _height(row.values.shape[1]) for row in rows]
        most = (_WALL - 40 * (len(panels) > 1)) // max(1, len(rows))
        heights = [min(each, most) for each in own] if compact else own
        strip_height = 64 if strip.inputs is not None else 44 if tiles_have_text(strip, wall=compact) else 14
        every = [strip_height, *(each.height for each in panels), *heights]
        gap = _NARROW if compact else _GAP
        gaps = [gap] * len(panels) + [gap + row.room for row in rows]
        inner = sum(every) + sum(gaps)
        above = (4 if compact else _TITLE) + (0 if strip.inputs is None else gap // 2)
        below = (12 if named_above(strip, compact=compact) else _NARROW + 4) if compact else _BOTTOM
        first, *others = _shelves(every, gaps, inner)
        panels_of, rows_of = others[: len(panels)], others[len(panels) :]
        return cls(first, tuple(panels_of), tuple(rows_of), tuple(heights), inner, above, below)


def named_above(strip: Strip, *, compact: bool) -> bool:
    """Whether the steps need no names under the rows: on a wall the tokens stand in the strip already."""
    return compact and strip.inputs is None and tiles_have_text(strip, wall=True)


def _height(units: int) -> int:
    """Pixels of a row: three for each unit while all rows stay on a screen, then as few as one."""
    return max(_LEAST, min(3 * units, max(128, units)))


def _shelves(heights: Sequence[int], gaps: Sequence[int], inner: int) -> list[Shelf]:
    """From the top down, with `gaps` between."""
    tops = [inner - sum(heights[:i]) - sum(gaps[:i]) for i in range(len(heights))]
    return [(max(0.0, (top - height) / inner), top / inner) for top, height in zip(tops, heights, strict=True)]
