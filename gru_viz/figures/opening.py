"""Opening: how open the gates are on average, step by step."""

import plotly.graph_objects as go

from gru_viz.analysis.gates import GateSummary
from gru_viz.figures.labels import Translate, safe, symbol_of, time_ticks
from gru_viz.figures.palette import COLOURS, INK, NAMES
from gru_viz.figures.plain import UNIT_AXIS, plain_layout


def opening(summary: GateSummary, tokens: tuple[str, ...], *, translate: Translate = str) -> go.Figure:
    """Mean of r_t and z_t over the units, at each step.

    Parameters
    ----------
    summary : GateSummary
    tokens : tuple of str (T)
    translate : callable
    """
    lines = [
        {
            "type": "scatter",
            "y": mean.astype("float32"),
            "mode": "lines+markers" if len(tokens) <= 60 else "lines",
            "line": {"color": COLOURS[name], "width": 3},
            "marker": {"size": 7},
            "name": f"{translate(NAMES[name])} {symbol_of(name)}",
            "text": [safe(token, 16) for token in tokens],
            "hovertemplate": f"%{{text}}: <b>%{{y:.4f}}</b><extra>{symbol_of(name)}</extra>",
        }
        for name, mean in summary.opening.items()
    ]
    layout = plain_layout(translate("Mean gate opening"), height=330) | {
        "hovermode": "x unified",
        "xaxis": {
            **time_ticks(tokens, most=14),
            "autotickangles": [0, -90],
            "automargin": True,
            "tickfont": {"color": INK},
            "zeroline": False,
            "showgrid": False,
        },
        "yaxis": UNIT_AXIS,
    }
    return go.Figure({"data": lines, "layout": layout})
