"""Reply: what the decoder of a visitor's own file says to what its encoder has read, word by word."""

import streamlit as st

from gru_viz import figures
from gru_viz.problem import N_
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.markdown import literal

REPLY = N_(
    "The decoder starts where the encoder ends and reads what it said at the step before; under each of its steps what it "
    "finds likeliest. Choose it as the layer in the sidebar to see it on every page."
)


def show_spoken(reply: Run) -> None:
    """What is said in words."""
    said = literal(" ".join(reply.spoken[reply.experiment.sample])) or _("(nothing)")
    st.markdown(_("It says: **{words}**").format(words=said))


def show_reply(reply: Run) -> None:
    """The decoder's gates while it says it."""
    e = reply.experiment
    fig = figures.gates.plain(
        reply.trace,
        e.layer,
        None,
        e.sample,
        answers=reply.said_on(e.sample),
        title=_("The decoder while it says that"),
        translate=_,
    )
    chart(fig, "reply_chart", _(REPLY), name=file_name("decoder", *reply.tokens[:6]))
