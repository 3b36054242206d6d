"""Coloured text: tokens on the colours of a quantity's values."""

from collections.abc import Sequence

import numpy as np

from gru_viz.figures.base.colours import backgrounds, foreground
from gru_viz.figures.base.labels import safe
from gru_viz.figures.base.number import Number
from gru_viz.figures.base.scale import Colour


def coloured_line(tokens: Sequence[str], values: np.ndarray, colour: Colour, at: int | range | None = None) -> str:
    """One sequence as HTML, what stands at `at` in bold; tokens are text from outside."""
    spans, bold = [], at if isinstance(at, range) else (at,)
    shown = values[: len(tokens)]
    for place, (token, value, background) in enumerate(zip(tokens, shown, backgrounds(shown, colour), strict=True)):
        style = f"background:{background};color:{foreground(background)}"
        style += ";font-weight:800;text-decoration:underline" if place in bold else ""
        spans.append(f'<span style="{style}" title="{value:.4f}">{safe(token)}</span>')
    return f'<p class="coloured-text" translate="no">{"".join(spans)}</p>'


def colour_scale(colour: Colour) -> str:
    """The colour scale with its ends and middle."""
    ends = np.linspace(colour.low, colour.high, 33)
    stops = ", ".join(backgrounds(ends, colour))
    marks = "".join(f"<span>{Number(value):.2g}</span>" for value in np.linspace(colour.low, colour.high, 3))
    return f'<div class="colour-scale"><i style="background:linear-gradient(90deg, {stops})"></i>{marks}</div>'
