"""Word ends under the letters: where a model of words sees one, the surer the more it stands out, and the sentence as read."""

from unicodedata import east_asian_width

import numpy as np

from gru_viz.analysis.answers import Answers
from gru_viz.figures.base.labels import Translate, safe
from gru_viz.figures.base.palette import RIGHT, WRONG
from gru_viz.figures.base.row import Panel
from gru_viz.figures.base.tiles import tiles

#: More letters than this leave no room for marks in the tiles.
_MOST_MARKS = 120
#: Columns of the sentence in a picture; a Chinese character takes two.
_LONGEST = 60
#: From sure that it goes on to sure that a word ends; left of the middle where the typed spaces say otherwise.
_SCALE = [[0, WRONG[1]], [0.4999, "#F3C9CF"], [0.5, "#E4E7EC"], [1, RIGHT[1]]]
_ON_DARK = [[0, "#F0808F"], [0.4999, "#4A1C25"], [0.5, "#1D242E"], [1, "#D3DAE4"]]


def word_ends_panel(answers: Answers, translate: Translate = str, name: str = "") -> Panel:
    """Tiles with the probability that a word ends, marks where the typed spaces tell or a letter is unknown.

    Parameters
    ----------
    answers : Answers
        Of a model of words.
    translate : callable
    name : str
        Of the run, where there are several; safe.
    """
    title = translate("read as {words}").format(words=f"<b>{safe(sentence(answers.words))}</b>")
    if answers.asked:
        # What is asked is whether a word ends at a letter, and so letters are counted, not words.
        title += " · " + translate("{hits} of {asked} letters right").format(hits=answers.hits, asked=answers.asked)
    ends = answers.said[:, 1]
    # The wrong ones are below zero, also those that are sure that the word goes on.
    shown = np.where([right is False for right in answers.right], -np.maximum(ends, 1e-3), ends)
    marks = [_mark(answers, step) for step in range(len(ends))]
    hover = [_hover(answers, step, translate) for step in range(len(ends))]
    title = f"{name} · {title}" if name else title  # on a phone the picture ends before a long sentence does
    return tiles(shown, marks, hover, title, _SCALE, _ON_DARK, most=_MOST_MARKS)


def sentence(words: list[str], longest: int = _LONGEST) -> str:
    """`words` with bars between them, in at most so many columns."""
    text, columns = "|".join(words), 0
    for place, character in enumerate(text):
        columns += 2 if east_asian_width(character) in "WF" else 1
        if columns > longest:
            return text[: place - 1] + "…"
    return text


def key(answers: Answers, translate: Translate = str) -> str:
    """What the marks mean that there are; not for Plotly, and so not escaped."""
    told = []
    if answers.asked:
        told.append(translate("✓ ✗ by the spaces as typed"))
    if not all(answers.known):
        told.append(translate("? not known to it"))
    return " · ".join(told)


def _mark(answers: Answers, step: int) -> str:
    """✓ at an end that was found, ✗ where the spaces say otherwise, ? at a letter that is unknown."""
    right = answers.right[step]
    verdict = "✗" if right is False else "✓" if right and answers.wanted[step] else ""
    return verdict + ("" if answers.known[step] else "?") or "\u200b"


def _hover(answers: Answers, step: int, translate: Translate) -> str:
    """All there is to say of one letter."""
    end = answers.said[step, 1]
    if np.isnan(end):
        return ""
    parts = [translate("after “{letter}” a word ends: {sure:.1%}").format(letter=safe(answers.letters[step]), sure=end)]
    if answers.right[step] is not None:
        wanted = (
            translate("typed with a space here") if answers.wanted[step] else translate("typed without a space here")
        )
        parts.append(f"{wanted} {'✓' if answers.right[step] else '✗'}")
    if not answers.known[step]:
        parts.append(translate("a character that this model does not know: it reads all such as one"))
    return "<br>".join(parts)
