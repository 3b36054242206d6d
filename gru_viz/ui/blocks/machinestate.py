"""Machine state: one state of the machine that a network has become: where it leads, and the hidden vectors in it."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from gru_viz import figures
from gru_viz.analysis.automaton.machine import Automaton
from gru_viz.figures.base.labels import safe
from gru_viz.figures.machinestates import state_name
from gru_viz.problem import N_
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.controls import control

VECTORS = N_(
    "Up to 40 of the hidden states that were found in this state of the machine, a column each: alike, if it is one."
)


def z_keeps(run: Run) -> bool:
    """Whether the update gate is written so that 1 keeps."""
    written = run.experiment.written_as
    return written is None or written.update == "keep"


def show_machine_state(run: Run, found: Automaton, reads: Sequence[tuple[str, ...]]) -> None:
    """One state: where it leads, and the hidden vectors in it.

    Parameters
    ----------
    run : Run
    found : Automaton
    reads : sequence of tuples of str
        Each sequence on the screen as the machine reads it; empty where it cannot.
    """
    count = len(found.states)
    if value("machine_state") >= count:
        put(machine_state=0)
    names = {state.number: f"{state.number} · {state_name(state, _)}" for state in found.states}
    control("machine_state", only=range(count), names=names)
    if any(reads):
        st.button(
            _("Look into the state with the ring"),
            key="lit_state",
            icon=":material/visibility:",
            on_click=lambda: _look_into(found, reads),
        )
    state = found.states[value("machine_state")]
    left, right = st.columns(2, gap="medium")
    with left:
        if len(state.vectors):
            title = _("Hidden states in “{state}”").format(state=safe(state_name(state, _)).replace("␣", " "))
            chart(
                figures.states.plain(state.vectors, title, translate=_),
                "state_chart",
                _(VECTORS),
                name=file_name("state", state.number),
                wide=False,
            )
        else:
            st.caption(_("No step ends here: it is the start, whose hidden state is 0."))
    with right:
        table = _ways(run, found, state.number)
        st.dataframe(table, hide_index=True, key="ways_table", height=min(390, 36 * (len(table) + 1) + 2))
        st.caption(_("Where it leads: means over units and over all times that it was seen."))


def _look_into(found: Automaton, reads: Sequence[tuple[str, ...]]) -> None:
    """The state of the step in view, wherever the visitor has gone by now."""
    walk = found.run(reads[min(value("sample"), len(reads) - 1)])
    step = walk[min(value("step"), len(walk) - 1)] if walk else None
    if step is not None:
        put(machine_state=step.target)


def _ways(run: Run, found: Automaton, number: int) -> pd.DataFrame:
    """The transitions out of a state, with what the gates do."""
    keeps = z_keeps(run)
    written = [each.gates["write"] for each in found.transitions]
    middle = (min(written) + max(written)) / 2
    rows = [each for each in found.transitions if each.source == number]
    return pd.DataFrame(
        {
            _("symbol"): [each.symbol.replace(" ", "␣") if len(each.symbol) == 1 else each.symbol for each in rows],
            _("leads to"): [state_name(found.states[each.target], _) for each in rows],
            _("says"): ["" if each.says is None else _(each.says) for each in rows],
            "z": [round(1 - each.gates["write"] if keeps else each.gates["write"], 3) for each in rows],
            _("this edge"): [_("writes") if each.gates["write"] > middle else _("keeps") for each in rows],
            "r": [round(each.gates["reset_gate"], 3) for each in rows],
            _("times"): [each.count for each in rows],
        }
    )
