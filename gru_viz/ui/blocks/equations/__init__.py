"""Equations: the ones being computed, typeset and coloured as the figures, empty or with numbers in place."""

import streamlit as st

from gru_viz.analysis.arithmetic import GRUArithmetic, LSTMArithmetic, RNNArithmetic
from gru_viz.cells.gru import Trace
from gru_viz.cells.lstm import LSTMTrace
from gru_viz.cells.rnn import RNNTrace
from gru_viz.ui.blocks.equations import gru, lstm, rnn
from gru_viz.ui.i18n import _
from gru_viz.ui.widgets.fold import fold


def show_equations(tr: Trace | LSTMTrace | RNNTrace, *, bias: bool = True, backward: bool = False) -> None:
    """All of the cell's, with their sentences, to fold away."""
    if isinstance(tr, LSTMTrace):
        formulas, words = lstm.formulas(bias=bias, backward=backward), lstm.sentences()
    elif isinstance(tr, RNNTrace):
        formulas, words = rnn.formulas(tr.nonlinearity, bias=bias, backward=backward), rnn.sentences()
    else:
        conventions = tr.reset_convention, tr.update_convention
        formulas = gru.formulas(*conventions, bias=bias, backward=backward)
        words = gru.sentences(*conventions)

    def draw() -> None:
        for quantity, formula in formulas.items():
            st.latex(formula)
            st.caption(words[quantity], text_alignment="center")

    fold(_("The equations being computed"), "fold_equations", draw, icon=":material/function:")


def arithmetic_latex(
    step: GRUArithmetic | LSTMArithmetic | RNNArithmetic, *, bias: bool = True, backward: bool = False
) -> str:
    """From x_t and h_{t-1} to h_t of one unit: each equation, then its numbers in place."""
    cell = {GRUArithmetic: gru, LSTMArithmetic: lstm, RNNArithmetic: rnn}[type(step)]
    return cell.in_numbers(step, bias=bias, backward=backward)
