"""Listing: words and numbers in rows, as a picture: for slides, where a page has a table."""

import html
import math
import re
from collections.abc import Sequence

from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import columns
from gru_viz.figures.base.palette import FONT_SIZE, INK, NEUTRAL
from gru_viz.figures.base.plain import plain_layout

#: Pixels: of a slide's picture, of a letter, of a line, and between two rows.
_WIDTH, _LETTER, _LINE, _GAP = 960, 7.2, 20, 12
#: Letters of a cell, at most.
_MOST = 600


@drawn
def listing(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Drawing:
    """A table.

    Parameters
    ----------
    title : str
    head : sequence of str
    rows : sequence of sequence of str
        Each as long as `head`.
    """
    longest = [max(columns(row[i]) for row in (head, *rows)) for i in range(len(head))]
    # A long column gets more room, but not so much that the others have none.
    widths = [max(10.0, min(letters, 60)) for letters in longest]
    room = [_WIDTH / _LETTER * width / sum(widths) for width in widths]
    cells = [[_lines(cell, 0.85 * letters) for cell, letters in zip(row, room, strict=True)] for row in (head, *rows)]
    height = sum(_LINE * max(map(len, row)) + _GAP for row in cells)
    words, *others = [["<br>".join(map(_prose, lines)) for lines in row] for row in cells]
    shared = {"align": "left", "fill": {"color": "rgba(0,0,0,0)"}, "line": {"color": NEUTRAL}}
    font = {"size": FONT_SIZE - 1, "color": INK}
    data = {
        "type": "table",
        "columnwidth": widths,
        "header": {**shared, "values": [f"<b>{word}</b>" for word in words], "font": font},
        "cells": {
            **shared,
            "values": [[row[i] for row in others] for i in range(len(head))],
            "font": font,
            "height": _LINE + _GAP,
        },
    }
    layout = plain_layout(_prose(title), height=height + 80)
    layout["margin"] = {"l": 8, "r": 8, "t": 56, "b": 8}
    return {"data": [data], "layout": layout}


@drawn
def printout(title: str, text: str) -> Drawing:
    """What a program prints, letter under letter."""
    lines = text.rstrip().splitlines() or [""]
    size = max(8, min(FONT_SIZE, math.floor((_WIDTH - 40) / (0.62 * max(map(len, lines), default=1) or 1))))
    layout = plain_layout(_prose(title), height=max(160, round(1.35 * size * len(lines)) + 90))
    layout["margin"] = {"l": 8, "r": 8, "t": 56, "b": 8}
    nowhere = {"visible": False, "range": [0, 1]}
    said = {
        "text": "<br>".join(_prose(line).replace(" ", "\u00a0") for line in lines),
        "font": {"family": "monospace", "size": size, "color": INK},
        "align": "left",
        "showarrow": False,
        **{"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top"},
    }
    return {"data": [], "layout": {**layout, "xaxis": nowhere, "yaxis": nowhere, "annotations": [said]}}


def _prose(text: str) -> str:
    """`text` as Plotly shows it literally; the spaces between words stay spaces."""
    return html.escape(text if len(text) <= _MOST else text[: _MOST - 1] + "…", quote=False).replace("$", "&#36;")


def _lines(text: str, room: float) -> list[str]:
    """`text` in lines of so many letters, broken between words or Chinese signs."""
    found = [""]
    for piece in re.findall(r"[\u2e80-\uffff][，。；：！？、）》”]*|[^\s\u2e80-\uffff]+\s*|\s+", text):
        if columns(found[-1] + piece.rstrip()) > room and found[-1]:
            found.append("")
        found[-1] += piece
    return [line.rstrip() for line in found]
