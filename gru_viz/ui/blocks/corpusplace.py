"""Corpus place: the controls of which layer, direction, unit and quantity of a corpus are looked at."""

import streamlit as st

from gru_viz.figures.base.palette import NAMES
from gru_viz.ui.i18n import _
from gru_viz.ui.state.corpus import Looked
from gru_viz.ui.state.session import value
from gru_viz.ui.widgets.controls import control


def place_controls(looked: Looked, quantity: str | None, *, unit: bool) -> tuple[int, int]:
    """Controls of what is looked at; layer and direction as numbers."""
    corpus, sizes = looked.corpus, looked.corpus.dataset.sizes
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        if quantity is not None:
            control(quantity, names={name: _(NAMES[name]) for name in corpus.quantities})
        if sizes["direction"] > 1:
            control("corpus_direction")
        if sizes["layer"] > 1:
            control("corpus_layer", last=sizes["layer"] - 1)
        if unit:
            control("corpus_unit", last=sizes["unit"] - 1)
    directions = corpus.dataset["direction"].to_numpy().tolist()
    return int(value("corpus_layer")), directions.index(value("corpus_direction"))
