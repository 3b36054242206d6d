"""Compare: time against length, and accuracy against length, of several cells."""

from collections.abc import Sequence
from itertools import product
from statistics import mean

from gru_viz.analysis.timing import Timing
from gru_viz.cells.kinds import by_size
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate
from gru_viz.figures.base.palette import CELL_COLOURS, FONT_SIZE, INK
from gru_viz.figures.base.plain import GRID, UNIT_AXIS, plain_layout
from gru_viz.learning.initialisation import STARTS, Start
from gru_viz.learning.lengths import Score
from gru_viz.problem import N_

#: Of starts other than PyTorch's: how a line is called, and how it is drawn.
SHORT: dict[Start, str] = {"keep": N_("bias +1, keeps more"), "chrono": N_("chrono start")}
#: In a legend, which has eight of them on a wall, too.
_SHORTEST: dict[Start, str] = {"keep": "+1", "chrono": "chrono"}
_DASHES: dict[Start, str] = {"keep": "dash", "chrono": "dot"}


@drawn
def time_by_length(found: dict[str, list[Timing]], lengths: Sequence[int], *, translate: Translate = str) -> Drawing:
    """Median time of a run against its length, with bars from the first to the third quartile.

    Parameters
    ----------
    found : dict of cell name to list of Timing
    lengths : sequence of int
    translate : callable
    """
    data = [
        _line(
            name,
            lengths,
            [1e3 * timing.median for timing in timings],
            [1e3 * timing.lower for timing in timings],
            [1e3 * timing.upper for timing in timings],
            "%{y:.2f} ms",
        )
        for name, timings in found.items()
    ]
    highest = 1.05e3 * max(timing.upper for timings in found.values() for timing in timings)
    title = {"text": translate("steps T"), "font": {"size": FONT_SIZE - 1, "color": INK}, "standoff": 8}
    layout = plain_layout(translate("Time of one run, in milliseconds"), height=360) | {
        "hovermode": "x unified",
        "xaxis": {**GRID, "showgrid": False, "rangemode": "tozero", "title": title},
        "yaxis": {**GRID, "range": [0, highest], "nticks": 5},
    }
    layout["margin"] = {"l": 56, "r": 8, "t": 96, "b": 60}
    return {"data": data, "layout": layout}


@drawn
def accuracy_by_length(
    scores: Sequence[Score], task: str, title: str, *, compact: bool = False, translate: Translate = str
) -> Drawing:
    """Right answers against the length of the sequences: mean over the seeds, lowest and highest as bars.

    Of the smallest budget; a line of its own for each start of the gates.

    Parameters
    ----------
    scores : sequence of Score
    task, title : str
    compact : bool
        Without title, for a wall, on which the legend needs its room.
    translate : callable
    """
    data = []
    budget = min((score.steps for score in scores), default=0)
    for start, cell in product(STARTS, by_size()):
        wanted = (task, cell.key, start, budget)
        rows = [score for score in scores if (score.task, score.cell, score.start, score.steps) == wanted]
        if not rows:
            continue
        lengths = sorted({row.length for row in rows})
        found = [[row.accuracy for row in rows if row.length == length] for length in lengths]
        line = _line(cell.name, lengths, [*map(mean, found)], [*map(min, found)], [*map(max, found)], "%{y:.1%}")
        if start != "pytorch":
            name = f"{cell.name} · {translate(SHORT[start])}"
            line["name"] = f"{cell.name} {_SHORTEST[start]}"
            line["hovertemplate"] = f"T = %{{x}}: <b>%{{y:.1%}}</b><extra>{name}</extra>"
            line["line"] = {"color": CELL_COLOURS[cell.name], "dash": _DASHES[start], "width": 2}
        data.append(line)
    # On a log axis the lengths stand apart; those too close to the one before go without a label.
    labelled: list[int] = []
    for length in sorted({score.length for score in scores if score.task == task}):
        if not labelled or length >= 1.6 * labelled[-1]:
            labelled.append(length)
    axis = {"text": translate("length of the sequences"), "font": {"size": FONT_SIZE - 1, "color": INK}, "standoff": 8}
    layout = plain_layout("" if compact else title, height=360) | {
        "hovermode": "x unified",
        "xaxis": {
            **GRID,
            "type": "log",
            "showgrid": False,
            "title": axis,
            "tickvals": labelled,
            "ticktext": [f"{length:,}" for length in labelled],
        },
        "yaxis": {**UNIT_AXIS, "range": [0, 1.04], "tickformat": ".0%"},
    }
    layout["margin"] = {"l": 56, "r": 8, "t": 96, "b": 60}
    return {"data": data, "layout": layout}


def _line(
    name: str, lengths: Sequence[int], middle: list[float], lowest: list[float], highest: list[float], value: str
) -> dict[str, object]:
    """A cell's line against length, with bars from `lowest` to `highest`."""
    return {
        "type": "scatter",
        "x": list(lengths),
        "y": [round(y, 4) for y in middle],
        "error_y": {
            "array": [high - y for high, y in zip(highest, middle, strict=True)],
            "arrayminus": [y - low for low, y in zip(lowest, middle, strict=True)],
            "thickness": 1.5,
        },
        "mode": "lines+markers",
        "line": {"color": CELL_COLOURS[name], "width": 3},
        "marker": {"size": 8},
        "name": name,
        "hovertemplate": f"T = %{{x}}: <b>{value}</b><extra>{name}</extra>",
    }
