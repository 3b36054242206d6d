"""Claims: the lesson's sentences, each with its experiment and the verdict that the numbers give."""

import streamlit as st

from gru_viz.lesson.claims.claims import CLAIMS, Claim, Subject, measured
from gru_viz.ui.blocks.evidence import PRESETS, evidence
from gru_viz.ui.blocks.whatif import held_at, take_preset
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import want_page
from gru_viz.ui.widgets.chart import chart
from gru_viz.ui.widgets.fold import fold
from gru_viz.ui.widgets.progress import worked

_FOUND = "_claims"
_ICONS = {"holds": ":material/check_circle:", "partly": ":material/contrast:", "not": ":material/cancel:"}


def page(run: Run) -> None:
    """Draw the page."""
    st.markdown(
        _("What the lesson says of the GRU, checked on the GRU and the sequence of the other pages, at once: change them in the "
          "sidebar and the verdicts follow.")
    )  # fmt: skip
    work = worked(
        _FOUND, run.trace, (run.experiment.sample,), lambda: measured(_subject(run)), _("Checking the claims")
    )
    if not work.finished:
        return
    columns = st.columns(2, gap="medium")
    for index, (key, claim) in enumerate(CLAIMS.items()):
        with columns[index % 2], st.container(border=True):
            _card(run, key, claim, work.result[key])


def _subject(run: Run) -> Subject:
    """The GRU in use and the sequence in view, time first."""
    e = run.experiment
    length = run.trace.lengths[e.sample]
    x = run.sequence.values[e.sample, :length][:, None]
    return Subject(run.setup.changed(batch_first=False, training=False).module(), x)


def _card(run: Run, key: str, claim: Claim, numbers: dict[str, float]) -> None:
    """Sentence, experiment, numbers, verdict, and the way to see more."""
    verdict = claim.judge(numbers)
    words = {"holds": _("holds"), "partly": _("holds partly"), "not": _("not here")}
    colours = {"holds": "green", "partly": "orange", "not": "red"}
    st.markdown(f"**{_(claim.says)}**")
    st.caption(_(claim.experiment))
    st.markdown(_(claim.because[verdict]).format(**numbers))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(words[verdict], icon=_ICONS[verdict], color=colours[verdict])
        st.button(
            _("See it"), key=f"claim_{key}", type="tertiary", icon=":material/arrow_forward:",
            on_click=lambda: _see(run, key, claim),
        )  # fmt: skip

    def draw() -> None:
        held = _("Above as it is, in the middle with the gates held, below the difference: everything after the intervention "
                 "follows from it, computed step by step.")  # fmt: skip
        chart(
            evidence(key, run, numbers), f"claim_{key}_chart", held if key in PRESETS else _(claim.experiment),
            name=f"claim-{key}", picture=run.experiment.picture, wide=False,
        )  # fmt: skip

    fold(_("The figure"), f"fold_claim_{key}", draw, icon=":material/insights:")


def _see(run: Run, key: str, claim: Claim) -> None:
    """The page that shows the claim, in the state that shows it."""
    if key in PRESETS:
        take_preset(held_at(run)[PRESETS[key]])
    want_page(claim.page)
