"""Beside: the GRU and the LSTM on the same sequence, gate by gate."""

from functools import partial

import streamlit as st

from gru_viz.analysis.gates import selected
from gru_viz.cells.cell import Cell
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.gru import GRU
from gru_viz.cells.lstm import LSTM
from gru_viz.experiment.examples import home
from gru_viz.figures.base.palette import NAMES, symbol
from gru_viz.learning.bundled import learned_in
from gru_viz.problem import N_
from gru_viz.ui.blocks.cursor import place_shown
from gru_viz.ui.blocks.gates import live_gates
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.weights import take_example
from gru_viz.ui.widgets.fold import fold
from gru_viz.ui.widgets.markdown import shown, tabulated

KEEPS_AND_WRITES = N_(
    "Means over the units at step {step}, {token}. A GRU's two shares always make 1, for z sets both; an LSTM sets them apart, and "
    "can keep and write at once."
)
RANDOM = N_("The {cell}'s weights are random, of the same sizes: what it does means nothing yet.")
LEARNED = N_("Both learned “{task}” from the same sequences.")
PRICED = N_("Both learned “{task}” from the same sequences, with a price of {price:g} on what they write.")


def show_beside(run: Run) -> None:
    """The table, with the other cell's heatmaps, for a run of a GRU or of an LSTM."""
    other = {GRU: LSTM, LSTM: GRU}.get(run.trace.cell)
    if other is None:
        return

    def draw() -> None:
        twin = run.as_cell(other)
        gru, lstm = (run, twin) if other is LSTM else (twin, run)
        _table(run, gru.trace, lstm.trace)
        if twin.model is not None and twin.model.task is not None:
            price = learned_in(run.experiment.example_model, run.experiment.reset).card.price
            st.caption(_(PRICED if price else LEARNED).format(task=_(twin.model.task.title), price=price))
        elif run.model is not None:
            _random(other)
        live_gates(twin, f"beside_{other.key}_chart", _("The other cell, on the same sequence.")).show(
            place_shown(run)
        )()

    fold(_("GRU beside LSTM, gate by gate"), "fold_beside", draw, icon=":material/compare:")


def _random(other: Cell) -> None:
    """No such cell learned what the GRU did; the first example has one that did."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(_(RANDOM).format(cell=other.name), width="content")
        st.button(
            _("Take a GRU and an LSTM that learned the same"),
            key="beside_learned",
            type="tertiary",
            icon=":material/auto_awesome:",
            on_click=partial(take_example, home().example_model),
        )


def _table(run: Run, gru: CellTrace, lstm: CellTrace) -> None:
    """What each gate does, in both, with its mean at the step in view."""
    step = run.experiment.step

    def mean(tr: CellTrace, name: str, turned: bool = False) -> float:
        value = float(selected(tr, name, *run.place)[step].mean())
        return 1 - value if turned else value

    def gate(tr: CellTrace, name: str) -> str:
        return f"{_(NAMES[name])} *{symbol(name, tr.cell)}*: **{mean(tr, name):.2f}**"

    writes = gru.facts["update_convention"] == "write"
    z = {True: "1 − z", False: "z"}
    keep, write = (f"{_(NAMES['update_gate'])} *{z[turned]}*" for turned in (writes, not writes))
    kept = mean(gru, "update_gate", writes)
    both = mean(lstm, "forget_gate") + mean(lstm, "input_gate")
    rows = [
        (_("how much of the old is kept"), f"{keep}: **{kept:.2f}**", gate(lstm, "forget_gate")),
        (_("how much of the new is written"), f"{write}: **{1 - kept:.2f}**", gate(lstm, "input_gate")),
        (_("both together"), "**1**", f"**{both:.2f}**"),
        (_("how much of the old state the candidate sees"), gate(gru, "reset_gate"), _("all of it")),
        (_("how much of the state shows"), _("all of it"), gate(lstm, "output_gate")),
        (_("states handed on"), "*h*", "*c*, *h*"),
        (_("parameters"), f"{_numbers(gru):,}", f"{_numbers(lstm):,}"),
    ]
    st.markdown(tabulated((_("what is done"), GRU.name, LSTM.name), rows))
    st.caption(_(KEEPS_AND_WRITES).format(step=step, token=shown(run.tokens[step])))


def _numbers(tr: CellTrace) -> int:
    """How many numbers the cell learns."""
    return sum(part.numel() for layer in tr.weights for own in layer for part in own.there().values())
