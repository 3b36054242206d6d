"""Meaning: what the colours of a gate or a state say, and where a run writes and keeps, in words."""

from collections.abc import Sequence

from gru_viz.analysis.gates import Span
from gru_viz.cells.celltrace import CellTrace
from gru_viz.figures.base.labels import Translate
from gru_viz.figures.base.palette import FONT_SIZE, INK, NEUTRAL
from gru_viz.problem import N_

#: Of the gate that keeps or writes, by its convention.
_MIXES = {"keep": N_("yellow keeps, dark violet writes"), "write": N_("yellow writes, dark violet keeps")}
_DOES = {"writes": N_("writes"), "keeps": N_("keeps")}
#: More spans than this are lines without words: these would stand on each other.
_WITH_WORDS = 6
#: Pixels that the words take above a row.
MARKS = 18


def meaning(tr: CellTrace, quantity: str, translate: Translate) -> str:
    """What one reads off the colours of a quantity, in a few words."""
    convention = tr.facts.get("update_convention")
    if quantity == tr.cell.keeps and convention is not None:
        return translate(_MIXES[convention])
    if quantity == "reset_gate":
        return translate("bright uses the old state")
    if quantity in tr.gates:
        return translate("bright is open")
    return translate("red positive, blue negative")


def marks(spans: Sequence[Span], row: int, top: float, translate: Translate) -> tuple[list[dict], list[dict]]:
    """Annotations and shapes over a row that say where it writes and where it keeps.

    Parameters
    ----------
    spans : sequence of Span
    row : int
        Number of the row's y-axis.
    top : float
        Its upper end, as a share of the plot's height.
    translate : callable
    """
    words, lines = [], []
    for span in spans:
        colour = INK if span.does == "writes" else NEUTRAL
        ends = {"x0": span.first - 0.45, "x1": span.last + 0.45, "y0": top, "y1": top}
        lines.append(
            {
                "type": "line",
                "xref": "x",
                "yref": "paper",
                **ends,
                "line": {"color": colour, "width": 3},
                "name": "mark",
            }
        )
        if len(spans) <= _WITH_WORDS:
            words.append(
                {
                    "text": translate(_DOES[span.does]),
                    "name": f"mark{row}",
                    "xref": "x",
                    "yref": "paper",
                    "x": (span.first + span.last) / 2,
                    "y": top,
                    "yanchor": "bottom",
                    "showarrow": False,
                    "font": {"size": FONT_SIZE - 1, "color": INK},
                }
            )
    return words, lines
