"""Surest answers under the tokens: what a model finds likeliest after each step."""

from gru_viz.figures.base.labels import Translate, safe
from gru_viz.figures.base.palette import RIGHT, RIGHT_ON_DARK
from gru_viz.figures.base.row import Panel
from gru_viz.figures.base.tiles import tiles
from gru_viz.learning.surest import Surest

#: More steps than this leave no room for words in the tiles.
_MOST_WORDS = 48
#: Answers after a step that have a row of tiles.
_ROWS = 3
#: Letters of a word that a tile has room for.
_LETTERS = 8
_SCALE, _ON_DARK = ([[0, right[0]], [0.5, right[0]], [1, right[1]]] for right in (RIGHT, RIGHT_ON_DARK))
_FONT = {"color": "#FFFFFF", "weight": 600}


def surest_panels(answers: Surest, translate: Translate = str) -> list[Panel]:
    """A row of tiles with the surest answer after each step, one with the second, one with the third; all on hover.

    Parameters
    ----------
    answers : Surest
    translate : callable
    """
    titles = ["", translate("second surest"), translate("third surest")]
    ranks = range(1, min(_ROWS, answers.probabilities.shape[1]))
    return [surest_panel(answers, translate), *(_row(answers, rank, titles[rank]) for rank in ranks)]


def surest_panel(answers: Surest, translate: Translate = str, name: str = "") -> Panel:
    """A row of tiles with the surest answer after each step.

    Parameters
    ----------
    answers : Surest
    translate : callable
    name : str
        Of the run, where there are several; safe.
    """
    first = translate("surest answer")
    return _row(answers, 0, " · ".join(filter(None, (f"{first} <i>y</i><sub>t</sub>", name))))


def _row(answers: Surest, rank: int, title: str) -> Panel:
    hover = [
        "<br>".join(f"<b>{_shown(word)}</b> {sure:.1%}" for word, sure in answers[step]) for step in range(len(answers))
    ]
    words = [_shown(row[rank], _LETTERS) for row in answers.words]
    values = answers.probabilities[:, rank]
    return tiles(values, words, hover, title, _SCALE, _ON_DARK, most=_MOST_WORDS, textfont=_FONT)


def _shown(word: str, most: int = 40) -> str:
    """A word with its spaces visible, cut where there is no more room; safe."""
    word = word.replace(" ", "␣").replace("\n", "⏎").replace("\t", "⇥")
    return safe(word if len(word) <= most else f"{word[: most - 1]}…")
