"""Without r: the worked example whose answers break when the reset gate is held at 0, and the way there."""

import streamlit as st

from gru_viz.analysis.answers import answers
from gru_viz.experiment.examples import examples
from gru_viz.experiment.setup import Setup
from gru_viz.experiment.whatif import interventions
from gru_viz.problem import N_
from gru_viz.ui.i18n import _
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.typed import take

BREAKS = N_(
    "No answer breaks here without the reset gate. In “{example}” they do: **{before}** of {asked} right, with r held at 0 **{after}**."
)
#: The worked example of text that loses most right answers with the reset gate held at 0.
BREAKS_WITHOUT_R = "02-quotes"


def show_where_it_breaks(convention: str) -> None:
    """What happens there, measured now, and a button that leads to it."""
    example = examples()[BREAKS_WITHOUT_R]
    shut = example.experiment.model_copy(update={"force_reset": 0, "convention": convention})
    setup = Setup.of(shut)
    runs = memo("breaking", example, (convention,), lambda: (setup.run(), setup.run(interventions(setup))))
    before, after = (answers(tr, setup.model, setup.sequence) for tr in runs)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        fields = {"example": _(example.title), "before": before.hits, "asked": before.asked, "after": after.hits}
        st.caption(_(BREAKS).format(**fields), width="content")
        st.button(
            _("Show it"),
            key="breaks_without_r",
            type="tertiary",
            icon=":material/arrow_forward:",
            on_click=lambda: take(shut),
        )
