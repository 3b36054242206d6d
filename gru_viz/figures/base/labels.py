"""Labels: tokens and units as axis ticks and lines of text, safe to hand to Plotly and readable when many."""

import html
from collections.abc import Callable, Sequence

from gru_viz.cells.cell import Cell
from gru_viz.figures.base.palette import INK, NAMES, swatch, symbol

Translate = Callable[[str], str]

_MARKS = str.maketrans({" ": "␣", "\t": "⇥", "\n": "⏎", "\r": "⏎", "\u3000": "␣", "\u00a0": "␣"})
_MOST_TICKS = 40
_LONGEST = 12


def columns(text: str) -> int:
    """How wide it is in letters, of which a Chinese sign is two."""
    return sum(1 if ord(sign) < 0x2E80 else 2 for sign in text)


def safe(text: str, longest: int | None = None) -> str:
    """`text` as Plotly shows it literally: no tag, no formula, whitespace visible, at most `longest` characters."""
    if longest is not None and len(text) > longest:
        text = text[: longest - 1] + "…"
    # Control characters and direction overrides would spoil the rest of the label.
    visible = "".join(c if c.isprintable() or c in "\t\n\r\u3000\u00a0\u200d" else "�" for c in text)
    return html.escape(visible.translate(_MARKS), quote=False).replace("$", "&#36;")


def time_ticks(tokens: Sequence[str], most: int = _MOST_TICKS) -> dict:
    """x-axis settings: numeric positions, tokens as text without the spaces beside them, at most `most` of them."""
    stride = -(-len(tokens) // most)
    positions = list(range(0, len(tokens), stride))
    return {
        "tickmode": "array",
        "tickvals": positions,
        "ticktext": [safe(tokens[t].strip() or tokens[t], _LONGEST) for t in positions],
        "range": [-0.5, len(tokens) - 0.5],
        "autotickangles": [0, -45, -90],
    }


def steps_told(tokens: Sequence[str]) -> dict[str, list[str]]:
    """For the layout's `meta`, which Plotly draws nothing of: the token of each step, where ticks name some, cut."""
    return {"tokens": list(tokens)}


def unit_ticks(units: int) -> dict:
    """y-axis settings: unit 0 on top, a handful of whole numbers."""
    stride = next(s for s in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512) if units / s <= 6)
    return {
        "tickmode": "array",
        "tickvals": list(range(0, units, stride)),
        "range": [units - 0.5, -0.5],
    }


def symbol_of(quantity: str, cell: Cell | None = None) -> str:
    """Symbol of a quantity of a cell at step t, in Plotly's markup."""
    return f"<i>{symbol(quantity, cell)}</i><sub>t</sub>"


def quantity_title(quantity: str, translate: Translate, cell: Cell | None = None) -> str:
    """Name and symbol of a quantity behind its colour, e.g. "■ reset gate r_t"."""
    return f"{swatch(quantity)} {translate(NAMES[quantity])} {symbol_of(quantity, cell)}"


def line_over(text: str, y: float, size: int, shift: int) -> dict:
    """A line of text over the left end of a row."""
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": y,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": size, "color": INK},
        "yshift": shift,
    }
