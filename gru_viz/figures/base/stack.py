"""Stack: heatmaps above each other on one time axis, with the sequence as a strip on top."""

import math
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from gru_viz.figures.base.blocks import block_means, block_sizes
from gru_viz.figures.base.drawing import Drawing
from gru_viz.figures.base.labels import Translate, line_over, time_ticks, unit_ticks
from gru_viz.figures.base.meaning import marks
from gru_viz.figures.base.palette import FONT_SIZE, INK, NEUTRAL, TITLE_SIZE
from gru_viz.figures.base.plain import STANDOFF
from gru_viz.figures.base.row import Panel, Row
from gru_viz.figures.base.scale import Colour
from gru_viz.figures.base.strip import Strip, strip_axis, strip_label, strip_traces, tiles_have_text, tokens_on_a_wall

#: Name of the shapes that frame the cell in view.
CELL = "cell"
#: Pixels; all four heatmaps of a small GRU stand on a laptop's first screen.
_GAP, _TITLE, _BOTTOM, _BAR, _LEAST, _TICK = 30, 68, 44, 14, 74, 13
#: Where every pixel counts: between the rows; all heatmaps together.
_NARROW, _WALL = 25, 156


def _height(units: int) -> int:
    """Pixels of a row: three for each unit while all rows stay on a screen, then as few as one."""
    return max(_LEAST, min(3 * units, max(128, units)))


def stack(
    rows: Sequence[Row],
    strip: Strip,
    title: str,
    subtitle: str = "",
    *,
    panels: Sequence[Panel] = (),
    selected: tuple[int, int] | None = None,
    row_height: int | None = None,
    compact: bool = False,
    hover: str = "",
    translate: Translate = str,
) -> Drawing:
    """Figure of `rows` under `strip`; hovering one row shows the same step and unit of all.

    Parameters
    ----------
    rows : sequence of Row
        If there is none, there are panels.
    strip : Strip
    title, subtitle : str
        Inside the picture; safe.
    panels : sequence of Panel
        Between strip and rows.
    selected : (step, unit) or None
        The cell to frame in every row.
    row_height : int, pixels
        Default grows with the number of units.
    compact : bool
        Without title and air, and all rows together of one height: for a wall, on which every pixel counts.
    hover : str
        What a row of the heatmap is, on hover; default "unit".
    translate : callable
        Catalogue key to the reader's language.
    """
    own = [row_height or _height(row.values.shape[1]) for row in rows]
    most = (_WALL - 40 * (len(panels) > 1)) // max(1, len(rows))
    heights = [min(each, most) for each in own] if compact else own
    strip_height = 64 if strip.inputs is not None else 44 if tiles_have_text(strip, wall=compact) else 14
    above_rows = [strip_height, *(each.height for each in panels)]
    gap = _NARROW if compact else _GAP
    gaps = [gap] * len(panels) + [gap + row.room for row in rows]
    inner = sum(above_rows) + sum(heights) + sum(gaps)
    above = (4 if compact else _TITLE) + (0 if strip.inputs is None else gap // 2)
    # The tokens stand in the strip already.
    named = compact and strip.inputs is None and tiles_have_text(strip, wall=True)
    bottom = (12 if named else _NARROW + 4) if compact else _BOTTOM
    every = _domains([*above_rows, *heights], gaps, inner)
    domains = [every[0], *every[len(above_rows) :]]
    bars = [(colour, len(list(group))) for colour, group in groupby(row.colour for row in rows)]
    bar_of = [number for number, (_colour, count) in enumerate(bars) for _row in range(count)]
    if rows and (note := blocks_note(len(strip.tokens), rows[0].values.shape[1], translate)):
        subtitle = f"{subtitle} · {note}" if subtitle else note
    layout = {
        "title": {
            "text": "" if compact else title,
            "font": {"size": TITLE_SIZE},
            "x": 0,
            "xanchor": "left",
            "xref": "container",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 10},
            "subtitle": {"text": "" if compact else subtitle, "font": {"size": FONT_SIZE - 1}},
        },
        "font": {"size": FONT_SIZE, "color": INK},
        "height": inner + above + bottom,
        "margin": {"l": 56, "r": 62, "t": above, "b": bottom},
        "hovermode": "x",
        "hoversubplots": "axis",
        "dragmode": False,
        "showlegend": False,
        "xaxis": {
            **(time_ticks(strip.tokens, tokens_on_a_wall(strip)) if compact else time_ticks(strip.tokens)),
            "anchor": f"y{(len(rows) or len(panels)) + 1}",
            "showgrid": False,
            "zeroline": False,
            "tickfont": {"size": FONT_SIZE, "color": INK},
            "showspikes": True,
            "spikemode": "across",
            "spikethickness": 1,
            "spikedash": "solid",
            "spikecolor": NEUTRAL,
            "automargin": True,
            "ticks": "" if named else "outside",
            "ticklen": 3,
            "showticklabels": not named,
        },
        "yaxis": {**_AXIS, **strip_axis(strip), "domain": domains[0]},
        "annotations": strip_label(strip, translate),
        "shapes": [],
    }
    unit = hover or translate("unit")
    data = strip_traces(strip, wall=compact)
    for index, each in enumerate(panels, start=1):
        number = len(rows) + index
        data += [{**trace, "yaxis": f"y{number + 1}"} for trace in each.traces]
        layout[_axis("yaxis", number)] = {**_AXIS, **each.axis, "domain": every[index]}
        layout["annotations"].append(line_over(each.title, every[index][1], FONT_SIZE + 1, 3))
    for index, row in enumerate(rows, start=1):
        data.append(_heatmap(row, index, bar_of[index - 1], unit + " %{y}" + translate(": ")))
        layout[_axis("yaxis", index)] = {
            **_AXIS,
            **_thinned({**unit_ticks(row.values.shape[1]), **row.ticks}, heights[index - 1]),
            "domain": domains[index],
            "title": {"text": unit, "standoff": STANDOFF, "font": {"size": FONT_SIZE - 1, "color": INK}},
        }
        heading = (
            f'{row.title} <span style="font-size:{FONT_SIZE - 1}px">· {row.note}</span>' if row.note else row.title
        )
        layout["annotations"].append(line_over(heading, domains[index][1], FONT_SIZE + 1, 3 + row.room))
        words, lines = marks(row.spans, index, domains[index][1], translate)
        layout["annotations"] += words
        layout["shapes"] += lines
        if selected is not None:
            step, at = selected
            cell = frame(f"y{index + 1}", (step - 0.5, step + 0.5), (at - 0.5, at + 0.5))
            layout["shapes"] += [{**line, "name": CELL} for line in cell]
    for number, (colour, _count) in enumerate(bars):
        spans = [domains[i] for i, bar in enumerate(bar_of, start=1) if bar == number]
        layout[_axis("coloraxis", number)] = _colour_axis(colour, spans, inner)
    return {"data": data, "layout": layout}


