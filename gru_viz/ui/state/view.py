"""View: what is looked at stays inside what there is to see."""

import streamlit as st

from gru_viz.experiment.experiment import Experiment
from gru_viz.ui.state.address import answer, asked_for
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value

_SEEN = "_seen_before"


def keep_in_view(run: Run) -> None:
    """Before the controls of the view are drawn: nothing that `run` does not have, with an answer to a link that asks for it."""
    counts = dict(zip(("layer", "sample", "step", "unit"), run.extent(), strict=True))
    there = counts, run.trace.quantities
    resized = st.session_state.get(_SEEN) != there
    st.session_state[_SEEN] = there
    for name, count in counts.items():
        _keep_below(name, count, resized=resized)
    if run.trace.num_directions == 1:
        put(direction="forward")
    row, given = Experiment.table()["quantity"], value("quantity")
    if resized:
        put(quantity=given if given in run.trace.quantities else row.default)
    if asked_for(row) and given not in run.trace.quantities:
        answer(row, given, ", ".join(run.trace.quantities))


def _keep_below(name: str, count: int, *, resized: bool) -> None:
    """A place of which there are `count`."""
    row, given = Experiment.table()[name], value(name)
    if given >= count:
        put(**{name: min(row.default, count - 1) if asked_for(row) else count - 1})
        if asked_for(row):
            answer(row, given, f"0 … {count - 1}")
    elif resized:
        # A control with another upper bound is a new one to Streamlit: it must be told its value.
        put(**{name: given})
