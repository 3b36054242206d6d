"""Passages: what was found in a corpus as coloured text, each leading to Gates at its place."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from gru_viz.corpus.search.contexts import Context
from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.link import link_of
from gru_viz.figures.base.scale import Colour
from gru_viz.limits import LIMITS
from gru_viz.problem import Problem
from gru_viz.ui.blocks.colouredtext import coloured_line
from gru_viz.ui.i18n import _
from gru_viz.ui.state.address import want_page
from gru_viz.ui.state.corpus import Looked, readable
from gru_viz.ui.state.session import current, put, value
from gru_viz.ui.widgets.markdown import told

#: Tokens before a place and after it that go into a link, at most.
_BEFORE, _AFTER = 200, 50
#: In so many tokens the beginning of a word is looked for.
_WORD = 30


def show_passages(
    looked: Looked,
    found: Sequence[Context],
    colour: Colour,
    key: str,
    score: Callable[[Context], str],
    *,
    near: bool = True,
) -> None:
    """A line for each, with what it was found by.

    Parameters
    ----------
    near : bool
        Whether one can go on to what is near a place.
    score : callable
        In a few characters.
    """
    for number, context in enumerate(found):
        place = context.place.start
        try:
            with readable():
                fields = fields_at(looked, place)
        except Problem as problem:
            st.error(told(problem), icon=":material/error:")
            return
        line = coloured_line(context.tokens, context.values, colour, context.inside)
        if (link := _link(looked, fields)) is not None:
            label = _("Gates at this place")
            line = f'<a class="passage-link" href="{escape(link)}" target="_blank" title="{escape(label)}">{line}</a>'
        with st.container(key=f"{key}_passage_{number}", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(f'<div class="passage"><small>{escape(score(context))}</small>{line}</div>', width="stretch")
            with st.container(horizontal=True, gap="small", width="content"):
                _buttons(fields, place, f"{key}_{number}", near=near)


def _buttons(fields: dict[str, object], place: int, key: str, *, near: bool) -> None:
    """Where one can go from a place."""
    st.button(
        _("Gates"),
        key=f"{key}_gates",
        type="tertiary",
        icon=":material/grid_on:",
        help=_("Token {position:,} in Gates").format(position=place),
        on_click=partial(_go, fields),
    )
    if not near:
        return
    st.button(
        _("Near it"),
        key=f"{key}_near",
        type="tertiary",
        icon=":material/near_me:",
        help=_("Where else the state is as after this token"),
        on_click=partial(put, corpus_position=place, corpus_search="nearest"),
    )


def number(found: Context, *, gate: bool) -> str:
    """The value that a place was found by, with its sign where there are two."""
    return f"{found.place.score:.3f}" if gate else f"{found.place.score:+.3f}".replace("-", "−")


def _go(fields: dict[str, object]) -> None:
    """Gates shows the place."""
    put(**fields)
    want_page("gates")


def _link(looked: Looked, fields: dict[str, object]) -> str | None:
    """The same as a link; None where the weights are in none."""
    if not looked.model:
        return None
    try:
        there = current().model_copy(update=fields)
    except Problem:
        return None
    plain = {name: row.default for name, row in Experiment.table().items() if name.startswith("corpus")}
    return f"./?{urlencode(link_of(there.model_copy(update=plain)))}"


def fields_at(looked: Looked, position: int) -> dict[str, object]:
    """What Gates is to show: the text around a token, read from where its sequence begins or from not far before it."""
    corpus = looked.corpus
    first, last = corpus.bounds(position)
    steps = min(_BEFORE, LIMITS.steps - _AFTER)
    low, high = max(first, position - steps), min(last, position + _AFTER)
    if low > first:
        tokens = corpus.tokens(low, min(low + _WORD, position))
        low += next((i for i, token in enumerate(tokens, start=1) if token[-1:].isspace()), 0)
    if "input" in corpus.dataset:
        rows = corpus.dataset["input"][low:high].to_numpy().astype(np.float32)
        entered: dict[str, object] = {
            "source": "numbers",
            "numbers": "\n".join(",".join(f"{each:.7g}" for each in row) for row in rows),
            "header": "no",
            "columns": "",
            "standardise": False,
        }
    else:
        entered = {"source": "text", "text": corpus.text(low, high)}
    weights: dict[str, object] = {}
    if looked.model and not looked.own:
        weights = {"weights": "example", "example_model": looked.model}
        before = corpus.dataset.attrs.get("reset_convention") == "before"
        if before != (value("convention") != "pytorch"):
            weights["convention"] = "textbook" if before else "pytorch"
    where = {
        "layer": value("corpus_layer"),
        "direction": value("corpus_direction"),
        "unit": min(int(value("corpus_unit")), LIMITS.hidden_size - 1),
        "sample": 0,
        "step": position - low,
    }
    return entered | weights | where
