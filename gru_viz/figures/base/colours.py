"""Colours: values as the colours of a figure's scale, for text outside figures."""

import numpy as np
from plotly.colors import convert_colors_to_same_type, sample_colorscale, unlabel_rgb

from gru_viz.figures.base.scale import Colour


def backgrounds(values: np.ndarray, colour: Colour) -> list[str]:
    """CSS colours of `values` (N,) on a figure's scale."""
    span = (np.clip(values, colour.low, colour.high) - colour.low) / (colour.high - colour.low)
    found, _ = convert_colors_to_same_type(sample_colorscale(colour.scale, span.tolist()), colortype="rgb")
    return [str(colour) for colour in found]


def foreground(background: str) -> str:
    """Black or white, whichever reads better on an "rgb(r, g, b)" (WCAG's relative luminance)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in unlabel_rgb(background))
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#FFFFFF"
