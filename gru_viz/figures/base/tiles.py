"""Tiles: a row of coloured tiles with a word each, under the tokens."""

from collections.abc import Sequence

import numpy as np

from gru_viz.figures.base.row import Panel


def tiles(
    values: Sequence[float] | np.ndarray,
    words: Sequence[str],
    hover: Sequence[str],
    title: str,
    scale: Sequence[Sequence[object]],
    on_dark: Sequence[Sequence[object]],
    *,
    most: int,
    **more: object,
) -> Panel:
    """One tile a step.

    Parameters
    ----------
    values : sequence of float (T), from −1 to 1
        What colours a tile; NaN for none.
    words, hover : sequence of str (T)
        In it, and on hover; safe.
    title : str
        Safe.
    scale, on_dark : sequence of (place, colour)
        On a light page, which pictures that are taken away are, and on a dark one (components/heatmaps/theme.js).
    most : int
        More tiles than this have no room for words.
    more : dict
        Plotly's settings of the heatmap beside these.
    """
    tile = {
        "type": "heatmap",
        # As in the strip: a second row, a hair high, lets Plotly fit the text.
        "z": np.array([values, values], dtype=np.float32),
        "y": [-0.5, 0.49, 0.5],
        "text": [list(words), ["\u200b"] * len(words)],
        "customdata": [list(hover), list(hover)],
        "zmin": -1,
        "zmax": 1,
        "colorscale": scale,
        "meta": {"on_dark": on_dark},
        "showscale": False,
        "xgap": 2,
        "hoverongaps": False,
        "hovertemplate": "%{customdata}<extra><i>y</i><sub>t</sub></extra>",
        **more,
    }
    if len(words) <= most:
        tile["texttemplate"] = "%{text}"
    return Panel((tile,), title, 34, {"visible": False, "range": [-0.5, 0.5]})
