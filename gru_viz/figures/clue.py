"""Clue: accuracy of one and two directions against how far to the right the clue is."""

from gru_viz.analysis.clue import ByDistance
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate
from gru_viz.figures.base.palette import FONT_SIZE, INK, NEUTRAL, RIGHT, WRONG
from gru_viz.figures.base.plain import GRID, UNIT_AXIS, plain_layout


@drawn
def clue(one: ByDistance, both: ByDistance, *, translate: Translate = str) -> Drawing:
    """Bars for each distance, one direction beside two.

    Parameters
    ----------
    one, both : ByDistance
        Of a GRU with one direction, with two.
    translate : callable
    """
    data = [
        {
            "type": "bar",
            "x": list(range(len(found.accuracy))),
            "y": found.accuracy.round(4).tolist(),
            "name": name + translate(": ") + f"{found.total:.1%}",
            "marker": {"color": colour},
            "hovertemplate": f"%{{y:.1%}}<extra>{name}</extra>",
        }
        for found, name, colour in (
            (one, translate("one direction"), WRONG[0]),
            (both, translate("two directions"), RIGHT[0]),
        )
    ]
    title = translate("steps to the right until the clue")
    layout = plain_layout(translate("Right answers, one direction and two"), height=330) | {
        "barmode": "group",
        "hovermode": "x unified",
        "xaxis": {
            **GRID,
            "showgrid": False,
            "dtick": 1,
            "title": {"text": title, "font": {"size": FONT_SIZE - 1, "color": INK}, "standoff": 4},
        },
        "yaxis": {**UNIT_AXIS, "range": [0, 1.02], "tickformat": ".0%"},
        "shapes": [
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": 0.5,
                "y1": 0.5,
                "line": {"color": NEUTRAL, "dash": "dash"},
            }
        ],
    }
    layout["margin"] = {"l": 52, "r": 8, "t": 96, "b": 52}
    return {"data": data, "layout": layout}
