"""Reader: a piece of a corpus in which a token or a stretch is chosen, and the ways to another piece."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from gru_viz.corpus.search.blocks import rows
from gru_viz.corpus.search.findtext import find
from gru_viz.figures.base.scale import Colour
from gru_viz.problem import N_, Problem
from gru_viz.ui.components.stretch import show_stretch
from gru_viz.ui.i18n import _
from gru_viz.ui.state.corpus import Looked, readable
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.session import put, value
from gru_viz.ui.widgets.controls import control
from gru_viz.ui.widgets.markdown import told

#: Tokens from one piece to the next; what is seen before and after those.
_STEP, _BEFORE, _AFTER = 60, 20, 50
CHOOSE = N_("Press a token, or walk with the arrow keys.")
DRAW = N_("Draw over some tokens, or walk with the arrow keys; with Shift they move the end.")
_NOT_FOUND = "_corpus_not_found"


def show_reader(
    looked: Looked,
    quantity: str,
    layer: int,
    direction: int,
    values: Callable[[np.ndarray], np.ndarray],
    colour: Colour,
    *,
    several: bool,
) -> None:
    """The piece around the chosen token, and the controls that lead elsewhere.

    Parameters
    ----------
    values : callable
        All units of the quantity (N, hidden_size) -> what colours the tokens (N,).
    several : bool
        A stretch is chosen, not one token.
    """
    corpus = looked.corpus
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        control("corpus_position", last=len(corpus) - 1)
        if several:
            control("corpus_span")
        if "text" in corpus.dataset:
            control("corpus_text", then=lambda: _find(looked))
            st.button(
                _("Next"),
                key="corpus_next",
                icon=":material/search:",
                on_click=lambda: _find(looked),
                disabled=not value("corpus_text"),
            )
    position = int(value("corpus_position"))
    span = int(value("corpus_span")) if several else 1
    low = max(0, position // _STEP * _STEP - _BEFORE)
    high = min(len(corpus), low + _BEFORE + _STEP + _AFTER)

    def read() -> tuple[list[str], np.ndarray]:
        with readable():
            array = corpus.dataset[quantity].isel(layer=layer, direction=direction)
            return _marked(looked, low, high), next(rows(array, [(low, high)])).astype(np.float32)

    tokens, states = memo("read piece", corpus, (low, high, quantity, layer, direction), read)
    end = min(position + span, corpus.bounds(position)[1], high)
    sentence = _(DRAW if several else CHOOSE)

    def choose(start: int, stop: int) -> None:
        chosen = {"corpus_position": low + start}
        put(**chosen | ({"corpus_span": min(64, stop - start)} if several else {}))

    show_stretch(
        tokens,
        values(states),
        colour,
        range(position - low, end - low),
        "corpus_stretch",
        sentence,
        choose,
        several=several,
    )
    st.caption(sentence)


def _marked(looked: Looked, low: int, high: int) -> list[str]:
    """Tokens, with a sign where a sequence ends."""
    tokens = looked.corpus.tokens(low, high)
    offsets = looked.corpus.offsets
    for start in offsets[np.searchsorted(offsets, low, "right") : np.searchsorted(offsets, high, "right")].tolist():
        tokens[start - 1 - low] = f"{tokens[start - 1 - low].rstrip()}\n"
    return tokens


def _find(looked: Looked) -> None:
    """The next place of the text that the visitor looks for."""
    words = str(value("corpus_text"))
    try:
        with readable():
            found = find(looked.corpus, words, int(value("corpus_position")))
    except Problem as problem:
        st.toast(told(problem), icon=":material/error:")
        return
    if found is not None:
        put(corpus_position=found)
    elif words.strip():
        st.toast(_("“{words}” is nowhere in this corpus.").format(words=words[:40]), icon=":material/search_off:")
