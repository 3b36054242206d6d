"""Plates: figures that the browser draws out of sight, to be taken along as pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gru_viz.figures.base.palette import INK

#: What is gathered is drawn on white paper, whatever the visitor's theme: as Streamlit's properties call these colours.
_PAPER = {
    "text-color": "#1a2230",
    "background-color": "#ffffff",
    "secondary-background-color": "#f3f4f8",
    "border-color": "#d8dce3",
    "primary-color": "#005f9e",
}


@dataclass(frozen=True)
class Plate:
    """One figure.

    Attributes
    ----------
    sentence : str
        How to read it.
    title : str
        Default its own.
    link : str
        To what it shows.
    words : str
        What is said of it.
    drawing : mapping or None
        Plotly's data and layout.
    cell : mapping or None
        Instead: a scene of the cell with its labels, and the step and unit to draw.
    failed : str
        Instead of both: why there is none.
    """

    sentence: str = ""
    title: str = ""
    link: str = ""
    words: str = ""
    drawing: Mapping[str, object] | None = None
    cell: Mapping[str, object] | None = None
    failed: str = ""


def sent(plates: Sequence[Plate]) -> dict[str, object]:
    """All of them and the paper that they are drawn on, for components/album."""
    return {"ink": INK, "paper": _PAPER, "style": _diagram_style(), "plates": [vars(plate) for plate in plates]}


@cache
def _diagram_style() -> str:
    """How the diagram of the cell is dressed."""
    return (files("gru_viz.ui") / "components" / "cell" / "cell.css").read_text("utf-8")
