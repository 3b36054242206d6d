"""Stack: heatmaps above each other on one time axis, with the sequence as a strip on top."""

import math
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from gru_viz.figures.base.blocks import block_means, block_sizes
from gru_viz.figures.base.drawing import Drawing
from gru_viz.figures.base.labels import Translate, line_over, steps_told, time_ticks, unit_ticks
from gru_viz.figures.base.meaning import marks
from gru_viz.figures.base.palette import FONT_SIZE, INK, NEUTRAL, TITLE_SIZE
from gru_viz.figures.base.plain import STANDOFF
from gru_viz.figures.base.row import Panel, Row
from gru_viz.figures.base.scale import Colour
from gru_viz.figures.base.shelves import Shelf, Shelves, named_above
from gru_viz.figures.base.strip import Strip, strip_axis, strip_label, strip_traces, tokens_on_a_wall

#: Name of the shapes that frame the cell in view.
CELL = "cell"
#: Pixels.
_BAR, _TICK = 14, 13


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
    shelves = Shelves.of(rows, panels, strip, row_height, compact=compact)
    if rows and (note := blocks_note(len(strip.tokens), rows[0].values.shape[1], translate)):
        subtitle = f"{subtitle} · {note}" if subtitle else note
    layout = {
        **_page(shelves, "" if compact else title, "" if compact else subtitle),
        "xaxis": _time_axis(strip, (len(rows) or len(panels)) + 1, compact=compact),
        "yaxis": {**_AXIS, **strip_axis(strip), "domain": shelves.strip},
        "annotations": strip_label(strip, translate),
        "shapes": [],
        "meta": steps_told(strip.tokens),
    }
    drawing: Drawing = {"data": strip_traces(strip, wall=compact), "layout": layout}
    for index, each in enumerate(panels):
        _add_panel(drawing, each, len(rows) + index + 1, shelves.panels[index])
    unit = hover or translate("unit")
    bars = [(colour, len(list(group))) for colour, group in groupby(row.colour for row in rows)]
    bar_of = [number for number, (_colour, count) in enumerate(bars) for _row in range(count)]
    for index, row in enumerate(rows, start=1):
        drawing["data"].append(_heatmap(row, index, bar_of[index - 1], unit + " %{y}" + translate(": ")))
        layout[_axis("yaxis", index)] = _unit_axis(row, unit, shelves.rows[index - 1], shelves.heights[index - 1])
        _write_above(layout, row, index, shelves.rows[index - 1][1], translate)
        if selected is not None:
            step, at = selected
            cell = frame(f"y{index + 1}", (step - 0.5, step + 0.5), (at - 0.5, at + 0.5))
            layout["shapes"] += [{**line, "name": CELL} for line in cell]
    for number, (colour, _count) in enumerate(bars):
        beside = [shelf for shelf, bar in zip(shelves.rows, bar_of, strict=True) if bar == number]
        layout[_axis("coloraxis", number)] = _colour_axis(colour, beside, shelves.inner)
    return drawing


_AXIS = {"zeroline": False, "showgrid": False, "tickfont": {"size": FONT_SIZE - 1, "color": INK}}


def _page(shelves: Shelves, title: str, subtitle: str) -> dict:
    """What the whole picture has once."""
    return {
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
        "height": shelves.inner + shelves.above + shelves.below,
        "margin": {"l": 56, "r": 62, "t": shelves.above, "b": shelves.below},
        "hovermode": "x",
        "hoversubplots": "axis",
        "dragmode": False,
        "showlegend": False,
    }


def _time_axis(strip: Strip, anchor: int, *, compact: bool) -> dict:
    """The one that all rows share, under the lowest of them."""
    named = named_above(strip, compact=compact)
    return {
        **(time_ticks(strip.tokens, tokens_on_a_wall(strip)) if compact else time_ticks(strip.tokens)),
        "anchor": f"y{anchor}",
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
    }


def _unit_axis(row: Row, unit: str, shelf: Shelf, height: int) -> dict:
    """The units of a row."""
    return {
        **_AXIS,
        **_thinned({**unit_ticks(row.values.shape[1]), **row.ticks}, height),
        "domain": shelf,
        "title": {"text": unit, "standoff": STANDOFF, "font": {"size": FONT_SIZE - 1, "color": INK}},
    }


def _add_panel(drawing: Drawing, panel: Panel, number: int, shelf: Shelf) -> None:
    """What stands between strip and rows."""
    layout = drawing["layout"]
    drawing["data"] += [{**trace, "yaxis": f"y{number + 1}"} for trace in panel.traces]
    layout[_axis("yaxis", number)] = {**_AXIS, **panel.axis, "domain": shelf}
    layout["annotations"].append(line_over(panel.title, shelf[1], FONT_SIZE + 1, 3))


def _write_above(layout: dict, row: Row, index: int, top: float, translate: Translate) -> None:
    """A row's title, and the marks of where it writes and keeps."""
    heading = f'{row.title} <span style="font-size:{FONT_SIZE - 1}px">· {row.note}</span>' if row.note else row.title
    layout["annotations"].append(line_over(heading, top, FONT_SIZE + 1, 3 + row.room))
    words, lines = marks(row.spans, index, top, translate)
    layout["annotations"] += words
    layout["shapes"] += lines


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
