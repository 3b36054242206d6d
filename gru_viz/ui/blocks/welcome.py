"""Welcome: the head of the home page: what a GRU is, what this one does, and room for one's own sentence."""

from html import escape

import streamlit as st

from gru_viz.lesson.glossary import GLOSSARY
from gru_viz.problem import N_
from gru_viz.ui.i18n import _
from gru_viz.ui.state.address import want_page
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value
from gru_viz.ui.state.widget import reported, show

WELCOME = N_(
    "A GRU reads a sequence step by step and carries a state along. At every step its reset gate r says how much of the old "
    "state the new one may use, and its update gate z how much is kept and how much is written."
)
#: How the equations on the screen are written, by the convention.
WRITTEN = {
    "pytorch": N_("Written as in PyTorch: z = 1 keeps the old state (in the lesson and in other textbooks it writes)."),
    "textbook": N_("Written as in the lesson: z = 1 writes the new state (in PyTorch it keeps)."),
    "cho": N_("Written as in Cho et al. 2014: z = 1 keeps the old state."),
}
#: A sentence to begin with, in the visitor's language.
OFFERED = N_("It was the best of times")
_OWN = "own_sentence"
#: Characters of a line of typing, beyond which the box beside the other controls alone has them.
_LONGEST = 2000


def show_welcome(look_for: str, run: Run) -> None:
    """Mount it.

    Parameters
    ----------
    look_for : str
        What to look for in the example on the screen, as Markdown; empty where there is none.
    run : Run
    """
    if value("present"):
        st.markdown(look_for)
        return
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left, st.container(gap="xsmall"):
        st.html(f'<h1 class="page-title">GRU Viz <span>{escape(_(WELCOME))}</span></h1>')
        if look_for:
            st.markdown(look_for)
    with right, st.container(gap=None):
        _own_sentence()
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            _offered()
            st.button(
                _("Start the lesson"),
                key="start_lesson",
                type="tertiary",
                icon=":material/menu_book:",
                on_click=lambda: want_page("lesson"),
            )
        _written_as(run)


def _own_sentence() -> None:
    """The text that goes in, at hand where everything is looked at."""
    text = value("text") if value("source") == "text" else ""
    show(_OWN, text if "\n" not in text and len(text) <= _LONGEST else "")
    st.text_input(
        _("Your own sentence, English or Chinese"),
        key=_OWN,
        icon=":material/edit:",
        placeholder=_(OFFERED),
        on_change=lambda: put(source="text", text=reported(_OWN)),
    )


def _offered() -> None:
    """A sentence for whoever has none at hand."""
    sentence = _(OFFERED)
    if value("text") != sentence or value("source") != "text":
        label = _("Try “{sentence}”").format(sentence=sentence)
        st.button(label, key="offered_sentence", type="tertiary", on_click=lambda: put(source="text", text=sentence))


def _written_as(run: Run) -> None:
    """Which convention is on the screen, where the cell has several."""
    if run.experiment.written_as is None:
        return
    entry = GLOSSARY["convention"]
    st.caption(_(WRITTEN[run.experiment.convention]), help=_(entry.means))
