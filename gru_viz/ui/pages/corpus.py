"""Corpus: looking through what a model computed on much text: patterns, nearest states, strongest places, means by token."""

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from gru_viz import figures
from gru_viz.corpus.search import nearest, pattern
from gru_viz.corpus.search.contexts import SPARE, Context, Place, contexts
from gru_viz.corpus.search.pattern import Pattern
from gru_viz.experiment.fields.corpus import CorpusFields
from gru_viz.figures.base.palette import SEQUENTIAL
from gru_viz.figures.base.scale import Colour, signed
from gru_viz.problem import N_, Problem
from gru_viz.progress import Computation
from gru_viz.ui.blocks.colouredtext import colour_scale
from gru_viz.ui.blocks.corpuschoice import choose_corpus
from gru_viz.ui.blocks.corpusplace import place_controls
from gru_viz.ui.blocks.means import show_means
from gru_viz.ui.blocks.passages import show_passages
from gru_viz.ui.blocks.reader import show_reader
from gru_viz.ui.blocks.strongest import SHOWN, searched, show_strongest
from gru_viz.ui.i18n import _
from gru_viz.ui.state.corpus import Looked, readable
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.controls import control
from gru_viz.ui.widgets.markdown import told
from gru_viz.ui.widgets.part import part

NEAREST = N_(
    "The places whose state is closest to that after the chosen token, by Euclidean distance over all units of the layer; "
    "the same words once. The colour of a token: how alike its own state is (cosine)."
)
PATTERN = N_(
    "As in LSTMVis: units that are on at every token of the stretch and off just before and after it. A place below scores "
    "a unit that is on just there, too: from its first token to its last, and off around it. The colour of a token: the "
    "share of the pattern's units that are on."
)
NO_UNITS = N_(
    "No unit is on at all of these tokens and off before and after them at this threshold. Choose another threshold or a "
    "shorter stretch."
)
AGREE = N_("**{units} units are on just here**: {names}. Elsewhere all of them: {all:,}×; all but one: {nearly:,}×.")
AGREE_ONE = N_("**One unit is on just here**: {names}. Elsewhere: {all:,}×.")
GATES_BEGIN = N_(
    "Gates reads a sequence from its start, or from 200 tokens before the place: in the middle of a long one its numbers "
    "differ a little from those here."
)
#: What is looked for, and where; the corpus itself is what all of it is about.
_OWN = sorted(set(CorpusFields.model_fields) - {"corpus", "corpus_from", "corpus_pasted", "corpus_name", "turned_in"})


def page(run: Run) -> None:
    """Draw the page."""
    looked = choose_corpus(run)
    if looked is None:
        return
    part(run, lambda _run: _look_through(looked), owns=_OWN)


def _look_through(looked: Looked) -> None:
    """What is searched for, and what is found."""
    control("corpus_search")
    _keep_inside(looked)
    try:
        _SEARCHES[str(value("corpus_search"))](looked)
    except Problem as problem:
        st.error(told(problem), icon=":material/error:")


def _keep_inside(looked: Looked) -> None:
    """Before their controls are drawn: nothing that this corpus does not have."""
    corpus, sizes = looked.corpus, looked.corpus.dataset.sizes
    for name, count in (
        ("corpus_layer", sizes["layer"]),
        ("corpus_unit", sizes["unit"]),
        ("corpus_position", len(corpus)),
    ):
        put(**{name: min(int(value(name)), count - 1)})
    if sizes["direction"] == 1:
        put(corpus_direction=str(corpus.dataset["direction"].to_numpy()[0]))
    for name, wanted in (("corpus_quantity", "update_gate"), ("pattern_quantity", "hidden_state")):
        if value(name) not in corpus.quantities:
            put(**{name: wanted if wanted in corpus.quantities else corpus.quantities[0]})


def _strongest(looked: Looked) -> None:
    """Where one unit is largest and smallest."""
    quantity = str(value("corpus_quantity"))
    layer, direction = place_controls(looked, "corpus_quantity", unit=True)
    if show_strongest(looked, quantity, layer, direction, int(value("corpus_unit")), near=True):
        st.caption(_(GATES_BEGIN))


