"""Plain: the layout that every figure without heatmaps shares."""

from collections.abc import Mapping, Sequence

import numpy as np

from gru_viz.figures.base.labels import Translate, safe, steps_told, symbol_of, time_ticks
from gru_viz.figures.base.palette import COLOURS, EDGE, FONT_SIZE, INK, NAMES, NEUTRAL, PALE

#: Grid lines that stay behind what is drawn.
GRID = {"tickfont": {"color": INK}, "zeroline": False, "gridcolor": NEUTRAL, "griddash": "dot", "gridwidth": 0.5}
#: y-axis of shares and gates.
UNIT_AXIS = {**GRID, "range": [0, 1], "tickvals": [0, 0.5, 1]}
#: Pixels from a y-axis' numbers to its title: of these the template's own padding, 8, stands between axis and numbers.
STANDOFF = 14


def plain_layout(title: str, height: int, subtitle: str = "") -> dict:
    """Title at the left, legend under it, no tools that a visitor would press by mistake.

    Parameters
    ----------
    title, subtitle : str
        Safe.
    height : int, pixels
    """
    return {
        "title": {**title_at_left(title), "subtitle": {"text": subtitle, "font": {"size": FONT_SIZE - 1}}},
        "font": {"size": FONT_SIZE, "color": INK},
        "height": height,
        "margin": {"l": 36, "r": 8, "t": 96, "b": 60},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"size": FONT_SIZE - 1},
        },
        "showlegend": True,
        "dragmode": False,
    }


def title_at_left(title: str) -> dict:
    """Plotly's settings of a title, which is safe."""
    return {
        "text": title,
        "font": {"size": FONT_SIZE + 2},
        "x": 0,
        "xref": "container",
        "y": 1,
        "yanchor": "top",
        "pad": {"t": 10},
    }


def token_axis(tokens: Sequence[str], most: int = 40) -> dict:
    """x-axis settings: tokens at their steps, at most `most` of them, no grid."""
    return {
        **time_ticks(tokens, most),
        "automargin": True,
        "tickfont": {"color": INK},
        "zeroline": False,
        "showgrid": False,
    }


def over_steps(tokens: Sequence[str], most: int = 40) -> dict:
    """Of a layout whose x is a step: its axis, and its tokens for whoever takes the numbers along."""
    return {"xaxis": token_axis(tokens, most), "meta": steps_told(tokens)}


def step_line(values: np.ndarray, tokens: Sequence[str]) -> dict:
    """A line over the steps of a sequence, with points where there are few; its tokens are `text` for the hover."""
    return {
        "type": "scatter",
        "y": values.astype("float32"),
        "mode": "lines+markers" if len(tokens) <= 60 else "lines",
        "marker": {"size": 7},
        "text": [safe(token, 16) for token in tokens],
    }


def quantity_lines(values: Mapping[str, np.ndarray], tokens: Sequence[str], translate: Translate) -> list[dict]:
    """A line in its own colour for each quantity.

    Parameters
    ----------
    values : mapping of quantity to ndarray (T,)
    tokens : sequence of str (T)
    translate : callable
    """
    lines = []
    for name, line in values.items():
        if name in PALE:
            edge = {
                "line": {"color": EDGE, "width": 5},
                "marker": {"size": 9},
                "hoverinfo": "skip",
                "showlegend": False,
            }
            lines.append(step_line(line, tokens) | edge)
        lines.append(
            step_line(line, tokens)
            | {
                "line": {"color": COLOURS[name], "width": 3},
                "name": f"{translate(NAMES[name])} {symbol_of(name)}",
                "hovertemplate": f"%{{text}}: <b>%{{y:.4f}}</b><extra>{symbol_of(name)}</extra>",
            }
        )
        if name in PALE:
            lines[-1]["marker"] = {"size": 7, "line": {"color": EDGE, "width": 1}}
    return lines
