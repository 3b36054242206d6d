"""Region: a part of the heatmaps that a reader is to look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from gru_viz.figures.base.drawing import Drawing
from gru_viz.figures.base.palette import COLOURS, INK

#: Name of the shapes that frame it.
REGION = "region"
#: Of what is beside it.
_FAINT = 0.35


@dataclass(frozen=True)
class Region:
    """Part of what a run recorded.

    Attributes
    ----------
    quantity : str or None
        None: every gate and state.
    steps, units : (first, last) or None
        None: all of them; what lies beyond the last one is left out.
    """

    quantity: str | None = None
    steps: tuple[int, int] | None = None
    units: tuple[int, int] | None = None


def point_at(drawing: Drawing, region: Region, quantities: Sequence[str], steps: int, units: int) -> None:
    """Frame a region in a stack of `quantities`; the others are paler."""
    for trace in drawing["data"]:
        if trace["type"] == "heatmap" and (shown := trace.get("meta", {}).get("quantity")):
            trace["opacity"] = 1 if region.quantity in (None, shown) else _FAINT
    x, y = _ends(region.steps, steps), _ends(region.units, units)
    for number, quantity in enumerate(quantities, start=2):
        if region.quantity in (None, quantity) and x is not None and y is not None:
            colour = COLOURS.get(region.quantity or "", INK)
            box = {"type": "rect", "name": REGION, "xref": "x", "yref": f"y{number}"}
            box |= {"x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], "line": {"color": colour, "width": 4}}
            drawing["layout"]["shapes"].append(box)


def _ends(given: tuple[int, int] | None, count: int) -> tuple[float, float] | None:
    """Edges of the cells from the first to the last; None where there are none of them."""
    first, last = given or (0, count - 1)
    return None if first >= count else (max(0, first) - 0.5, min(last, count - 1) + 0.5)
