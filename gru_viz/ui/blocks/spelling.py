"""Spelling: of a model of words, which letters would keep the word in view open and which end it."""

import streamlit as st

from gru_viz import figures
from gru_viz.analysis.automaton.spelling import Fork, forks, word_around
from gru_viz.problem import N_
from gru_viz.ui.blocks.cursor import show_run_cursor
from gru_viz.ui.i18n import _
from gru_viz.ui.state.machine import Reader
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.markdown import literal

OF_WORDS = N_(
    "The same along one word, by the trie of its letters: at each letter of “{word}”, what the model would make of every "
    "other letter in its place. Choose another step to see another word."
)


def show_spelling(run: Run, reader: Reader) -> None:
    """Of a model of words: the word around the step in view."""
    said, e = run.answers, run.experiment
    if said is None or run.trace.num_directions == 2:
        return
    show_run_cursor(run, direction=False, unit=False)
    first, last = word_around(said.said[:, 1].tolist(), e.step)
    found = memo("forks", run.trace, (e.sample, first, last), lambda: forks(reader.answering, run.tokens, first, last))
    word = "".join(fork.letter for fork in found)
    chart(
        figures.spelling.plain(found, translate=_),
        "spelling_chart",
        _(OF_WORDS).format(word=literal(word)),
        name=file_name("spelling", word),
        wide=False,
    )
    _letters(found[-1])


def _letters(fork: Fork) -> None:
    """Which letters would go on after the word's own, in words."""
    opened, closed = (" ".join(map(literal, letters)) or "–" for letters in (fork.keeps_open, fork.closes))
    line = N_("After “{prefix}” these letters keep the word open: {opened}. These end it: {closed}.")
    st.markdown(_(line).format(prefix=literal(fork.prefix) or "–", opened=opened, closed=closed))
