"""Column: a small line of a whole column of numbers, with the window that is read."""

import numpy as np

from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, safe
from gru_viz.figures.base.palette import COLOURS, FONT_SIZE
from gru_viz.figures.base.plain import GRID, plain_layout


@drawn
def column(
    values: np.ndarray, every: int, rows: int, window: tuple[int, int], name: str, *, translate: Translate = str
) -> Drawing:
    """A line of numbers under a shade over the window.

    Parameters
    ----------
    values : ndarray (N,)
        Every n-th of the column, NaN where there is none.
    every, rows : int
        n; rows in all.
    window : (first, length)
    name : str
        Of the column.
    translate : callable
    """
    first, length = window
    last = min(first + length, rows) - 1
    told = translate("rows {first:,} to {last:,} of {rows:,}").format(first=first, last=last, rows=rows)
    line = {
        "type": "scatter",
        "x0": 0,
        "dx": every,
        "y": values.astype(np.float32),
        "mode": "lines",
        "line": {"color": COLOURS["input"], "width": 1},
        "hovertemplate": "%{x}: <b>%{y:.6~g}</b><extra></extra>",
    }
    shade = {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": first,
        "x1": last,
        "y0": 0,
        "y1": 1,
        "fillcolor": COLOURS["update_gate"],
        "opacity": 0.25,
        "line": {"color": COLOURS["update_gate"], "width": 2},
    }
    layout = plain_layout(safe(name, 24), 160, told) | {
        "margin": {"l": 8, "r": 8, "t": 66, "b": 24},
        "showlegend": False,
        "shapes": [shade],
        "xaxis": {**GRID, "range": [0, rows - 1], "nticks": 4, "tickfont": {"size": FONT_SIZE - 2}},
        "yaxis": {"visible": False},
    }
    return {"data": [line], "layout": layout}
