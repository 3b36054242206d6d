"""Equations: the ones being computed, typeset and coloured as the figures."""

import streamlit as st

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.kinds import cell_of
from gru_viz.problem import N_
from gru_viz.ui.browser.cells.notation import plain_latex
from gru_viz.ui.browser.cells.texts import texts_of
from gru_viz.ui.i18n import _
from gru_viz.ui.widgets.fold import fold

#: The lesson's one matrix for [h, x], and PyTorch's two.
_JOINED = r"W \cdot [h_{t-1}, x_t] + b = W_h h_{t-1} + W_x x_t + b_h + b_x, \quad W = [W_h \; W_x], \quad b = b_h + b_x"
JOINED = N_(
    "Two ways to write the same sum: one matrix for old state and input side by side, or one for each. Only where the "
    "reset stands after the matrix does the candidate need $b_{hn}$ apart: r acts on it, too."
)


def show_equations(tr: CellTrace, *, bias: bool = True, backward: bool = False) -> None:
    """All of the cell's, with their sentences, to fold away."""
    texts = texts_of(cell_of(tr))
    sentences = texts.sentences(tr.facts)

    def draw() -> None:
        formulas = texts.formulas(tr.facts, bias, backward)
        for quantity, formula in formulas.items():
            st.latex(formula)
            st.caption(_(sentences[quantity]), text_alignment="center")
        st.caption(_("As LaTeX, to copy:"))
        st.code("\n".join(map(plain_latex, formulas.values())), language="latex", wrap_lines=True)
        if cell_of(tr).conventions:
            st.latex(_JOINED)
            st.caption(_(JOINED), text_alignment="center")

    fold(_("The equations being computed"), "fold_equations", draw, icon=":material/function:")
