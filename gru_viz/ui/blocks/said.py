"""Said: what a model answers in a run and in a changed one, one under the other."""

import streamlit as st

from gru_viz.analysis.answers import Answers, answers
from gru_viz.cells.gru import GRUTrace
from gru_viz.figures.answers import answers_panel
from gru_viz.figures.base.row import Panel
from gru_viz.figures.surest import surest_panel
from gru_viz.learning.surest import Surest
from gru_viz.problem import N_
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run

RIGHT_ANSWERS = N_("Right answers: **{before}** of {asked} as it is, **{after}** of {asked_after} with the change.")
RIGHT_LETTERS = N_(
    "Letters at which it is right whether a word ends: **{before}** of {asked} as it is, **{after}** of {asked_after} with the change."
)


def judged(run: Run, tr: GRUTrace, sample: int) -> Answers | None:
    """What the trained model says of another run of the same sequences."""
    return run.model and answers(tr, run.model, run.sequence, sample)


def said_after(run: Run, tr: GRUTrace, sample: int) -> Answers | Surest | None:
    """The same, or what a model of the visitor's own finds likeliest."""
    reader = None if run.model is None else run.model.reader
    return reader.answers(tr)[sample] if reader is not None and reader.output is not None else judged(run, tr, sample)


def said_panels(before: Answers | Surest | None, after: Answers | Surest | None) -> list[Panel]:
    """What both runs answer."""
    if isinstance(before, Surest) and isinstance(after, Surest):
        return [surest_panel(before, _, _("original")), surest_panel(after, _, _("changed"))]
    if not isinstance(before, Answers) or not isinstance(after, Answers):
        return []
    if not (before.asked or before.letters):
        return []
    return [answers_panel(before, _, _("original")), answers_panel(after, _, _("changed"))]


def show_verdict(before: Answers | None, after: Answers | None) -> None:
    """How many answers are still right."""
    if before is not None and after is not None and before.asked:
        counts = {"before": before.hits, "asked": before.asked, "after": after.hits, "asked_after": after.asked}
        st.markdown(_(RIGHT_LETTERS if before.letters else RIGHT_ANSWERS).format(**counts))
