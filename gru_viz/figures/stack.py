"""Stack: heatmaps above each other on one time axis, with the sequence as a strip on top."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import plotly.graph_objects as go

from gru_viz.figures.labels import safe, time_ticks, unit_ticks
from gru_viz.figures.palette import COLOURS, DIVERGING, FONT_SIZE, NEUTRAL, SEQUENTIAL, TITLE_SIZE

#: More cells than this in one heatmap are drawn as means of blocks: about 0.2 MB of float32.
MOST_CELLS = 51_200
_MOST_COLUMNS = 400
_GAP, _TITLE, _BOTTOM, _BAR = 34, 78, 52, 14
_MOST_LINES = 6


@dataclass(frozen=True)
class Colour:
    """A colour scale with a fixed range, shared by all rows that name it.

    Attributes
    ----------
    scale : str
        Plotly's name of it.
    low, high : float
    """

    scale: str
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
    selected: tuple[int, int] | None = None,
    row_height: int | None = None,
    hover: str = "",
    translate=str,
) -> go.Figure:
    """Figure of `rows` under `strip`; hovering one row shows the same step and unit of all.

    Parameters
    ----------
    rows : sequence of Row
    strip : Strip
    title, subtitle : str
        Inside the picture; safe.
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
    strip_height = 44 if strip.inputs is None else 64
    inner = strip_height + sum(heights) + _GAP * len(rows)
    fig = go.Figure()
    top = inner
    axes = {}
    for index, height in enumerate([strip_height, *heights]):
        top -= _GAP if index else 0
        axes[index] = (max(0.0, (top - height) / inner), top / inner)
        top -= height
    _draw_strip(fig, strip, translate)
    colours = list(dict.fromkeys(row.colour for row in rows))
    for index, row in enumerate(rows, start=1):
        _draw_row(fig, row, index, colours.index(row.colour), hover or translate("unit"))
        fig.update_layout({_axis("yaxis", index): {**unit_ticks(row.values.shape[1]), **row.ticks}})
        fig.add_annotation(
            text=row.title, xref="paper", yref="paper", x=0, y=axes[index][1], xanchor="left", yanchor="bottom",
            showarrow=False, font_size=FONT_SIZE + 1, yshift=3,
        )  # fmt: skip
        if selected is not None:
            _frame(fig, f"y{index + 1}", *selected)
    for index, domain in axes.items():
        fig.update_layout(
            {
                _axis("yaxis", index): {
                    "domain": domain,
                    "tickfont": {"size": FONT_SIZE - 1},
                    "zeroline": False,
                    "showgrid": False,
                }
            }
        )
    for index, colour in enumerate(colours):
        spans = [axes[i] for i, row in enumerate(rows, start=1) if row.colour == colour]
        fig.update_layout({_axis("coloraxis", index): _colour_axis(colour, spans, inner)})
    blocks = block_sizes(*rows[0].values.shape)
    if blocks != (1, 1):
        note = translate("each cell: mean of {steps} steps × {units} units")
        note = note.format(steps=blocks[0], units=blocks[1])
        subtitle = f"{subtitle} · {note}" if subtitle else note
    fig.update_layout(
        title={"text": title, "font_size": TITLE_SIZE, "x": 0, "xanchor": "left", "xref": "paper",
               "y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 10},
               "subtitle": {"text": subtitle, "font": {"size": FONT_SIZE - 1}}},
        font_size=FONT_SIZE,
        height=inner + _TITLE + _BOTTOM,
        margin={"l": 44, "r": 62, "t": _TITLE, "b": _BOTTOM},
        hovermode="x",
        hoversubplots="axis",
        dragmode=False,
        showlegend=False,
        xaxis={
            **time_ticks(strip.tokens), "anchor": f"y{len(rows) + 1}", "showgrid": False, "zeroline": False,
            "tickfont": {"size": FONT_SIZE}, "showspikes": True, "spikemode": "across", "spikethickness": 1, "spikedash": "solid",
            "spikecolor": NEUTRAL, "automargin": True, "ticks": "outside", "ticklen": 3,
        },
    )  # fmt: skip
    return fig


def _axis(kind: str, index: int) -> str:
    """Plotly's name of the index-th axis of a kind, from 0: yaxis, yaxis2 and so on."""
    return kind if index == 0 else f"{kind}{index + 1}"


