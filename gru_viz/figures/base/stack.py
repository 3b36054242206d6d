"""Stack: heatmaps above each other on one time axis, with the sequence as a strip on top."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from gru_viz.figures.base.drawing import Drawing
from gru_viz.figures.base.labels import Translate, safe, time_ticks, unit_ticks
from gru_viz.figures.base.palette import COLOURS, DIVERGING, FONT_SIZE, INK, NEUTRAL, SEQUENTIAL, TITLE_SIZE, swatch

#: More cells than this in one heatmap are drawn as means of blocks: about 0.2 MB of float32.
MOST_CELLS = 51_200
_MOST_COLUMNS = 400
_GAP, _TITLE, _BOTTOM, _BAR = 34, 78, 52, 14
_MOST_LINES = 6
#: Characters side by side that tiles can show; beyond, the ticks alone name the tokens.
_MOST_CHARACTERS = 120


@dataclass(frozen=True)
class Colour:
    """A colour scale with a fixed range; neighbouring rows that name it share a colour bar.

    Attributes
    ----------
    scale : list of (share, colour)
        As Plotly writes it.
    low, high : float
    """

    scale: list[list]
    low: float
    high: float


GATE_COLOUR = Colour(SEQUENTIAL, 0.0, 1.0)


def signed(*values: np.ndarray, least: float = 1.0) -> Colour:
    """Diverging colours centred at 0: ± `least`, or ± the largest magnitude of `values` if that is more."""
    largest = max((float(np.nanmax(np.abs(v), initial=0.0)) for v in values), default=0.0)
    limit = max(least, largest if math.isfinite(largest) else least)
    return Colour(DIVERGING, -limit, limit)


@dataclass(frozen=True)
class Row:
    """One heatmap.

    Attributes
    ----------
    values : ndarray (T, units)
    title : str
        Above it; Plotly's markup, already safe.
    name : str
        On hover; safe.
    colour : Colour
    ticks : dict
        y-axis settings where unit numbers will not do.
    """

    values: np.ndarray
    title: str
    name: str
    colour: Colour
    ticks: dict = field(default_factory=dict)


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


@dataclass(frozen=True)
class Panel:
    """Something small between the strip and the heatmaps, on the same time axis.

    Attributes
    ----------
    traces : tuple of dict
        Plotly's, without a y-axis.
    title : str
        Above it; safe.
    height : int, pixels
    axis : dict
        y-axis settings.
    """

    traces: tuple[dict, ...]
    title: str
    height: int
    axis: dict


def block_sizes(steps: int, units: int) -> tuple[int, int]:
    """Steps and units that one cell stands for, so that the picture stays light."""
    if steps * units <= MOST_CELLS:
        return 1, 1
    step_block = math.ceil(steps / _MOST_COLUMNS)
    columns = math.ceil(steps / step_block)
    return step_block, math.ceil(columns * units / MOST_CELLS)


def block_means(values: np.ndarray, step_block: int, unit_block: int) -> np.ndarray:
    """Means over blocks of (T, units); a last block may be smaller."""
    if (step_block, unit_block) == (1, 1):
        return values
    steps, units = values.shape
    pad = ((0, -steps % step_block), (0, -units % unit_block))
    padded = np.pad(values.astype(np.float64), pad, constant_values=np.nan)
    blocks = padded.reshape(padded.shape[0] // step_block, step_block, -1, unit_block)
    return np.nanmean(blocks, axis=(1, 3))


def stack(
    rows: Sequence[Row],
    strip: Strip,
    title: str,
    subtitle: str = "",
    *,
    panels: Sequence[Panel] = (),
    selected: tuple[int, int] | None = None,
    row_height: int | None = None,
    hover: str = "",
    translate: Translate = str,
) -> Drawing:
    """Figure of `rows` under `strip`; hovering one row shows the same step and unit of all.

    Parameters
    ----------
    rows : sequence of Row
    strip : Strip
    title, subtitle : str
        Inside the picture; safe.
    panels : sequence of Panel
        Between strip and rows.
    selected : (step, unit) or None
        The cell to frame in every row.
    row_height : int, pixels
        Default grows with the number of units.
    hover : str
        What a row of the heatmap is, on hover; default "unit".
    translate : callable
        Catalogue key to the reader's language.
    """
    heights = [row_height or max(100, min(256, 3 * row.values.shape[1])) for row in rows]
    strip_height = 64 if strip.inputs is not None else 44 if _tiles_have_text(strip) else 14
    above_rows = [strip_height, *(each.height for each in panels)]
    inner = sum(above_rows) + sum(heights) + _GAP * (len(rows) + len(panels))
    above = _TITLE if strip.inputs is None else _TITLE + _GAP // 2
    every = _domains([*above_rows, *heights], inner)
    domains = [every[0], *every[len(above_rows) :]]
    bars = [(colour, len(list(group))) for colour, group in groupby(row.colour for row in rows)]
    bar_of = [number for number, (_colour, count) in enumerate(bars) for _row in range(count)]
    blocks = block_sizes(*rows[0].values.shape)
    if blocks != (1, 1):
        note = translate("each cell: a mean over {steps} × {units} (steps × units)")
        note = note.format(steps=blocks[0], units=blocks[1])
        subtitle = f"{subtitle} · {note}" if subtitle else note
    layout = {
        "title": {
            "text": title,
            "font": {"size": TITLE_SIZE},
            "x": 0,
            "xanchor": "left",
            "xref": "container",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 10},
            "subtitle": {"text": subtitle, "font": {"size": FONT_SIZE - 1}},
        },
        "font": {"size": FONT_SIZE, "color": INK},
        "height": inner + above + _BOTTOM,
        "margin": {"l": 56, "r": 62, "t": above, "b": _BOTTOM},
        "hovermode": "x",
        "hoversubplots": "axis",
        "dragmode": False,
        "showlegend": False,
        "xaxis": {
            **time_ticks(strip.tokens),
            "anchor": f"y{len(rows) + 1}",
            "showgrid": False,
            "zeroline": False,
            "tickfont": {"size": FONT_SIZE, "color": INK},
            "showspikes": True,
            "spikemode": "across",
            "spikethickness": 1,
            "spikedash": "solid",
            "spikecolor": NEUTRAL,
            "automargin": True,
            "ticks": "outside",
            "ticklen": 3,
        },
        "yaxis": {**_AXIS, **_strip_axis(strip), "domain": domains[0]},
        "annotations": _strip_label(strip, translate),
        "shapes": [],
    }
    unit = hover or translate("unit")
    data = _strip_traces(strip)
    for index, each in enumerate(panels, start=1):
        number = len(rows) + index
        data += [{**trace, "yaxis": f"y{number + 1}"} for trace in each.traces]
        layout[_axis("yaxis", number)] = {**_AXIS, **each.axis, "domain": every[index]}
        layout["annotations"].append(_label(each.title, every[index][1], FONT_SIZE + 1, 3))
    for index, row in enumerate(rows, start=1):
        data.append(_heatmap(row, index, bar_of[index - 1], unit))
        layout[_axis("yaxis", index)] = {
            **_AXIS,
            **unit_ticks(row.values.shape[1]),
            **row.ticks,
            "domain": domains[index],
            "title": {"text": unit, "standoff": 6, "font": {"size": FONT_SIZE - 1, "color": INK}},
        }
        layout["annotations"].append(_label(row.title, domains[index][1], FONT_SIZE + 1, 3))
        if selected is not None:
            step, at = selected
            layout["shapes"] += frame(f"y{index + 1}", (step - 0.5, step + 0.5), (at - 0.5, at + 0.5))
    for number, (colour, _count) in enumerate(bars):
        spans = [domains[i] for i, bar in enumerate(bar_of, start=1) if bar == number]
        layout[_axis("coloraxis", number)] = _colour_axis(colour, spans, inner)
    return {"data": data, "layout": layout}


_AXIS = {"zeroline": False, "showgrid": False, "tickfont": {"size": FONT_SIZE - 1, "color": INK}}


def _domains(heights: Sequence[int], inner: int) -> list[tuple[float, float]]:
    """Bottom and top of each row, from the top down, as shares of the plot's height."""
    tops = [inner - sum(heights[:i]) - _GAP * i for i in range(len(heights))]
    return [(max(0.0, (top - height) / inner), top / inner) for top, height in zip(tops, heights, strict=True)]


