"""Saturation: how much of the time each unit's gates are shut or open, and how all gate values are spread."""

import numpy as np
import plotly.graph_objects as go

from gru_viz.analysis.gates import GATES, NEARLY_OPEN, NEARLY_SHUT
from gru_viz.analysis.saturation import BINS, Saturation
from gru_viz.figures.labels import Translate, symbol_of
from gru_viz.figures.palette import COLOURS, FONT_SIZE, INK, NAMES, NEUTRAL
from gru_viz.figures.plain import GRID, plain_layout

_MARKERS = ("circle", "diamond", "square", "triangle-up", "cross", "star", "hexagon", "x")


def saturation(found: Saturation, *, translate: Translate = str) -> go.Figure:
    """One point a unit and gate: share of the time nearly open against share nearly shut, a marker for each layer.

    Parameters
    ----------
    found : Saturation
    translate : callable
    """
    layers, directions, units = found.shut["reset_gate"].shape
    data = []
    for name in GATES:
        for layer in range(layers):
            shut, opened = found.shut[name][layer].ravel(), found.open[name][layer].ravel()
            label = f"{translate(NAMES[name])} {symbol_of(name)}"
            if layers > 1:
                label += " · " + translate("layer {layer} of {layers}").format(layer=layer, layers=layers)
            arrows = ("→", "←") if directions == 2 else ("",)
            data.append(
                {
                    "type": "scatter",
                    "x": shut.astype(np.float32),
                    "y": opened.astype(np.float32),
                    "mode": "markers",
                    "name": label,
                    "marker": {
                        "color": COLOURS[name],
                        "size": 12,
                        "opacity": 0.75,
                        "symbol": _MARKERS[layer % len(_MARKERS)],
                        "line": {"width": 1, "color": INK},
                    },
                    "text": [f"{arrow}{unit}" for arrow in arrows for unit in range(units)],
                    "hovertemplate": translate("unit") + f" %{{text}}: %{{x:.0%}} · %{{y:.0%}}<extra>{label}</extra>",
                }
            )
    layout = plain_layout(translate("Saturation of the gates"), height=420) | {
        "hovermode": "closest",
        "xaxis": _share(translate("time nearly shut (<\u00a0{limit})").format(limit=NEARLY_SHUT)),
        "yaxis": _share(translate("time nearly open (>\u00a0{limit})").format(limit=NEARLY_OPEN)),
        # No unit can be beyond: both shares together are at most all of the time.
        "shapes": [{"type": "line", "x0": 0, "y0": 1, "x1": 1, "y1": 0, "line": {"color": NEUTRAL, "dash": "dash"}}],
    }
    layout["margin"] = {"l": 64, "r": 12, "t": 96, "b": 56}
    return go.Figure({"data": data, "layout": layout})


def _share(title: str) -> dict:
    """An axis of shares of the time."""
    return {
        **GRID,
        "range": [-0.04, 1.04],
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "tickformat": ".0%",
        "title": {"text": title, "font": {"size": FONT_SIZE - 1, "color": INK}, "standoff": 6},
    }


def gate_histograms(runs: dict[str, Saturation], *, translate: Translate = str) -> go.Figure:
    """How the values of each gate are spread over [0, 1], one outline for each run.

    Parameters
    ----------
    runs : dict of str to Saturation
        By their names in the reader's language, such as "before" and "after"; safe.
    translate : callable
    """
    edges = np.repeat(np.linspace(0, 1, BINS + 1), 2)[1:-1].round(4)
    data, last = [], len(runs) - 1
    for index, name in enumerate(GATES):
        for order, (label, found) in enumerate(runs.items()):
            faded = order < last
            legend = f"{symbol_of(name)} {label}"
            data.append(
                {
                    "type": "scatter",
                    "x": edges,
                    "y": np.repeat(found.histogram[name], 2).astype(np.float32),
                    "yaxis": "y" if index else "y2",
                    "mode": "lines",
                    "fill": "tozeroy",
                    "name": legend,
                    "line": {"color": NEUTRAL if faded else COLOURS[name], "width": 2, "dash": "dot" if faded else "solid"},
                    "hovertemplate": f"%{{x:.2f}}: %{{y:.1%}}<extra>{legend}</extra>",
                }
            )  # fmt: skip
    layout = plain_layout(translate("Values of the gates"), height=420) | {
        "hovermode": "closest",
        "xaxis": {**GRID, "range": [0, 1], "tickvals": [0, 0.25, 0.5, 0.75, 1], "showgrid": False},
        "yaxis": {**GRID, "domain": [0, 0.46], "tickformat": ".0%", "nticks": 4, "rangemode": "tozero"},
        "yaxis2": {**GRID, "domain": [0.54, 1], "tickformat": ".0%", "nticks": 4, "rangemode": "tozero"},
    }
    layout["margin"] = {"l": 52, "r": 12, "t": 112, "b": 40}
    return go.Figure({"data": data, "layout": layout})
