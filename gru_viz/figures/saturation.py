"""Saturation: how much of the time each unit's gates are shut or open, and how all gate values are spread."""

import numpy as np

from gru_viz.analysis.gates import NEARLY_OPEN, NEARLY_SHUT
from gru_viz.analysis.saturation import BINS, Saturation
from gru_viz.analysis.saturation import saturation as measured
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, symbol_of
from gru_viz.figures.base.palette import COLOURS, EDGE, FONT_SIZE, INK, NAMES, NEUTRAL, PALE
from gru_viz.figures.base.plain import GRID, STANDOFF, plain_layout

_MARKERS = ("circle", "diamond", "square", "triangle-up", "cross", "star", "hexagon", "x")


@drawn(of=lambda tr: (measured(tr),))
def saturation(found: Saturation, *, translate: Translate = str) -> Drawing:
    """One point a unit and gate: share of the time nearly open against share nearly shut, a marker for each layer.

    Parameters
    ----------
    found : Saturation or CellTrace
    translate : callable
    """
    layers, directions, units = next(iter(found.shut.values())).shape
    data = []
    for name in found.shut:
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
                    "hovertemplate": translate("unit")
                    + " %{text}"
                    + translate(": ")
                    + f"%{{x:.0%}} · %{{y:.0%}}<extra>{label}</extra>",
                }
            )
    layout = plain_layout(translate("Saturation of the gates"), height=420) | {
        "hovermode": "closest",
        "xaxis": _share(translate("share of the steps below {limit}").format(limit=NEARLY_SHUT)),
        "yaxis": _share(translate("share of the steps above {limit}").format(limit=NEARLY_OPEN)),
        # No unit can be beyond: both shares together are at most all of the time.
        "shapes": [{"type": "line", "x0": 0, "y0": 1, "x1": 1, "y1": 0, "line": {"color": NEUTRAL, "dash": "dash"}}],
    }
    layout["margin"] = {"l": 64, "r": 12, "t": 96, "b": 56}
    return {"data": data, "layout": layout}


def _share(title: str) -> dict:
    """An axis of shares of the time."""
    return {
        **GRID,
        "range": [-0.04, 1.04],
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "tickformat": ".0%",
        "title": {"text": title, "font": {"size": FONT_SIZE - 1, "color": INK}, "standoff": STANDOFF},
    }


@drawn(of=lambda tr: ({tr.cell.name: measured(tr)},))
def gate_histograms(runs: dict[str, Saturation], *, translate: Translate = str) -> Drawing:
    """How the values of each gate are spread over [0, 1], one outline for each run.

    Parameters
    ----------
    runs : dict of str to Saturation, or CellTrace
        By their names in the reader's language, such as "before" and "after"; safe.
    translate : callable
    """
    edges = np.repeat(np.linspace(0, 1, BINS + 1), 2)[1:-1].round(4)
    data, last = [], len(runs) - 1
    gates = list(next(iter(runs.values())).histogram)
    for index, name in enumerate(gates):
        for order, (label, found) in enumerate(runs.items()):
            faded = order < last
            legend = f"{symbol_of(name)} {label}"
            line = NEUTRAL if faded else EDGE if name in PALE else COLOURS[name]
            data.append(
                {
                    "type": "scatter",
                    "x": edges,
                    "y": np.repeat(found.histogram[name], 2).astype(np.float32),
                    "yaxis": f"y{index + 1}" if index else "y",
                    "mode": "lines",
                    "fill": "tozeroy",
                    **({"fillcolor": COLOURS[name]} if name in PALE and not faded else {}),
                    "name": legend,
                    "line": {"color": line, "width": 2, "dash": "dot" if faded else "solid"},
                    "hovertemplate": f"%{{x:.2f}}: %{{y:.1%}}<extra>{legend}</extra>",
                }
            )
    layout = plain_layout(translate("Values of the gates"), height=420) | {
        "hovermode": "closest",
        "xaxis": {
            **GRID,
            "range": [0, 1],
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "showgrid": False,
            "anchor": f"y{len(gates)}" if len(gates) > 1 else "y",
        },
    }
    high = 1 / len(gates)
    for index in range(len(gates)):
        # the first gate on top, each with a gap above
        bottom = 1 - (index + 1) * high
        domain = [bottom + (0.04 if bottom > 0.01 else 0), 1 - index * high - (0.04 if index else 0)]
        layout[f"yaxis{index + 1}" if index else "yaxis"] = {
            **GRID,
            "domain": domain,
            "tickformat": ".0%",
            "nticks": 4,
            "rangemode": "tozero",
        }
    layout["margin"] = {"l": 52, "r": 12, "t": 112, "b": 40}
    return {"data": data, "layout": layout}
