"""Spelling: along a word, which letters would keep it open and which would end it."""

from collections.abc import Sequence

import numpy as np

from gru_viz.analysis.automaton.spelling import Fork
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, safe
from gru_viz.figures.base.palette import FONT_SIZE, INK, RIGHT, SEQUENTIAL, WRONG
from gru_viz.figures.base.plain import GRID, plain_layout


@drawn
def spelling(forks: Sequence[Fork], *, translate: Translate = str) -> Drawing:
    """A column for each letter of a word: all letters that might stand there, by how likely the word goes on after them.

    Parameters
    ----------
    forks : sequence of Fork (letters of the word)
    translate : callable
    """
    letters = list(dict.fromkeys(letter for fork in forks for letter in fork.ends))
    opened = np.array([[1 - fork.ends.get(letter, np.nan) for fork in forks] for letter in letters])
    word = "".join(fork.letter for fork in forks)
    prefixes = [safe(fork.prefix, 12) + "·" for fork in forks]
    heat = {
        "type": "heatmap",
        "z": opened.astype(np.float32),
        "zmin": 0,
        "zmax": 1,
        "colorscale": SEQUENTIAL,
        "xgap": 2,
        "ygap": 1,
        "hoverongaps": False,
        "text": [[f"{fork.prefix}<b>{safe(letter)}</b>" for fork in forks] for letter in letters],
        "hovertemplate": "%{text}: " + translate("goes on with %{z:.1%}") + "<extra></extra>",
        "colorbar": {"thickness": 12, "outlinewidth": 0, "tickformat": ".0%", "tickfont": {"color": INK}},
    }
    here = {
        "type": "scatter",
        "x": list(range(len(forks))),
        "y": [letters.index(fork.letter) for fork in forks],
        "mode": "markers+lines",
        "line": {"color": "#FFFFFF", "width": 2},
        "marker": {
            "symbol": ["square" if fork.ends[fork.letter] <= 0.5 else "x" for fork in forks],
            "size": 11,
            "color": [RIGHT[1] if fork.ends[fork.letter] <= 0.5 else WRONG[1] for fork in forks],
            "line": {"color": "#FFFFFF", "width": 2},
        },
        "hoverinfo": "skip",
        "showlegend": False,
    }
    title = translate("Which letters keep “{word}” open?").format(word=safe(word, 24))
    subtitle = translate("yellow: the word goes on, blue: it ends; the line is the word itself, ✕ where it ends")
    ticks = {**GRID, "showgrid": False, "tickmode": "array", "tickfont": {"color": INK, "size": FONT_SIZE - 2}}
    layout = plain_layout(title, 150 + max(3, len(letters)) * 15, subtitle) | {
        "showlegend": False,
        "hovermode": "closest",
        "xaxis": ticks | {"tickvals": list(range(len(forks))), "ticktext": prefixes, "title": _title(translate)},
        "yaxis": ticks
        | {
            "tickvals": list(range(len(letters))),
            "ticktext": [safe(letter) for letter in letters],
            "range": [len(letters) - 0.5, -0.5],
        },
    }
    layout["margin"] = {"l": 36, "r": 8, "t": 84, "b": 56}
    return {"data": [heat, here], "layout": layout}


def _title(translate: Translate) -> dict:
    return {"text": translate("after these letters"), "font": {"size": FONT_SIZE - 1, "color": INK}, "standoff": 4}
