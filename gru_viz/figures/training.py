"""Training: how loss and accuracy went, and how the gates of one sequence changed on the way."""

import numpy as np

from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, quantity_title, symbol_of
from gru_viz.figures.base.palette import FONT_SIZE, INK, NEUTRAL, RIGHT, WRONG
from gru_viz.figures.base.plain import GRID, UNIT_AXIS, plain_layout
from gru_viz.figures.base.row import Row
from gru_viz.figures.base.scale import GATE_COLOUR
from gru_viz.figures.base.stack import frame, stack
from gru_viz.figures.base.strip import Strip
from gru_viz.learning.snapshot import Snapshot


@drawn
def learning_curves(
    snapshots: list[Snapshot], steps: int, *, baseline: float | None = None, translate: Translate = str
) -> Drawing:
    """Accuracy and loss on fresh sequences against the training step, one above the other.

    Parameters
    ----------
    snapshots : list of Snapshot
        So far.
    steps : int
        That the training will take: the axis does not move while it goes on.
    baseline : float or None
        Loss of the forecast "same as last", where there is one.
    translate : callable
    """
    at = [record.step for record in snapshots]
    mode = "lines+markers" if len(snapshots) < 60 else "lines"

    def line(values: list[float], colour: str, name: str, axis: str, number: str) -> dict:
        return {
            "type": "scatter",
            "x": at,
            "y": values,
            "yaxis": axis,
            "mode": mode,
            "name": name,
            "line": {"color": colour, "width": 3},
            "marker": {"size": 5},
            "hovertemplate": translate("step")
            + " %{x}"
            + translate(": ")
            + f"<b>%{{y:{number}}}</b><extra>{name}</extra>",
        }

    data = [
        line([record.accuracy for record in snapshots], RIGHT[0], translate("right answers"), "y2", ".1%"),
        line([record.loss for record in snapshots], WRONG[0], translate("loss"), "y", ".3~g"),
    ]
    if baseline is not None:
        name = translate("loss of “same as last”")
        data.append(
            line([], NEUTRAL, name, "y", ".3~g")
            | {"x": [0, steps], "y": [baseline] * 2, "mode": "lines", "line": {"color": NEUTRAL, "dash": "dash"}}
        )
    layout = plain_layout(translate("Learning"), height=330) | {
        "hovermode": "x unified",
        "xaxis": {
            **GRID,
            "range": [-0.01 * steps, 1.01 * steps],
            "showgrid": False,
            "anchor": "y",
            "nticks": 6,
            "title": {"text": translate("training step"), "standoff": 4, "font": {"size": FONT_SIZE - 1, "color": INK}},
        },
        "yaxis": {
            **GRID,
            "type": "log",
            "domain": [0, 0.46],
            "nticks": 4,
            "tickformat": "~g",
            "exponentformat": "power",
        },
        "yaxis2": {**UNIT_AXIS, "range": [0, 1.05], "domain": [0.56, 1], "tickformat": ".0%"},
    }
    layout["margin"] = {"l": 56, "r": 8, "t": 96, "b": 48}
    return {"data": data, "layout": layout}


@drawn
def openings(
    reset: np.ndarray,
    update: np.ndarray,
    steps: list[int],
    strip: Strip,
    *,
    at: int | None = None,
    compact: bool = False,
    translate: Translate = str,
) -> Drawing:
    """Mean of both gates over the units, training steps × time steps, on one sequence.

    Parameters
    ----------
    reset, update : ndarray (S, T), in [0, 1]
    steps : list of int (S)
        Training step of each row.
    strip : Strip
    at : int or None
        Row to point at.
    compact : bool
        As for `stack`.
    translate : callable
    """
    stride = max(1, -(-len(steps) // 6))
    shown = list(range(0, len(steps), stride))
    ticks = {
        "tickmode": "array",
        "tickvals": shown,
        "ticktext": [str(steps[i]) for i in shown],
        "showticklabels": True,
        "range": [len(steps) - 0.5, -0.5],
    }
    rows = [
        Row(values.T, quantity_title(name, translate), symbol_of(name), GATE_COLOUR, ticks)
        for name, values in (("reset_gate", reset), ("update_gate", update))
    ]
    drawing = stack(
        rows,
        strip,
        translate("Mean of each gate over training"),
        translate("downwards: training steps"),
        row_height=190,
        compact=compact,
        hover=translate("training step"),
        translate=translate,
    )
    layout = drawing["layout"]
    for row, trace in enumerate(drawing["data"][-len(rows) :], start=2):
        layout[f"yaxis{row}"]["title"]["text"] = ""
        trace["customdata"] = np.repeat(np.array(steps)[:, None], len(strip.tokens), axis=1)
        trace["hovertemplate"] = trace["hovertemplate"].replace("%{y}", "%{customdata}")
        if at is not None:
            layout["shapes"] += frame(f"y{row}", (-0.5, len(strip.tokens) - 0.5), (at - 0.5, at + 0.5))
    return drawing
