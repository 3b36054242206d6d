"""Plain: the layout that every figure without heatmaps shares."""

from gru_viz.figures.palette import FONT_SIZE, INK, NEUTRAL

#: Grid lines that stay behind what is drawn.
GRID = {"tickfont": {"color": INK}, "zeroline": False, "gridcolor": NEUTRAL, "griddash": "dot", "gridwidth": 0.5}
#: y-axis of shares and gates.
UNIT_AXIS = {**GRID, "range": [0, 1], "tickvals": [0, 0.5, 1]}


def plain_layout(title: str, height: int, subtitle: str = "") -> dict:
    """Title at the left, legend under it, no tools that a visitor would press by mistake.

    Parameters
    ----------
    title, subtitle : str
        Safe.
    height : int, pixels
    """
    return {
        "title": {
            "text": title,
            "font": {"size": FONT_SIZE + 2},
            "x": 0,
            "xref": "container",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 10},
            "subtitle": {"text": subtitle, "font": {"size": FONT_SIZE - 1}},
        },
        "font": {"size": FONT_SIZE, "color": INK},
        "height": height,
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
        "dragmode": False,
    }
