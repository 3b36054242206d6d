"""Memory: what of each state is left later, the half-lives of the units, and how a nudge spreads."""

import numpy as np

from gru_viz.analysis import memory
from gru_viz.analysis.memory import Shares
from gru_viz.cells.gru import GRUTrace
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, safe, steps_told
from gru_viz.figures.base.number import Number
from gru_viz.figures.base.palette import COLOURS, FONT_SIZE, INK, SEQUENTIAL
from gru_viz.figures.base.plain import GRID, STANDOFF, over_steps, plain_layout, step_line, token_axis


def _shares_of(
    tr: GRUTrace, layer: int = 0, direction: str | None = None, sample: int = 0, unit: int | None = None
) -> tuple[Shares, tuple[str, ...]]:
    return memory.shares(tr, layer, direction, sample, unit), tr.tokens[sample]


def _nudge_of(
    original: GRUTrace, nudged: GRUTrace, layer: int = 0, direction: str | None = None, sample: int = 0
) -> tuple[np.ndarray, tuple[str, ...]]:
    return memory.nudge(original, nudged, layer, direction, sample), original.tokens[sample]


@drawn(of=_shares_of)
def shares(found: Shares, tokens: tuple[str, ...], *, translate: Translate = str) -> Drawing:
    """T × T: how much of the state after one step (row) is still in the state after another (column).

    Parameters
    ----------
    found : Shares or CellTrace
        Of a trace: the `layer`, `direction`, `sample` and `unit` that are given by name; default the mean of all units.
    tokens : tuple of str (T)
    translate : callable
    """
    names = [tokens[t] for t in found.steps]
    ticks = token_axis(names, most=24)
    title = {"size": FONT_SIZE - 1, "color": INK}
    data = {
        "type": "heatmap",
        "z": found.share.astype(np.float32),
        "zmin": 0,
        "zmax": 1,
        "colorscale": SEQUENTIAL,
        "text": [[f"{safe(a, 16)} → {safe(b, 16)}" for b in names] for a in names] if len(names) <= 60 else None,
        "hovertemplate": "%{text}: <b>%{z:.2%}</b><extra></extra>"
        if len(names) <= 60
        else "<b>%{z:.2%}</b><extra></extra>",
        "hoverongaps": False,
        "colorbar": {"thickness": 14, "outlinewidth": 0, "tickformat": ".0%", "tickfont": {"color": INK}},
    }
    layout = plain_layout(translate("What is left of each state"), height=520) | {
        "showlegend": False,
        "xaxis": {
            **ticks,
            "title": {"text": translate("in the state after …"), "font": title, "standoff": 4},
        },
        "yaxis": {
            **ticks,
            "range": [len(names) - 0.5, -0.5],
            "title": {"text": translate("of the state after …"), "font": title, "standoff": STANDOFF},
        },
        "meta": steps_told(names),
    }
    layout["margin"] = {"l": 64, "r": 8, "t": 64, "b": 64}
    return {"data": [data], "layout": layout}


@drawn(of=lambda tr, layer=0, direction=None, sample=0: (memory.half_lives(tr, layer, direction, sample),))
def half_lives(lives: np.ndarray, *, selected: int | None = None, translate: Translate = str) -> Drawing:
    """A bar for each unit, longest first, on a log scale.

    Parameters
    ----------
    lives : ndarray (hidden_size,), or CellTrace
        Steps; may be infinite.
    selected : int or None
        Unit to mark.
    translate : callable
    """
    order = np.argsort(-lives, kind="stable")
    finite = lives[np.isfinite(lives)]
    longest = float(finite.max(initial=1.0)) * 3
    shown = np.maximum(np.where(np.isfinite(lives), lives, longest), 1e-2)[order]
    colours = [COLOURS["hidden_state"] if unit == selected else COLOURS["update_gate"] for unit in order]
    ticks = list(range(0, len(order), max(1, -(-len(order) // 20))))
    low, high = _ends(shown)
    data = {
        "type": "bar",
        "y": shown.astype("float32"),
        "marker": {"color": colours},
        # The numbers of an endless one are no more its bar's than its rank is its own.
        "meta": {
            "numbers": {
                "x": order.tolist(),
                "y": ["inf" if np.isinf(lives[unit]) else float(lives[unit]) for unit in order],
            }
        },
        "customdata": [[int(unit), "∞" if np.isinf(lives[unit]) else f"{Number(lives[unit]):.3g}"] for unit in order],
        "hovertemplate": translate("unit")
        + " %{customdata[0]}"
        + translate(": ")
        + "<b>%{customdata[1]}</b><extra></extra>",
    }
    layout = plain_layout(translate("Half-life of each unit, in steps"), height=300) | {
        "showlegend": False,
        "xaxis": {
            **GRID,
            "showgrid": False,
            "tickmode": "array",
            "tickvals": ticks,
            "ticktext": [str(order[i]) for i in ticks],
            "title": {"text": translate("unit"), "font": {"size": FONT_SIZE - 1, "color": INK}, "standoff": 4},
        },
        # D2: a line at 1, 2 and 5 of each decade, where there are few.
        "yaxis": {
            **GRID,
            "type": "log",
            "range": [low, high],
            "tickformat": "~g",
            "dtick": "D2" if high - low <= 2 else 1,
        },
    }
    layout["margin"] = {"l": 56, "r": 8, "t": 56, "b": 52}
    return {"data": [data], "layout": layout}


def _ends(values: np.ndarray) -> tuple[float, float]:
    """log10 of the 1, 2 or 5 of a decade next below all values, and of the one next above: two lines at least."""
    first, last = np.log10(values.min()), np.log10(values.max())
    rungs = np.add.outer(np.arange(np.floor(first) - 1, last + 2), np.log10([1, 2, 5]))
    return float(rungs[rungs < first - 1e-9].max()), float(rungs[rungs > last + 1e-9].min())


@drawn(of=_nudge_of)
def nudge(sizes: np.ndarray, tokens: tuple[str, ...], at: int, *, translate: Translate = str) -> Drawing:
    """How far the state moves at each step when one input is nudged.

    Parameters
    ----------
    sizes : ndarray (T,), or a CellTrace of the run and one of it nudged
        ‖Δh_t‖ over the size of the nudge.
    tokens : tuple of str (T)
    at : int
        The nudged step.
    translate : callable
    """
    data = step_line(sizes, tokens) | {
        "line": {"color": COLOURS["hidden_state"], "width": 3},
        "hovertemplate": "%{text}: <b>%{y:.4g}</b><extra>‖Δh<sub>t</sub>‖ / ‖Δx‖</extra>",
    }
    layout = plain_layout(translate("A nudge at step {step}").format(step=at), height=280) | {
        "showlegend": False,
        **over_steps(tokens),
        "yaxis": {**GRID, "rangemode": "tozero", "nticks": 5},
        "shapes": [
            {
                "type": "line",
                "x0": at,
                "x1": at,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": COLOURS["input"], "dash": "dot"},
            }
        ],
    }
    layout["margin"] = {"l": 56, "r": 8, "t": 56, "b": 56}
    return {"data": [data], "layout": layout}
