"""Claims: the lesson's sentences, each with its experiment and the verdict that the numbers give."""

from typing import Any

import streamlit as st

from gru_viz.experiment.examples import examples
from gru_viz.lesson.claims.all import CLAIMS, measured
from gru_viz.lesson.claims.claim import Claim
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_
from gru_viz.ui.blocks.card import Card
from gru_viz.ui.blocks.cards import CARDS
from gru_viz.ui.blocks.claimcard import show_badge, show_evidence, show_verdict
from gru_viz.ui.blocks.whatif import held_at, take_preset
from gru_viz.ui.i18n import _
from gru_viz.ui.state.address import want_page
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.typed import take
from gru_viz.ui.widgets.fold import fold
from gru_viz.ui.widgets.progress import worked

INTRODUCTION = N_(
    "What the lesson says of the GRU, checked on the GRU and the sequence of the other pages, at once: change them in the "
    "sidebar and the verdicts follow."
)
#: The example that decides every claim.
TELLING = "01-remember"


def page(run: Run) -> None:
    """Draw the page."""
    st.markdown(_(INTRODUCTION))
    key = (run.experiment.sample,)
    work = worked("claims", run.trace, key, lambda: measured(Subject.of(run.setup)), _("Checking the claims"))
    if not work.finished:
        return
    columns = st.columns(2, gap="medium")
    for index, claim in enumerate(CLAIMS):
        with columns[index % 2], st.container(border=True, key=f"card_{claim.name}"):
            _show(run, claim, work.result[claim.name])


def _show(run: Run, claim: Claim, numbers: Any) -> None:
    """Sentence, experiment, numbers, verdict, and the way to see more."""
    show_verdict(claim, numbers)
    with st.container(horizontal=True, vertical_alignment="center"):
        show_badge(claim, numbers)
        st.button(
            _("See it"),
            key=f"claim_{claim.name}",
            type="tertiary",
            icon=":material/arrow_forward:",
            on_click=lambda: _see(run, CARDS[claim.name]),
        )
        if claim.judge(numbers) == "undecided":
            st.button(
                _("Take “{example}”, which can tell").format(example=_(examples()[TELLING].title)),
                key=f"telling_{claim.name}",
                type="tertiary",
                icon=":material/lightbulb:",
                on_click=lambda: take(examples()[TELLING].experiment),
            )
    fold(
        _("The figure"),
        f"fold_claim_{claim.name}",
        lambda: show_evidence(run, claim, numbers),
        icon=":material/insights:",
    )


def _see(run: Run, card: Card) -> None:
    """The page that shows the claim, in the state that shows it."""
    if card.preset:
        take_preset(held_at(run)[card.preset])
    want_page(card.page)
