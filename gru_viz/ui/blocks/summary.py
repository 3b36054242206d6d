"""Summary: the lesson's strengths and limits, each with the verdict that the numbers give."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from gru_viz.figures.base.number import numbers_of
from gru_viz.lesson.claims.all import CLAIMS
from gru_viz.problem import N_
from gru_viz.ui.blocks.cards import CARDS
from gru_viz.ui.blocks.claimcard import BADGES
from gru_viz.ui.i18n import _
from gru_viz.ui.widgets.listing import show_table

#: Names of the claims that the lesson counts among each.
STRENGTHS = ("lighter_than_lstm", "straight_road", "copied_state", "later_clue", "on_par_with_lstm")
LIMITS = ("very_long_sequences", "saturated_gates", "not_parallel", "second_direction")
READ = N_(
    "Measured just now, on this run and this computer. What comes from weights trained beforehand: “on a par” and “very long "
    "sequences” from a table of trainings, “the clue comes later” from two example models."
)


def show_summary(numbers: Mapping[str, Any]) -> None:
    """Two tables.

    Parameters
    ----------
    numbers : mapping of a claim's name to its numbers
    """
    with st.container(key="summary"):
        _tables(numbers)
    st.caption(_(READ))


def _tables(numbers: Mapping[str, Any]) -> None:
    for heading, names in ((_("Strengths"), STRENGTHS), (_("Limits"), LIMITS)):
        rows = [_row(name, numbers[name]) for name in names]
        show_table(heading, (f"**{heading}**", _("verdict"), _("what the numbers say")), rows)


def _row(name: str, found: Any) -> tuple[str, str, str]:
    """A claim, its verdict and the numbers behind it."""
    claim = next(claim for claim in CLAIMS if claim.name == name)
    verdict = claim.judge(found)
    word, icon, colour = BADGES[verdict]
    said = _(CARDS[name].because[verdict]).format(**numbers_of(found))
    return _(claim.says), f":{colour}-badge[{icon} {_(word)}]", said.replace("|", r"\|")