_AXIS = {"zeroline": False, "showgrid": False, "tickfont": {"size": FONT_SIZE - 1, "color": INK}}


def _domains(heights: Sequence[int], gaps: Sequence[int], inner: int) -> list[tuple[float, float]]:
    """Bottom and top of each row, from the top down with `gaps` between, as shares of the plot's height."""
    tops = [inner - sum(heights[:i]) - sum(gaps[:i]) for i in range(len(heights))]
    return [(max(0.0, (top - height) / inner), top / inner) for top, height in zip(tops, heights, strict=True)]


def _axis(kind: str, index: int) -> str:
    """Plotly's name of the index-th axis of a kind, from 0: yaxis, yaxis2 and so on."""
    return kind if index == 0 else f"{kind}{index + 1}"


def _thinned(ticks: dict, height: int) -> dict:
    """As many of them as stand above each other without touching."""
    stride = math.ceil(_TICK * len(ticks["tickvals"]) / height)
    return {**ticks, **{name: ticks[name][::stride] for name in ("tickvals", "ticktext") if name in ticks}}


def _heatmap(row: Row, index: int, colour: int, hover: str) -> dict:
    """One heatmap on the shared time axis."""
    return {
        "type": "heatmap",
        **cells(row.values),
        "yaxis": f"y{index + 1}",
        "coloraxis": _axis("coloraxis", colour),
        "name": row.name,
        "meta": {"title": row.title, "quantity": row.quantity},
        "hovertemplate": f"{hover}<b>%{{z:.7~g}}</b><extra>{row.name}</extra>",
    }


def cells(values: np.ndarray, first: tuple[int, int] = (0, 0)) -> dict[str, object]:
    """Plotly's settings of a heatmap that shows a piece of a run, each cell or means over blocks of them.

    Parameters
    ----------
    values : ndarray (steps, units)
    first : (step, unit)
        Of the run, where the piece begins.
    """
    step_block, unit_block = block_sizes(*values.shape)
    return {
        "z": np.ascontiguousarray(block_means(values, step_block, unit_block).T, dtype=np.float32),
        "x0": first[0] + (step_block - 1) / 2,
        "dx": step_block,
        "y0": first[1] + (unit_block - 1) / 2,
        "dy": unit_block,
    }


def blocks_note(steps: int, units: int, translate: Translate) -> str:
    """What a cell of a piece of this size stands for; empty where it is itself."""
    blocks = block_sizes(steps, units)
    if blocks == (1, 1):
        return ""
    note = translate("each cell: a mean over {steps} × {units} (steps × units)")
    return note.format(steps=blocks[0], units=blocks[1])


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