def _nearest(looked: Looked) -> None:
    """Where else the state is as after one token."""
    corpus = looked.corpus
    if "hidden_state" not in corpus.quantities:
        st.info(_("This store was made without hidden states, so none can be near another."), icon=":material/info:")
        return
    layer, direction = place_controls(looked, None, unit=False)
    position = int(value("corpus_position"))
    wanted = corpus.dataset["hidden_state"].isel(position=position, layer=layer, direction=direction)
    with readable():
        state = wanted.to_numpy().astype(np.float32)

    def alike(states: np.ndarray) -> np.ndarray:
        size = np.linalg.norm(states, axis=1) * np.linalg.norm(state)
        return states @ state / np.maximum(size, 1e-12)

    colour = signed()
    show_reader(looked, "hidden_state", layer, direction, alike, colour, several=False)

    def search() -> Computation[Any]:
        places = yield from nearest.search(corpus, position, layer, direction, count=SHOWN * SPARE)
        return contexts(corpus, places, SHOWN, alike, "hidden_state", layer, direction)

    found = searched("nearest", looked, (position, layer, direction), search, _("Looking for the nearest states"))
    if found is None:
        return
    st.markdown(f"**{_('Nearest states')}**")
    show_passages(looked, found, colour, "nearest", lambda each: f"{each.place.score:.3f}")
    st.html(colour_scale(colour))
    st.caption(_(NEAREST))
    st.caption(_(GATES_BEGIN))


def _pattern(looked: Looked) -> None:
    """Where else the units are on that are on in a stretch."""
    corpus, quantity = looked.corpus, str(value("pattern_quantity"))
    layer, direction = place_controls(looked, "pattern_quantity", unit=False)
    start, span = int(value("corpus_position")), int(value("corpus_span"))
    end = min(start + span, corpus.bounds(start)[1], len(corpus))
    threshold = float(value("threshold"))
    with readable():
        wanted = memo(
            "wanted",
            corpus,
            (start, end, threshold, quantity, layer, direction),
            lambda: pattern.pattern(corpus, start, end, threshold, quantity, layer, direction),
        )
    colour = Colour(SEQUENTIAL, 0.0, 1.0)

    def share(states: np.ndarray) -> np.ndarray:
        return wanted.on(states).mean(axis=1) if wanted.units else np.zeros(len(states))

    show_reader(looked, quantity, layer, direction, share, colour, several=True)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        control("threshold")
    with right:
        st.button(
            _("Choose one"),
            key="fitting_threshold",
            icon=":material/tune:",
            help=_("The threshold that fits most units."),
            on_click=lambda: put(
                threshold=max(0.01, pattern.pattern(corpus, start, end, None, quantity, layer, direction).threshold)
            ),
        )
    _courses(looked, wanted)
    if not wanted.units:
        st.info(_(NO_UNITS), icon=":material/info:")
        return

    def search() -> Computation[Any]:
        matches = yield from pattern.search(corpus, wanted, count=SHOWN * SPARE)
        return matches, contexts(corpus, matches.places, SHOWN, share, quantity, layer, direction)

    found = searched("pattern", looked, (wanted,), search, _("Looking for the same units"))
    if found is None:
        return
    matches, places = found
    units = len(wanted.units)
    names = _(", ").join(f"{'−' * (sign < 0)}{unit}" for unit, sign in zip(wanted.units, wanted.signs, strict=True))
    sentence = AGREE if units > 1 else AGREE_ONE
    st.markdown(
        _(sentence).format(units=units, names=names, all=matches.counts[units], nearly=matches.counts[units - 1])
    )
    show_passages(looked, places, colour, "pattern", lambda each: f"{each.place.score:.0f}/{units}")
    st.html(colour_scale(colour))
    st.caption(_(PATTERN))
    st.caption(_(GATES_BEGIN))


def _courses(looked: Looked, wanted: Pattern) -> None:
    """Every unit around the stretch."""
    corpus = looked.corpus

    def read() -> Context:
        place = Place(wanted.start, wanted.end, 0.0)
        found = contexts(corpus, [place], 1, lambda states: states, wanted.quantity, wanted.layer, wanted.direction)
        return found[0]

    with readable():
        around = memo("courses", corpus, (wanted,), read)
    chart(
        figures.pattern.plain(
            around.tokens,
            around.values,
            wanted.units,
            around.inside,
            wanted.threshold,
            quantity=wanted.quantity,
            translate=_,
        ),
        "pattern_chart",
        _("Every unit over the stretch (shaded) and 8 tokens on either side; dashed: the threshold."),
        name=file_name("pattern", *around.tokens[around.inside.start : around.inside.stop][:6]),
    )


_SEARCHES: dict[str, Callable[[Looked], None]] = {
    "strongest": _strongest,
    "nearest": _nearest,
    "pattern": _pattern,
    "tokens": show_means,
}
