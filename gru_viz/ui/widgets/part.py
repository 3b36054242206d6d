"""Part: what of a page a control of its own changes; it alone is drawn anew, the sidebar and the other parts stay as they are."""

from collections.abc import Callable, Collection

import streamlit as st
import torch

from gru_viz.problem import Problem
from gru_viz.ui.state import cursor, session
from gru_viz.ui.state.address import follow_controls, page_is_wanted
from gru_viz.ui.state.computing import compute_or_stand_in
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.upload import table_in_use
from gru_viz.ui.state.weights import model_in_use


def part(
    run: Run, draw: Callable[[Run], None], owns: Collection[str] = (), seen: Callable[[Run], Run] = lambda run: run
) -> None:
    """Draw a part of a page, by itself whenever nothing but its own parameters has changed.

    Parameters
    ----------
    run : Run
        What the page shows.
    draw : callable
        Draws the part of a run. It outlives the run, so it may hold nothing large: what is not looked at any more goes
        where memory is short.
    owns : collection of str
        Names of the parameters that nothing else of the page depends on; a fold that is opened is none.
    seen : callable
        What the page makes of the visitor's run to get what it shows: `of_gru`, `of_both`.
    """
    first, live = [run], cursor.live()

    def drawn() -> None:
        if first:
            draw(first.pop())
            return
        if cursor.live() != live:
            st.rerun()  # every figure of the page is drawn otherwise
        # Streamlit runs every update in a new thread, and the number belongs to the thread.
        torch.set_num_threads(1)
        with session.read_once():
            draw(seen(_run_again(owns)))

    st.fragment(drawn)()


def of_gru(run: Run) -> Run:
    """What a page shows that is about the GRU, whatever cell is looked at elsewhere."""
    return run.gru


def of_both(run: Run) -> Run:
    """What the page of two directions shows."""
    return run.both


def _run_again(owns: Collection[str]) -> Run:
    """The visitor's run as it is looked at now, with its link; everything is drawn anew where more than this has changed."""
    try:
        now = session.current()
        if page_is_wanted() or not follow_controls(now, only=owns):
            st.rerun()
        return compute_or_stand_in(now, table_in_use(), model_in_use()).in_view(session.view())
    except Problem:
        st.rerun()  # the page itself says what is wrong
