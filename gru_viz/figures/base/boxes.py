"""Boxes: diagrams of boxes, words and arrows in a plane without axes."""

from collections.abc import Sequence

from gru_viz.figures.base.drawing import Drawing
from gru_viz.figures.base.palette import COLOURS, FONT_SIZE, INK
from gru_viz.figures.base.plain import title_at_left


def boxed(title: str, height: int, top: tuple[float, float], boxes: Sequence[dict], texts: Sequence[dict]) -> Drawing:
    """The diagram; from left to right it reaches from 0 to 3.

    Parameters
    ----------
    title : str
        Safe.
    height : int, pixels
    top : (bottom, top)
        Of what there is to see.
    boxes, texts : sequence of dict
        As `box`, and as `text` and `arrow` make them.
    """
    hidden = {"visible": False, "fixedrange": True}
    layout = {
        "title": title_at_left(title),
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 48, "b": 8},
        "dragmode": False,
        "showlegend": False,
        "font": {"size": FONT_SIZE, "color": INK},
        "xaxis": {**hidden, "range": [-0.05, 3.05]},
        "yaxis": {**hidden, "range": list(top)},
        "shapes": list(boxes),
        "annotations": list(texts),
    }
    # A figure without a trace has no axes to draw on.
    return {"data": [{"type": "scatter", "x": [None], "y": [None]}], "layout": layout}


def box(left: float, bottom: float, width: float, height: float, colour: str) -> dict:
    """A frame with a hint of colour inside."""
    return {
        "type": "rect",
        "x0": left,
        "x1": left + width,
        "y0": bottom,
        "y1": bottom + height,
        "line": {"color": colour, "width": 3},
        "fillcolor": "rgba(127,127,127,0.08)",
        "layer": "below",
    }


def text(x: float, y: float, text: str, size: int) -> dict:
    """Text centred at a point."""
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": size, "color": INK}, "align": "center"}


def arrow(start: tuple[float, float], end: tuple[float, float]) -> dict:
    """From one point to another."""
    return {
        "x": end[0],
        "y": end[1],
        "ax": start[0],
        "ay": start[1],
        "xref": "x",
        "yref": "y",
        "axref": "x",
        "ayref": "y",
        "showarrow": True,
        "arrowhead": 2,
        "arrowwidth": 2.5,
        "arrowcolor": COLOURS["input"],
        "text": "",
    }
