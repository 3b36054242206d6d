"""Equations: the ones being computed, typeset and coloured as the figures."""

import streamlit as st

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.kinds import cell_of
from gru_viz.ui.blocks.cells.texts import texts_of
from gru_viz.ui.i18n import _
from gru_viz.ui.widgets.fold import fold


def show_equations(tr: CellTrace, *, bias: bool = True, backward: bool = False) -> None:
    """All of the cell's, with their sentences, to fold away."""
    texts = texts_of(cell_of(tr))
    sentences = texts.sentences(tr.facts)

    def draw() -> None:
        for quantity, formula in texts.formulas(tr.facts, bias, backward).items():
            st.latex(formula)
            st.caption(_(sentences[quantity]), text_alignment="center")

    fold(_("The equations being computed"), "fold_equations", draw, icon=":material/function:")
