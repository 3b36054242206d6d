"""Machines: how far every model that comes with the app is one."""

import pandas as pd
import streamlit as st

from gru_viz.analysis.automaton.agreements import COMMAND, Agreement, agreements
from gru_viz.analysis.automaton.extraction import MOST_STATES
from gru_viz.cells.gru import GRU
from gru_viz.cells.kinds import CELLS
from gru_viz.experiment.experiment import Experiment
from gru_viz.learning.bundled import said_by
from gru_viz.problem import N_, plural
from gru_viz.ui.i18n import _

EVERY_MODEL = N_("On 300 fresh sequences each; made by `{command}`.")


def show_machines() -> None:
    """The figures of every bundled model."""
    rows = sorted(agreements().values(), key=lambda row: -row.agreement)
    table = pd.DataFrame(
        {
            _("model"): [_model_name(row.name) for row in rows],
            _("states"): [row.states if row.faithful else None for row in rows],
            _("agrees"): [row.agreement for row in rows],
            _("twice as long"): [row.twice for row in rows],
            _("four times as long"): [row.four_times for row in rows],
            _("machine by the rule"): [row.rule for row in rows],
            _("model by the rule"): [row.own_rule for row in rows],
            "": [_machine_or_not(row) for row in rows],
        }
    )
    shares = {name: st.column_config.NumberColumn(format="percent") for name in table.columns[2:7]}
    st.dataframe(table, hide_index=True, key="machines_table", column_config=shares)
    st.caption(_(EVERY_MODEL).format(command=COMMAND))


def _machine_or_not(row: Agreement) -> str:
    """In a few words."""
    if row.faithful:
        machine = plural(row.states, N_("a machine of {states} state"), N_("a machine of {states} states"))
        return _(machine).format(states=row.states)
    return _("not a machine of up to {most} states: {agreement:.1%}").format(most=MOST_STATES, agreement=row.agreement)


def _model_name(name: str) -> str:
    """What a bundled model is called, with its cell or its convention where that is another."""
    models, conventions = (Experiment.table()[row].names for row in ("example_model", "convention"))
    model, reset, cell = said_by(name)
    parts = [models[model]]
    if reset == "before":
        parts.append(conventions["textbook"])
    if cell != GRU.key:
        parts.append(CELLS[cell].name)
    return " · ".join(map(_, parts))