def _label(text: str, y: float, size: int, shift: int) -> dict:
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


def _axis(kind: str, index: int) -> str:
    """Plotly's name of the index-th axis of a kind, from 0: yaxis, yaxis2 and so on."""
    return kind if index == 0 else f"{kind}{index + 1}"


def _tiles_have_text(strip: Strip) -> bool:
    """Whether the tokens fit into tiles at a size that can be read."""
    return len(strip.tokens) * max(map(len, strip.tokens)) <= _MOST_CHARACTERS


def _strip_axis(strip: Strip) -> dict:
    """y-axis of the strip."""
    return {"visible": False, "range": [-0.5, 0.5]} if strip.inputs is None else {"nticks": 3}


def _strip_traces(strip: Strip) -> list[dict]:
    """The sequence: token tiles, or lines of the numbers."""
    steps = len(strip.tokens)
    if strip.inputs is None:
        # Plotly fits text into tiles only where there are several rows: a second one, a hair high, has no text.
        tile = {
            "type": "heatmap",
            "z": np.zeros((2, steps), dtype=np.float32),
            "y": [-0.5, 0.49, 0.5],
            "text": [[safe(token, 16) for token in strip.tokens], ["\u200b"] * steps],
            "colorscale": [[0, COLOURS["input"]], [1, COLOURS["input"]]],
            "textfont": {"color": "#FFFFFF", "weight": 600},
            "showscale": False,
            "xgap": 2,
            "hovertemplate": "<b>%{text}</b><extra><i>x</i><sub>t</sub></extra>",
        }
        return [tile | ({"texttemplate": "%{text}"} if _tiles_have_text(strip) else {})]
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


