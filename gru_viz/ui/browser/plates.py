"""Plates: figures that the browser draws out of sight, to be taken along as pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gru_viz.figures.base.palette import INK


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
    """All of them, for components/album."""
    return {"ink": INK, "plates": [vars(plate) for plate in plates]}
