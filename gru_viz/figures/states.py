"""States: hidden vectors beside each other, unit by unit."""

import numpy as np

from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, unit_ticks
from gru_viz.figures.base.palette import FONT_SIZE, INK
from gru_viz.figures.base.plain import GRID, STANDOFF, plain_layout
from gru_viz.figures.base.scale import signed


@drawn
def states(vectors: np.ndarray, title: str, *, translate: Translate = str) -> Drawing:
    """A column for each hidden vector, a row for each unit.

    Parameters
    ----------
    vectors : ndarray (N, units)
    title : str
        Safe.
    translate : callable
    """
    colour = signed(vectors)
    data = {
        "type": "heatmap",
        "z": vectors.T.astype(np.float32),
        "zmin": colour.low,
        "zmax": colour.high,
        "colorscale": colour.scale,
        "hovertemplate": translate("unit") + " %{y}" + translate(": ") + "<b>%{z:.4f}</b><extra>h</extra>",
        "colorbar": {"thickness": 12, "outlinewidth": 0, "tickfont": {"color": INK}},
    }
    small = {"size": FONT_SIZE - 1, "color": INK}
    units = vectors.shape[1]
    layout = plain_layout(title, height=int(np.clip(150 + 12 * units, 260, 520))) | {
        "showlegend": False,
        "xaxis": {
            **GRID,
            "showgrid": False,
            "showticklabels": False,
            "title": {"text": translate("hidden states in it"), "font": small, "standoff": 6},
        },
        "yaxis": {
            **GRID,
            "showgrid": False,
            **unit_ticks(units),
            "title": {"text": translate("unit"), "font": small, "standoff": STANDOFF},
        },
    }
    layout["margin"] = {"l": 48, "r": 8, "t": 52, "b": 40}
    return {"data": [data], "layout": layout}
