"""Gradients: how much the last state still depends on earlier ones and on each input, on a log scale."""

import math

import numpy as np
import torch

from gru_viz.analysis import gradients
from gru_viz.analysis import saliency as by_inputs
from gru_viz.analysis.gradients import GradientNorms
from gru_viz.cells.celltrace import CellTrace
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, safe
from gru_viz.figures.base.number import Number, of_logarithm
from gru_viz.figures.base.palette import CELL_COLOURS, COLOURS, FONT_SIZE, INK, NEUTRAL
from gru_viz.figures.base.plain import GRID, over_steps, plain_layout


def _norms_of(
    *records: CellTrace, layer: int = 0, direction: str | None = None, sample: int = 0
) -> tuple[dict[str, GradientNorms]]:
    """Of one record, or of one of each cell."""
    return ({tr.cell.name: gradients.gradient_norms(tr, layer, direction, sample) for tr in records},)


def _road_of(tr: CellTrace, layer: int = 0, direction: str | None = None, sample: int = 0) -> tuple[GradientNorms]:
    return (gradients.gradient_norms(tr, layer, direction, sample),)


def _saliency_of(
    tr: CellTrace, unit: int = 0, at: int | None = None, layer: int = 0, direction: str | None = None, sample: int = 0
) -> tuple[np.ndarray, tuple[str, ...], str]:
    """Of h of one unit at one step, by default the last one read."""
    at = at if at is not None else 0 if tr.named(direction) == "backward" else tr.lengths[sample] - 1
    output = torch.nn.functional.one_hot(torch.tensor(unit), tr.hidden_size)
    found = by_inputs.saliency(tr, output, at, layer, direction, sample)
    return found.norm(dim=1).numpy(), tr.tokens[sample], f"‖∂h<sub>{at}</sub>[{unit}] / ∂x<sub>t</sub>‖"


@drawn(of=_norms_of)
def gradient_norms(cells: dict[str, GradientNorms], *, translate: Translate = str) -> Drawing:
    """‖∂h_T/∂s_t‖ of several cells against T − t.

    Parameters
    ----------
    cells : dict of cell name to GradientNorms, or a CellTrace for each cell
        Of traces: the `layer`, `direction` and `sample` that are given by name.
    translate : callable
    """
    lines = {name: (found.norms.numpy(), CELL_COLOURS[name], "solid") for name, found in cells.items()}
    return _figure(lines, translate("How far back the gradient reaches"), translate)


@drawn(of=_road_of)
def straight_road(found: GradientNorms, unit: int | None = None, *, translate: Translate = str) -> Drawing:
    """The norm, the straight road's part of it and the rest, against T − t.

    Parameters
    ----------
    found : GradientNorms or CellTrace
        Of a trace: the `layer`, `direction` and `sample` that are given by name.
    unit : int or None
        Of what reaches this unit alone; default of the whole state.
    translate : callable
    """
    if unit is None:
        parts = (found.norms, found.straight, found.rest)
    else:
        parts = tuple(each[:, unit] for each in (found.units, found.unit_straight, found.unit_rest))
    names = (translate("all of it"), translate("the straight road"), translate("the rest"))
    looks = ((COLOURS["hidden_state"], "solid"), (COLOURS["update_gate"], "dash"), (NEUTRAL, "dot"))
    lines = {name: (part.numpy(), *look) for name, part, look in zip(names, parts, looks, strict=True)}
    title = translate("Straight road and the rest")
    return _figure(lines, title if unit is None else f"{title} · {translate('unit')} {unit}", translate)


def _figure(lines: dict[str, tuple[np.ndarray, str, str]], title: str, translate: Translate) -> Drawing:
    """Lines of log10 values against the distance to the last step."""
    data, finite = [], [0.0]
    for name, (values, colour, dash) in lines.items():
        # An exact zero has no place on a log scale: the line ends there.
        shown = [float(v) if math.isfinite(v) else None for v in values[::-1]]
        finite += [v for v in shown if v is not None]
        words = translate("exactly 0 further back")
        zero = f" · {words}" if shown[-1] is None else ""
        data.append(
            {
                "type": "scatter",
                "x": list(range(len(shown))),
                "y": shown,
                "mode": "lines+markers" if len(shown) <= 40 else "lines",
                "line": {"color": colour, "width": 3, "dash": dash},
                "marker": {"size": 6},
                "name": name + zero,
                "customdata": [_power(v) for v in shown],
                "hovertemplate": f"T − t = %{{x}}: <b>%{{customdata}}</b><extra>{name}</extra>",
            }
        )
    low, high = min(finite), max(finite)
    stride = max(1, math.ceil((high - low) / 6))
    ticks = list(range(math.floor(low / stride) * stride, math.ceil(high) + 1, stride))
    layout = plain_layout(title, height=360) | {
        "hovermode": "x unified",
        "xaxis": {
            **GRID,
            "showgrid": False,
            "title": {"text": "T − t", "font": {"size": FONT_SIZE, "color": INK}, "standoff": 10},
        },
        "yaxis": {
            **GRID,
            "tickvals": ticks,
            "ticktext": [f"10<sup>{tick}</sup>".replace("-", "−") for tick in ticks],
            "range": [min(low, ticks[0]) - 0.2, high + 0.3],
        },
    }
    layout["margin"] = {"l": 64, "r": 8, "t": 96, "b": 60}
    return {"data": data, "layout": layout}


def _power(log: float | None) -> str:
    """10 to the power of `log` with three digits; beyond the range of a float, too."""
    return "0" if log is None else of_logarithm(log, 3)


@drawn(of=_saliency_of)
def saliency(
    sizes: np.ndarray, tokens: tuple[str, ...], title: str, *, at: int | None = None, translate: Translate = str
) -> Drawing:
    """How strongly a quantity depends on each input, a bar a token.

    Parameters
    ----------
    sizes : ndarray (T,), or CellTrace
        ‖∂(quantity)/∂x_t‖. Of a trace: of h of the `unit`, `layer`, `direction` and `sample` given by name, at step `at`.
    tokens : tuple of str (T)
    title : str
        Safe.
    at : int or None
        The step of the quantity, marked.
    translate : callable
    """
    colours = [COLOURS["hidden_state"] if t == at else COLOURS["input"] for t in range(len(tokens))]
    data = {
        "type": "bar",
        "x": list(range(len(tokens))),
        "y": sizes.astype("float32"),
        "marker": {"color": colours},
        "text": [safe(token, 16) for token in tokens],
        "textposition": "none",
        "customdata": [f"{Number(size):.4g}" for size in sizes],
        "hovertemplate": "%{text}: <b>%{customdata}</b><extra>‖∂/∂x<sub>t</sub>‖</extra>",
    }
    layout = plain_layout(title, height=280, subtitle=translate("length of the derivative by each input")) | {
        "showlegend": False,
        **over_steps(tokens),
        "yaxis": {**GRID, "rangemode": "tozero", "nticks": 5},
    }
    layout["margin"] = {"l": 56, "r": 8, "t": 72, "b": 56}
    return {"data": [data], "layout": layout}
