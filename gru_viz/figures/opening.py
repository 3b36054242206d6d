"""Opening: how open the gates are on average, step by step."""

import plotly.graph_objects as go

from gru_viz.analysis.gates import GateSummary
from gru_viz.figures.labels import Translate, safe, symbol_of, time_ticks
from gru_viz.figures.palette import COLOURS, FONT_SIZE, INK, NAMES, NEUTRAL


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
    layout = {
        "title": {
            "text": translate("Mean gate opening"),
            "font": {"size": FONT_SIZE + 2},
            "x": 0,
            "xref": "container",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 10},
        },
        "font": {"size": FONT_SIZE, "color": INK},
        "height": 330,
        "margin": {"l": 36, "r": 8, "t": 96, "b": 60},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"size": FONT_SIZE - 1},
        },
        "showlegend": True,
        "hovermode": "x unified",
        "dragmode": False,
        "xaxis": {
            **time_ticks(tokens, most=14),
            "autotickangles": [0, -90],
            "automargin": True,
            "tickfont": {"color": INK},
            "zeroline": False,
            "showgrid": False,
        },
        "yaxis": {
            "range": [0, 1],
            "tickvals": [0, 0.5, 1],
            "tickfont": {"color": INK},
            "zeroline": False,
            "gridcolor": NEUTRAL,
            "griddash": "dot",
            "gridwidth": 0.5,
        },
    }
    return go.Figure({"data": lines, "layout": layout})