def _strip_label(strip: Strip, translate: Translate) -> list[dict]:
    """Name of the numbers' lines; tokens need none."""
    if strip.inputs is None:
        return []
    name = f"{swatch('input')} " + translate("input") + " <i>x</i><sub>t</sub>"
    if strip.inputs.shape[1] > _MOST_LINES:
        more = translate("(first {shown} of {all} features)")
        name += " " + more.format(shown=_MOST_LINES, all=strip.inputs.shape[1])
    return [_label(name, 1, FONT_SIZE - 1, 0)]


def _heatmap(row: Row, index: int, colour: int, hover: str) -> dict:
    """One heatmap on the shared time axis."""
    step_block, unit_block = block_sizes(*row.values.shape)
    z = block_means(row.values, step_block, unit_block)
    return {
        "type": "heatmap",
        "z": np.ascontiguousarray(z.T, dtype=np.float32),
        "x0": (step_block - 1) / 2,
        "dx": step_block,
        "y0": (unit_block - 1) / 2,
        "dy": unit_block,
        "yaxis": f"y{index + 1}",
        "coloraxis": _axis("coloraxis", colour),
        "name": row.name,
        "hovertemplate": f"{hover} %{{y}}: <b>%{{z:.7~g}}</b><extra>{row.name}</extra>",
    }


def _colour_axis(colour: Colour, spans: list[tuple[float, float]], inner: int) -> dict:
    """Colour bar beside the rows that share it."""
    low, high = min(s[0] for s in spans), max(s[1] for s in spans)
    middle = (colour.low + colour.high) / 2
    return {
        "colorscale": colour.scale,
        "cmin": colour.low,
        "cmax": colour.high,
        "colorbar": {
            "y": (low + high) / 2,
            "yanchor": "middle",
            "len": (high - low) * inner,
            "lenmode": "pixels",
            "thickness": _BAR,
            "x": 1.01,
            "outlinewidth": 0,
            "tickfont": {"size": FONT_SIZE - 1, "color": INK},
            "ypad": 0,
            "xpad": 4,
            "tickvals": [colour.low, (colour.low + middle) / 2, middle, (middle + colour.high) / 2, colour.high],
            "tickformat": ".2~f",
        },
    }


def frame(axis: str, x: tuple[float, float], y: tuple[float, float]) -> list[dict]:
    """A frame in one row that stands out on dark and on light colours."""
    box = {"type": "rect", "xref": "x", "yref": axis, "x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1]}
    return [{**box, "line": {"color": colour, "width": width}} for colour, width in (("#FFFFFF", 4), ("#111111", 1.5))]
