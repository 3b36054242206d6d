"""Bars: a few numbers beside each other."""

from collections.abc import Mapping, Sequence

from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.palette import INK
from gru_viz.figures.base.plain import GRID, plain_layout


@drawn
def bars(series: Mapping[str, Sequence[float]], names: Sequence[str], title: str, colours: Sequence[str]) -> Drawing:
    """One group of bars for each name, one bar for each series.

    Parameters
    ----------
    series : mapping of str to sequence of float
        By their names in the legend; safe.
    names : sequence of str
        Of the groups; safe.
    title : str
        Safe.
    colours : sequence of str
        One for each series.
    """
    data = [
        {
            "type": "bar",
            "x": list(range(len(names))),
            "y": [float(value) for value in values],
            "name": name,
            "marker": {"color": colour},
            "hovertemplate": f"%{{y:.6~g}}<extra>{name}</extra>",
        }
        for (name, values), colour in zip(series.items(), colours, strict=True)
    ]
    stride = max(1, -(-len(names) // 24))
    layout = plain_layout(title, height=300) | {
        "barmode": "group",
        "showlegend": len(series) > 1,
        "xaxis": {
            **GRID,
            "showgrid": False,
            "tickmode": "array",
            "tickvals": list(range(0, len(names), stride)),
            "ticktext": list(names)[::stride],
            "tickfont": {"color": INK},
        },
        "yaxis": {**GRID, "nticks": 5, "tickformat": ",~g"},
    }
    layout["margin"] = {"l": 64, "r": 8, "t": 96 if len(series) > 1 else 64, "b": 40}
    return {"data": data, "layout": layout}
