"""Pattern: the course of every unit around a stretch of tokens, and the threshold that some of them are above just there."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, safe
from gru_viz.figures.base.palette import COLOURS, INK, NAMES, NEUTRAL
from gru_viz.figures.base.plain import GRID, over_steps, plain_layout


@drawn
def pattern(
    tokens: Sequence[str],
    values: np.ndarray,
    units: Sequence[int],
    stretch: range,
    threshold: float,
    *,
    quantity: str = "hidden_state",
    translate: Translate = str,
) -> Drawing:
    """A line for each unit: those of the pattern in the colour of their quantity, all others grey.

    Parameters
    ----------
    tokens : sequence of str (N)
    values : ndarray (N, hidden_size)
    units : sequence of int
        Of the pattern.
    stretch : range
        Which of the tokens it is about.
    threshold : float
    quantity : str
    translate : callable
    """
    others = [unit for unit in range(values.shape[1]) if unit not in set(units)]
    lines = (
        (others, translate("other units"), {"color": NEUTRAL, "width": 0.6}, 0.5),
        (units, translate("units of the pattern"), {"color": COLOURS[quantity], "width": 2.2}, 1.0),
    )
    data = [_lines(tokens, values, shown, name, line, opacity) for shown, name, line, opacity in lines if len(shown)]
    signs = (threshold, -threshold) if (values < 0).any() else (threshold,)
    layout = plain_layout(translate("Units around the stretch"), 330, translate(NAMES[quantity])) | {
        **over_steps(tokens),
        "yaxis": {**GRID},
        "shapes": [
            {
                "type": "rect",
                "xref": "x",
                "yref": "paper",
                "x0": stretch.start - 0.5,
                "x1": stretch.stop - 0.5,
                "y0": 0,
                "y1": 1,
                "fillcolor": COLOURS[quantity],
                "opacity": 0.15,
                "line": {"width": 0},
                "layer": "below",
            },
            *(_level(sign) for sign in signs),
        ],
    }
    return {"data": data, "layout": layout}


def _lines(
    tokens: Sequence[str], values: np.ndarray, units: Sequence[int], name: str, line: dict[str, Any], opacity: float
) -> dict[str, Any]:
    """Several units as one line with gaps."""
    steps = np.append(np.arange(len(tokens), dtype=float), np.nan)
    gap = np.full((1, len(units)), np.nan)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.tile(steps, len(units)).tolist(),
        "y": np.concatenate([values[:, list(units)], gap]).T.ravel().astype("float32"),
        "text": [f"{safe(token, 12)} · {unit}" for unit in units for token in (*tokens, "")],
        "name": name,
        "line": line,
        "opacity": opacity,
        "hovertemplate": "%{text}: <b>%{y:.3f}</b><extra></extra>",
    }


def _level(height: float) -> dict[str, Any]:
    line = {"color": INK, "width": 1, "dash": "dash"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": height, "y1": height, "line": line}