def _draw_strip(fig: go.Figure, strip: Strip, translate) -> None:
    """The sequence: token tiles, or lines of the numbers."""
    steps = len(strip.tokens)
    if strip.inputs is None:
        fig.add_heatmap(
            z=np.zeros((1, steps), dtype=np.float32),
            text=[[safe(token, 16) for token in strip.tokens]],
            texttemplate="%{text}" if steps <= 120 else None,
            colorscale=[[0, "rgba(127,127,127,0.20)"], [1, "rgba(127,127,127,0.20)"]],
            showscale=False,
            xgap=2,
            hovertemplate="<b>%{text}</b><extra><i>x</i><sub>t</sub></extra>",
        )
        fig.update_layout(yaxis={"visible": False, "range": [-0.5, 0.5], "fixedrange": True})
        return
    shown = strip.inputs[:, :_MOST_LINES]
    for feature in range(shown.shape[1]):
        fig.add_scatter(
            y=shown[:, feature].astype(np.float32),
            mode="lines+markers" if steps <= 60 else "lines",
            line={"color": COLOURS["input"], "width": 2, "dash": ("solid", "dash", "dot")[feature % 3]},
            marker={"size": 4},
            opacity=1 - 0.12 * feature,
            hovertemplate=f"%{{y:.6~g}}<extra><i>x</i><sub>t</sub>[{feature}]</extra>",
        )
    more = strip.inputs.shape[1] - shown.shape[1]
    name = f'<span style="color:{COLOURS["input"]}">■</span> {translate("input")} <i>x</i><sub>t</sub>'
    if more:
        name += " " + translate("(first {shown} of {all} features)").format(
            shown=_MOST_LINES, all=strip.inputs.shape[1]
        )
    fig.add_annotation(
        text=name, xref="paper", yref="paper", x=0, y=1, xanchor="left", yanchor="bottom", showarrow=False,
        font_size=FONT_SIZE - 1, yshift=-1,
    )  # fmt: skip
    fig.update_layout(yaxis={"nticks": 3, "fixedrange": True})


def _draw_row(fig: go.Figure, row: Row, index: int, colour: int, hover: str) -> None:
    """One heatmap on the shared time axis."""
    step_block, unit_block = block_sizes(*row.values.shape)
    z = block_means(row.values, step_block, unit_block)
    fig.add_heatmap(
        z=np.ascontiguousarray(z.T, dtype=np.float32),
        x0=(step_block - 1) / 2,
        dx=step_block,
        y0=(unit_block - 1) / 2,
        dy=unit_block,
        yaxis=f"y{index + 1}",
        coloraxis=_axis("coloraxis", colour),
        name=row.name,
        hovertemplate=f"{hover} %{{y}}: <b>%{{z:.7~g}}</b><extra>{row.name}</extra>",
    )


def _colour_axis(colour: Colour, spans: list[tuple[float, float]], inner: int) -> dict:
    """Colour bar beside the rows that share it."""
    low, high = min(s[0] for s in spans), max(s[1] for s in spans)
    middle = (colour.low + colour.high) / 2
    return {
        "colorscale": colour.scale,
        "cmin": colour.low,
        "cmax": colour.high,
        "colorbar": {
            "y": (low + high) / 2, "yanchor": "middle", "len": (high - low) * inner, "lenmode": "pixels",
            "thickness": _BAR, "x": 1.01, "outlinewidth": 0, "tickfont": {"size": FONT_SIZE - 1}, "ypad": 0, "xpad": 4,
            "tickvals": [colour.low, (colour.low + middle) / 2, middle, (middle + colour.high) / 2, colour.high],
            "tickformat": ".2~f",
        },
    }  # fmt: skip


def _frame(fig: go.Figure, axis: str, step: int, unit: int) -> None:
    """A frame around one cell that stands out on dark and on light colours."""
    box = {"x0": step - 0.5, "x1": step + 0.5, "y0": unit - 0.5, "y1": unit + 0.5}
    for colour, width in (("#FFFFFF", 4), ("#111111", 1.5)):
        fig.add_shape(type="rect", xref="x", yref=axis, line={"color": colour, "width": width}, **box)
