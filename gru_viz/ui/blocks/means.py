"""Means: what a gate or a state is on average at each token of a corpus, and in each word."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from gru_viz.corpus.search import bytoken, byword
from gru_viz.figures.base.palette import NAMES
from gru_viz.problem import N_
from gru_viz.progress import Computation
from gru_viz.ui.blocks.corpusplace import place_controls
from gru_viz.ui.blocks.strongest import KEEPS, WRITES, searched
from gru_viz.ui.i18n import _
from gru_viz.ui.state.corpus import Looked
from gru_viz.ui.state.session import value
from gru_viz.ui.widgets.controls import control

TOKENS = N_(
    "Means over every place where a token stands, the largest first; press the head of a column to sort by it. Words are "
    "what stands between spaces, in small letters."
)


def show_means(looked: Looked) -> None:
    """Means by token and by word."""
    corpus, quantity = looked.corpus, str(value("corpus_quantity"))
    one = value("means_of") == "unit"
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        control("means_of")
        control("fewest")
    layer, direction = place_controls(looked, "corpus_quantity", unit=one)
    unit = int(value("corpus_unit")) if one else None
    spaced = "text" in corpus.dataset and not corpus.dataset.attrs["separator"]

    def search() -> Computation[Any]:
        letters = yield from bytoken.search(corpus, quantity, layer, direction, unit=unit)
        words = (yield from byword.search(corpus, quantity, layer, direction, unit=unit)) if spaced else []
        return letters, words

    found = searched("by token", looked, (quantity, layer, direction, unit), search, _("Adding up by token"))
    if found is None:
        return
    symbols, (letters, words) = corpus.symbols, found
    tables = {
        N_("By token"): [(symbols[each.token], each.mean, each.count) for each in letters],
        N_("By word"): [(each.word, each.mean, each.count) for each in words],
    }
    shown = {heading: rows for heading, rows in tables.items() if rows and not _all_single(heading, rows)}
    for place, (heading, rows) in zip(st.columns(len(shown)), shown.items(), strict=True):
        with place:
            st.markdown(f"**{_(heading)}**")
            _means(looked, quantity, heading, rows)
    st.caption(_(TOKENS))


def _all_single(heading: str, rows: list[tuple[str, float, int]]) -> bool:
    """Words that are letters again: the table beside says the same."""
    return heading == "By word" and all(len(word) == 1 for word, _mean, _count in rows)


def _means(looked: Looked, quantity: str, key: str, rows: list[tuple[str, float, int]]) -> None:
    """A table of those that occur often enough."""
    fewest = int(value("fewest"))
    kept = [row for row in rows if row[2] >= fewest]
    if not kept:
        st.info(_("None occurs so often: lower the number above."), icon=":material/info:")
        return
    name = _(NAMES[quantity])
    table = pd.DataFrame({_("token"): [row[0].replace(" ", "␣") for row in kept], _("times"): [row[2] for row in kept]})
    mean = np.array([row[1] for row in kept])
    if quantity == "update_gate" and looked.writes is not None:
        name = _(WRITES if looked.writes else KEEPS)
        table.insert(1, _("writes"), mean if looked.writes else 1 - mean)
    table.insert(len(table.columns) - 1, name, mean)
    table = table.sort_values(table.columns[1], ascending=False, kind="stable")
    bar = st.column_config.ProgressColumn(min_value=0, max_value=1, format="%.3f")
    number = st.column_config.NumberColumn(format="%.3f")
    columns = {_("writes"): bar, name: number}
    st.dataframe(table, hide_index=True, key=f"means_{key}", column_config=columns, height=460)
