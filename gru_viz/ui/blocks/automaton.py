"""Automaton: the finite-state machine of a network as one figure, where a step of a lesson shows it."""

import streamlit as st

from gru_viz import figures
from gru_viz.analysis.automaton.extraction import search
from gru_viz.problem import N_
from gru_viz.ui.blocks.machinestate import z_keeps
from gru_viz.ui.i18n import _
from gru_viz.ui.state.machine import SHOWN, reader_of
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.progress import worked

READ_OFF = N_(
    "The machine that answers as this network does. Arrows are as wide as they write, in the colour of the update gate; the ring "
    "and the shaded arrow are the step in view."
)
NO_MACHINE = N_(
    "No machine of a few states answers as this network does: the example models that remember or count have one."
)


def show_automaton(run: Run) -> None:
    """The machine with the step in view, or that there is none."""
    reader = reader_of(run)
    if reader.answering is None or reader.random or reader.beforehand is not None:
        st.info(_(NO_MACHINE), icon=":material/info:")
        return
    work = worked(
        "machine", reader.of, reader.key, lambda: search(reader.answering), _("Looking for the machine inside")
    )
    if not work.finished:
        return
    found = work.result
    if found.agreement < SHOWN:
        st.info(_(NO_MACHINE), icon=":material/info:")
        return
    e, tokens = run.experiment, reader.reads(run, run.experiment.sample)
    fig = figures.machine.plain(
        found,
        found.run(tokens),
        tokens,
        keeps=z_keeps(run),
        selected=min(e.step, len(tokens) - 1) if tokens else None,
        compact=bool(e.present),
        translate=_,
    )
    chart(fig, "automaton_chart", _(READ_OFF), name=file_name("machine", e.variant))
