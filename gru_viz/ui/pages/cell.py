"""Cell: walk through one step of any cell with its numbers in place."""

import streamlit as st

from gru_viz.cells.gru import GRU
from gru_viz.problem import N_
from gru_viz.ui.blocks.beside import show_beside
from gru_viz.ui.blocks.cellwalk import show_walk
from gru_viz.ui.blocks.whatif import show_what_if
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run

_PICTURE = "cell_gates_chart"
WITH_A_GRU = N_("Gates held, units silenced and tokens edited: choose the GRU as cell.")


def page(run: Run) -> None:
    """Draw the page."""
    show_heatmaps = show_walk(run, _PICTURE)
    if run.experiment.present:
        return
    show_beside(run)
    if run.trace.cell is GRU:
        show_what_if(run)
    else:
        st.caption(_(WITH_A_GRU))
    show_heatmaps()
