"""Strip: what went in, above the heatmaps: tokens as tiles, or numbers as lines."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gru_viz.figures.base.labels import Translate, columns, line_over, safe
from gru_viz.figures.base.palette import COLOURS, FONT_SIZE, swatch

_MOST_LINES = 6
#: Characters side by side that tiles can show, 10 pixels high where the picture is as wide as beside another one on a page;
#: a token of more than its tile has room for is cut. Where not even so many have room, nor four fifths of the tokens whole,
#: the ticks alone name them. As in components/heatmaps/tiles.js.
_MOST_CHARACTERS, _FEWEST, _MOST = 82, 4, 0.8
#: Pixels of a wall between the axes, and of a letter that can be read from the back: what is beside it is not smaller.
_WALL, _LETTER, _AIR = 690, 7.5, 6


@dataclass(frozen=True)
class Strip:
    """What went in, above the heatmaps.

    Attributes
    ----------
    tokens : sequence of str (T)
    inputs : ndarray (T, features) or None
        Numbers to draw as lines; None shows the tokens themselves.
    """

    tokens: Sequence[str]
    inputs: np.ndarray | None = None


def tiles_have_text(strip: Strip, *, wall: bool = False) -> bool:
    """Whether the tokens fit into tiles at a size that can be read, from the back of a hall where they are on a `wall`."""
    if wall:
        return len(strip.tokens) <= tokens_on_a_wall(strip)
    widths = sorted(map(columns, strip.tokens))
    return _room(strip) >= min(_FEWEST, widths[int(_MOST * (len(widths) - 1))])


def _room(strip: Strip) -> int:
    """Characters that a tile has room for."""
    return _MOST_CHARACTERS // len(strip.tokens)


def _cut(token: str, room: int) -> str:
    """As much of a token as has room, its first sign at least."""
    cut = token
    while columns(cut) > room and cut != "…":
        cut = cut.removesuffix("…")[:-1] + "…"
    return safe(cut if cut != "…" else token[:1], 16)


def tokens_on_a_wall(strip: Strip) -> int:
    """How many of its tokens stand beside each other at a size that can be read."""
    longest = max(columns(token[:12]) for token in strip.tokens)
    return max(1, int(_WALL / (_LETTER * longest + _AIR)))


def strip_axis(strip: Strip) -> dict:
    """y-axis of the strip."""
    return {"visible": False, "range": [-0.5, 0.5]} if strip.inputs is None else {"nticks": 3}


def strip_traces(strip: Strip, *, wall: bool = False) -> list[dict]:
    """The sequence: token tiles, or lines of the numbers; `wall` as for `tiles_have_text`."""
    steps = len(strip.tokens)
    if strip.inputs is None:
        # In a long text the same tokens come again and again.
        room, different = 16 if wall else _room(strip), set(strip.tokens)
        cut = {token: _cut(token, room) for token in different}
        whole = {token: safe(token, 200) for token in different}
        # Plotly fits text into tiles only where there are several rows: a second one, a hair high, has no text.
        tile = {
            "type": "heatmap",
            "z": np.zeros((2, steps), dtype=np.float32),
            "y": [-0.5, 0.49, 0.5],
            "text": [[cut[token] for token in strip.tokens], ["\u200b"] * steps],
            "customdata": [[whole[token] for token in strip.tokens], [""] * steps],
            "colorscale": [[0, COLOURS["input"]], [1, COLOURS["input"]]],
            "textfont": {"color": "#FFFFFF", "weight": 600},
            "showscale": False,
            "xgap": 2,
            "hovertemplate": "<b>%{customdata}</b><extra><i>x</i><sub>t</sub></extra>",
        }
        if not tiles_have_text(strip, wall=wall):
            return [tile]
        # In the browser a picture is often narrower than that (components/heatmaps/tiles.js).
        return [tile | {"texttemplate": "%{text}"} | ({} if wall else {"meta": {"tiles": True}})]
    return [
        {
            "type": "scatter",
            "y": strip.inputs[:, feature].astype(np.float32),
            "mode": "lines+markers" if steps <= 60 else "lines",
            "line": {"color": COLOURS["input"], "width": 2, "dash": ("solid", "dash", "dot")[feature % 3]},
            "marker": {"size": 4},
            "opacity": 1 - 0.12 * feature,
            "hovertemplate": f"%{{y:.6~g}}<extra><i>x</i><sub>t</sub>[{feature}]</extra>",
        }
        for feature in range(min(strip.inputs.shape[1], _MOST_LINES))
    ]


def strip_label(strip: Strip, translate: Translate) -> list[dict]:
    """Name of the numbers' lines; tokens need none."""
    if strip.inputs is None:
        return []
    name = f"{swatch('input')} " + translate("input") + " <i>x</i><sub>t</sub>"
    if strip.inputs.shape[1] > _MOST_LINES:
        more = translate("(first {shown} of {all} features)")
        name += " " + more.format(shown=_MOST_LINES, all=strip.inputs.shape[1])
    return [line_over(name, 1, FONT_SIZE - 1, 0)]
