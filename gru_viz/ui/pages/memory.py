"""Memory: what is left of each state, for how long, and where the state wanders."""

import streamlit as st

from gru_viz.figures.base.caption import caption
from gru_viz.ui.blocks.memory import show_half_lives, show_shares
from gru_viz.ui.blocks.wandering import show_nudge, show_path
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.controls import control
from gru_viz.ui.widgets.part import of_gru, part


def page(run: Run) -> None:
    """Draw the page."""
    left, right = st.columns(2, gap="medium")
    with left:
        part(run, _shares, owns=("memory_of",), seen=of_gru)
    with right:
        show_half_lives(run)
        show_nudge(run)
    part(run, _ways, owns=("dimensions", "show_fixed"), seen=of_gru)
    st.caption(caption(run.trace, _, *run.place))


def _shares(run: Run) -> None:
    """What is left of each state."""
    control("memory_of")
    show_shares(run)


def _ways(run: Run) -> None:
    """Where the state wanders, in two or three dimensions."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        control("dimensions")
        control("show_fixed")
    show_path(run)
