"""Two readings: where one direction and both directions see words end in the same letters, and what is repaired."""

import numpy as np

from gru_viz.analysis.answers import Answers
from gru_viz.analysis.readings import Readings, compared
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate
from gru_viz.figures.base.palette import FONT_SIZE, INK, RIGHT, WRONG
from gru_viz.figures.base.row import Panel, Row
from gru_viz.figures.base.scale import GATE_COLOUR
from gru_viz.figures.base.stack import stack
from gru_viz.figures.base.strip import Strip
from gru_viz.figures.wordends import word_ends_panel


@drawn
def two_readings(
    one: Answers, both: Answers, strip: Strip, *, compact: bool = False, translate: Translate = str
) -> Drawing:
    """Both readings under each other, between them and the probabilities the letters at which they differ.

    Parameters
    ----------
    one, both : Answers
        Of models of words on the same letters: with one direction, with both.
    strip : Strip
    compact : bool
        Without title and air.
    translate : callable
    """
    panels = [
        word_ends_panel(one, translate, "→"),
        word_ends_panel(both, translate, "→←"),
        _differences(compared(one, both), one, translate),
    ]
    ends = np.stack([one.said[:, 1], both.said[:, 1]], axis=1)
    ticks = {"tickvals": [0, 1], "ticktext": ["→", "→←"]}
    rows = [Row(ends, translate("probability that a word ends"), translate("a word ends"), GATE_COLOUR, ticks)]
    title = translate("One direction (→) and both (→←)")
    hover = translate("direction")
    return stack(rows, strip, title, panels=panels, row_height=64, compact=compact, hover=hover, translate=translate)


def _differences(found: Readings, one: Answers, translate: Translate) -> Panel:
    """A mark at each letter: repaired or spoiled by the second direction; where nothing can be judged, different."""
    if one.asked:
        title = translate("the second direction repairs {repaired} and spoils {spoiled}").format(
            repaired=len(found.repaired), spoiled=len(found.spoiled)
        )
        marks = [(found.repaired, "▲", RIGHT[1], translate("repaired"))]
        marks.append((found.spoiled, "▼", WRONG[1], translate("spoiled")))
    else:
        title = translate("letters at which they differ: {count}").format(count=len(found.differing))
        marks = [(found.differing, "◆", RIGHT[1], translate("different"))]
    traces = tuple(
        {
            "type": "scatter",
            "x": list(steps),
            "y": [0] * len(steps),
            "mode": "text",
            "text": [f"<b>{sign}</b>"] * len(steps),
            "textfont": {"size": FONT_SIZE + 4, "color": INK if colour == RIGHT[1] else colour},
            "hovertemplate": f"{word}<extra></extra>",
        }
        for steps, sign, colour, word in marks
    )
    return Panel(traces, title, 26, {"visible": False, "range": [-0.5, 0.5]})
