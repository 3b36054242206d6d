"""Words: the glossary, one press away on every page."""

import streamlit as st

from gru_viz.lesson.glossary import GLOSSARY
from gru_viz.ui.i18n import _


def show_words() -> None:
    """Mount the button that opens it."""
    lines = [f"**{_(entry.word)}** · {_(entry.means)}" for entry in GLOSSARY.values()]
    with st.container(key="words", width="content"), st.popover(_("What the words mean"), icon=":material/dictionary:"):
        st.markdown("\n\n".join(lines))
