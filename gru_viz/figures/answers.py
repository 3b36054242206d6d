"""Answers under the tokens: what a trained model says at each step, whether it is right, and how sure it is."""

from collections.abc import Sequence

import numpy as np

from gru_viz.analysis.answers import Answers
from gru_viz.figures.base.labels import Translate, safe
from gru_viz.figures.base.palette import NEUTRAL, RIGHT, RIGHT_ON_DARK, WRONG, WRONG_ON_DARK
from gru_viz.figures.base.row import Panel
from gru_viz.figures.base.tiles import tiles
from gru_viz.figures.wordends import word_ends_panel
from gru_viz.problem import N_

#: More steps than this leave no room for words in the tiles.
_MOST_WORDS = 48
ANSWERS_AT, NO_ANSWER_WITHOUT = N_("answers at “{mark}” only"), N_("no answer without “{mark}”")
#: From sure and wrong to sure and right.
_SCALE, _ON_DARK = (
    [[0, wrong[1]], [0.4999, wrong[0]], [0.5, right[0]], [1, right[1]]]
    for wrong, right in ((WRONG, RIGHT), (WRONG_ON_DARK, RIGHT_ON_DARK))
)
_FONT = {"color": "#FFFFFF", "weight": 600}
_VALUE_AXIS = {"nticks": 4, "gridcolor": NEUTRAL}
_DASHES = ("solid", "dash", "dot")


def answers_panel(answers: Answers, translate: Translate = str, name: str = "") -> Panel:
    """Tiles with the answer said and ✓ or ✗ (classes), the ends of words, or lines of the values said and wanted.

    Parameters
    ----------
    answers : Answers
    translate : callable
    name : str
        Of the run, where there are several; safe.
    """
    if answers.letters:
        return word_ends_panel(answers, translate, name)
    title = " · ".join(
        filter(None, (f"{translate('answer')} <i>y</i><sub>t</sub>", _verdict(answers, translate), name))
    )
    return (_tiles if answers.classes else _lines)(answers, title, translate)


def right_answers_panel(answers: Answers, translate: Translate = str) -> Panel:
    """Tiles or lines of what is to be said, whatever the model says.

    Parameters
    ----------
    answers : Answers
    translate : callable
    """
    title = translate("right answer") + " <i>y</i><sub>t</sub>"
    if not answers.classes:
        lines = tuple(_of_value(answers, index, translate)[0] for index in range(len(answers.names)))
        return Panel(lines, title, 84, _VALUE_AXIS)
    words = ["" if want is None else safe(translate(answers.names[want])) for want in answers.wanted]
    colours = [1.0 if word else np.nan for word in words]
    shown = [word or "\u200b" for word in words]
    return tiles(colours, shown, words, title, _SCALE, _ON_DARK, most=_MOST_WORDS, textfont=_FONT)


def _verdict(answers: Answers, translate: Translate) -> str:
    """How many are right; where nothing is answered, what that would take."""
    if answers.asked:
        return translate("{hits} of {asked} right").format(hits=answers.hits, asked=answers.asked)
    if not answers.lacks:
        return ""
    sentence = translate(ANSWERS_AT if len(answers.lacks) == 1 else NO_ANSWER_WITHOUT)
    return sentence.format(mark=" ".join(map(safe, answers.lacks.split())))


def _tiles(answers: Answers, title: str, translate: Translate) -> Panel:
    names = [safe(translate(name)) for name in answers.names]
    sure, words, hover = [], [], []
    for said, want, right in zip(answers.said, answers.wanted, answers.right, strict=True):
        if right is None:
            sure.append(np.nan)
            words.append("\u200b")
            hover.append("")
            continue
        best = int(said.argmax())
        p = float(said[best])
        sure.append(p if right else -p)
        words.append(f"{names[best]} {'✓' if right else '✗'}")
        hover.append(
            translate("says {said} ({sure:.1%} sure), right is {want}").format(
                said=f"<b>{names[best]}</b>", sure=p, want=f"<b>{names[want]}</b>"
            )
        )
    return tiles(sure, words, hover, title, _SCALE, _ON_DARK, most=_MOST_WORDS, textfont=_FONT)


def _lines(answers: Answers, title: str, translate: Translate) -> Panel:
    traces = [trace for index in range(len(answers.names)) for trace in _of_value(answers, index, translate)]
    legend = f" · <span style='color:{RIGHT[0]}'>●</span> {translate('says')}"
    legend += f" <span style='color:{WRONG[0]}'>●</span> {translate('right is')}"
    return Panel(tuple(traces), title + legend, 84, _VALUE_AXIS)


def _of_value(answers: Answers, index: int, translate: Translate) -> tuple[dict, dict]:
    """Lines of one value, what is right and what is said; points where few are asked."""
    asked = [step for step, want in enumerate(answers.wanted) if want is not None]
    label = f"{safe(translate(answers.names[index]))}: %{{y:.4f}}<extra><i>y</i><sub>t</sub></extra>"

    def line(
        colour: str, values: Sequence[float] | np.ndarray, word: str, width: int, point: int, opacity: float
    ) -> dict:
        return {
            "type": "scatter",
            "x": asked,
            "y": np.asarray(values, dtype=np.float32),
            "mode": "markers" if len(asked) <= 3 else "lines",
            "marker": {"size": point, "color": colour},
            "line": {"color": colour, "width": width, "dash": _DASHES[index % 3]},
            "opacity": opacity,
            "hovertemplate": f"{word} {label}",
        }

    return (
        line(WRONG[0], [answers.wanted[step][index] for step in asked], translate("right is"), 5, 14, 0.45),
        line(RIGHT[0], answers.said[asked, index], translate("says"), 2, 8, 1),
    )
