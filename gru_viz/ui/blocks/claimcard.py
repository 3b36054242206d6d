"""Claim card: one sentence of the lesson with its experiment, its numbers, the verdict and the figure behind it."""

from typing import Any

import streamlit as st

from gru_viz.figures.base.number import numbers_of
from gru_viz.lesson.claims.claim import Claim
from gru_viz.problem import N_
from gru_viz.ui.blocks.cards import CARDS
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart

#: Of each verdict: word, icon and colour.
BADGES = {
    "holds": (N_("holds"), ":material/check_circle:", "green"),
    "partly": (N_("holds partly"), ":material/contrast:", "orange"),
    "not": (N_("not here"), ":material/cancel:", "red"),
    "undecided": (N_("cannot be judged here"), ":material/help:", "gray"),
}


def show_verdict(claim: Claim, numbers: Any, *, experiment: bool = True) -> None:
    """The sentence, how it is checked if its figure does not say so, and what the numbers say."""
    card = CARDS[claim.name]
    st.markdown(f"**{_(claim.says)}**")
    if experiment:
        st.caption(_(card.experiment))
    st.markdown(_(card.because[claim.judge(numbers)]).format(**numbers_of(numbers)))
    for other in numbers.others if card.others else ():
        st.markdown(_(card.others).format(**numbers_of(other)))
    for longer in numbers.longer if card.longer else ():
        st.markdown(_(card.longer).format(**numbers_of(longer)))


def show_badge(claim: Claim, numbers: Any) -> None:
    """The verdict in a word."""
    word, icon, colour = BADGES[claim.judge(numbers)]
    st.badge(_(word), icon=icon, color=colour)


def show_evidence(run: Run, claim: Claim, numbers: Any, *, wide: bool = False) -> None:
    """The figure behind it."""
    card = CARDS[claim.name]
    chart(
        card.figure(run, numbers),
        f"claim_{claim.name}_chart",
        _(card.caption or card.experiment),
        name=f"claim-{claim.name}",
        wide=wide,
    )
