"""Missed: what a network loses with each of its units, and with any two of them."""

from collections.abc import Sequence

import numpy as np

from gru_viz.analysis.ablation import KINDS, Kind, Outcome
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate
from gru_viz.figures.base.palette import FONT_SIZE, INK, SEQUENTIAL
from gru_viz.figures.base.plain import GRID, plain_layout
from gru_viz.problem import N_

#: What is done to a unit, in few words.
CASES: dict[Kind, str] = {
    "silenced": N_("silenced"),
    "mean": N_("at its mean"),
    "reset_open": N_("r held open"),
    "reset_shut": N_("r held shut"),
    "keeps": N_("z held: keeps"),
    "writes": N_("z held: writes"),
}
#: Units that are shown, at most.
MOST = 32
#: Pixels of a cell that has room for three digits, and of what stands beside the cells.
_CELL, _BESIDE = 24, 140
#: Pixels less under the cells where their names stand upright.
_LEVEL = 44


@drawn
def missed(
    order: Sequence[tuple[int, dict[Kind, Outcome]]], before: float, *, f1: bool = False, translate: Translate = str
) -> Drawing:
    """A row for each unit, the one that is missed most on top; a column for each thing that is done to it.

    Parameters
    ----------
    order : sequence of (unit, outcomes by kind)
        As `analysis.ablation.ranked` has them.
    before : float, in [0, 1]
        How well the network answers as it is.
    f1 : bool
        By F1 instead of the share of right answers.
    translate : callable
    """
    shown = list(order)[:MOST]
    shares = np.array([[cases[kind].measured(f1=f1) for kind in KINDS] for _unit, cases in shown])
    names = [translate("unit {unit}").format(unit=unit) for unit, _cases in shown]
    told = "F1" if f1 else translate("right answers")
    columns = [translate(CASES[kind]) for kind in KINDS]
    title = translate("What is lost without each unit")
    subtitle = translate("{measure}; as it is {before:.1%}").format(measure=told, before=before)
    return _shaded(shares, names, columns, title, subtitle, words=len(shown) <= MOST)


@drawn
def missed_pairs(shares: np.ndarray, units: Sequence[int], *, f1: bool = False, translate: Translate = str) -> Drawing:
    """Units against units: how well the network answers without both; on the diagonal without the one.

    Parameters
    ----------
    shares : ndarray (N, N), in [0, 1]
    units : sequence of int (N)
    f1 : bool
        By F1 instead of the share of right answers.
    translate : callable
    """
    names = [str(unit) for unit in units]
    title = translate("What is lost without any two units")
    measure = "F1" if f1 else translate("right answers")
    drawing = _shaded(shares, names, names, title, translate("{measure}, in %").format(measure=measure), words=True)
    # Without the sign, and as wide as it takes: on a phone it moves sideways.
    drawing["data"][0] |= {
        "text": [[f"{100 * share:.0f}" for share in row] for row in shares],
        "texttemplate": "%{text}",
    }
    layout = drawing["layout"]
    layout["meta"] = {"least": _BESIDE + _CELL * len(units)}
    layout["xaxis"]["tickangle"] = 0
    layout["margin"]["b"] -= _LEVEL
    layout["height"] -= _LEVEL
    return drawing


def _shaded(
    shares: np.ndarray, rows: Sequence[str], columns: Sequence[str], title: str, subtitle: str, *, words: bool
) -> Drawing:
    """Shares as colours between 0 and 1, and as words where there is room."""
    data = {
        "type": "heatmap",
        "z": shares.astype(np.float32),
        "x": list(range(len(columns))),
        "y": list(range(len(rows))),
        "zmin": 0,
        "zmax": 1,
        "colorscale": SEQUENTIAL,
        "xgap": 1,
        "ygap": 1,
        "texttemplate": "%{z:.0%}" if words else "",
        "textfont": {"size": FONT_SIZE - 2},  # what Plotly chooses by itself is too small for a wall
        "customdata": [[f"{row} · {column}" for column in columns] for row in rows],
        "hovertemplate": "%{customdata}: <b>%{z:.1%}</b><extra></extra>",
        "colorbar": {"thickness": 12, "outlinewidth": 0, "tickformat": ".0%", "tickfont": {"color": INK}},
    }
    ticks = {**GRID, "showgrid": False, "tickmode": "array", "tickfont": {"color": INK, "size": FONT_SIZE - 2}}
    layout = plain_layout(title, 170 + 20 * max(5, len(rows)), subtitle) | {
        "showlegend": False,
        "xaxis": ticks | {"tickvals": list(range(len(columns))), "ticktext": list(columns), "tickangle": -35},
        "yaxis": ticks | {"tickvals": list(range(len(rows))), "ticktext": list(rows), "range": [len(rows) - 0.5, -0.5]},
    }
    layout["margin"] = {"l": 72, "r": 8, "t": 76, "b": 84}
    return {"data": [data], "layout": layout}
