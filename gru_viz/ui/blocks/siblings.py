"""Siblings: the same task learned from five other seeds, and whether the same units come about."""

import pandas as pd
import streamlit as st
import torch

from gru_viz.analysis.matching import match
from gru_viz.cells.kinds import facts_of
from gru_viz.cells.trace import trace
from gru_viz.learning.learner import Learner
from gru_viz.learning.seeds import STEPS, Sibling, train_siblings
from gru_viz.problem import N_
from gru_viz.ui.i18n import _
from gru_viz.ui.state.line import trainings
from gru_viz.ui.state.machine import Reader
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.units import Examined, tried
from gru_viz.ui.widgets.progress import begin, find, show

SIBLINGS = N_(
    "Units here and the unit of each sibling that is most like it on the same sequences, one to one, with their correlation. "
    "By chance, with a network that has learned nothing: {chance:.2f} on average."
)
SIBLING = N_("Seed {seed}: right on {accuracy:.1%}, units alike on average {mean:.2f}.")
_SIBLINGS = "siblings"


def show_siblings(run: Run, reader: Reader, found: Examined, units: list[int]) -> None:
    """The same task learned from five other seeds: whether the same units come about."""
    e, module = run.experiment, reader.answering.module
    st.markdown("## " + _("Seed by seed"))
    of, key = (reader.of, found.trace), (reader.key,)
    work = find(_SIBLINGS, of, key)
    if work is None:
        st.button(
            _("Train five siblings from other seeds"),
            key="train_siblings",
            icon=":material/school:",
            help=_("{steps} steps each, with the sizes of this GRU.").format(steps=STEPS),
            on_click=lambda: begin(
                _SIBLINGS,
                of,
                key,
                lambda: train_siblings(
                    reader.task, module, textbook=facts_of(module).get("reset_convention") == "before"
                ),
                trainings(),
            ),
        )
        return
    show(_SIBLINGS, work, lambda: _("Training five siblings"))
    if work.finished:
        _matched(reader, found, work.result, units, (e.layer, e.direction))


def _matched(
    reader: Reader, found: Examined, siblings: list[Sibling], units: list[int], where: tuple[int, str]
) -> None:
    """A row for each unit, a column for each sibling."""
    inputs, gru = tried(found).inputs, siblings[0].learner.gru
    own, _answers = reader.answering.run(inputs)
    blank = Learner(reader.task, gru.hidden_size, gru.num_layers, bidirectional=gru.bidirectional, seed=99).gru
    with torch.no_grad():
        *matches, chance = [
            match(own, trace(module, inputs), *where) for module in (*(each.learner.gru for each in siblings), blank)
        ]
    table: dict[str, list] = {_("unit"): units}
    for each, matched in zip(siblings, matches, strict=True):
        pairs = [(matched.partner[unit], matched.correlation[unit]) for unit in units]
        heading = _("seed {seed}").format(seed=each.seed)
        table[heading] = [f"{partner} ({correlation:+.2f})".replace("-", "−") for partner, correlation in pairs]
    st.dataframe(pd.DataFrame(table), hide_index=True, key="siblings_table")
    lines = [
        _(SIBLING).format(seed=each.seed, accuracy=each.accuracy, mean=matched.mean)
        for each, matched in zip(siblings, matches, strict=True)
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))
    st.caption(_(SIBLINGS).format(chance=chance.mean))
