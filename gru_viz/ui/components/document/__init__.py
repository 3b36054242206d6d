"""Document: what only the page as a whole can say: its language, Streamlit's words in it, what the keyboard reaches."""

from gru_viz.problem import N_
from gru_viz.ui.components import component
from gru_viz.ui.i18n import _

#: Streamlit's own English: under a field that was typed into, the first thing that Tab reaches, and the names of the
#: buttons that fold the sidebar.
WORDS = (
    N_("Press Ctrl+Enter to apply"),
    N_("Press ⌘+Enter to apply"),
    N_("Press Enter to apply"),
    N_("Skip to main content"),
    N_("Collapse sidebar"),
    N_("Expand sidebar"),
)
_component = component("document")


def tell_document(language: str) -> None:
    """The page's element says `language`, as in a catalogue's name: "zh_CN"; Streamlit's words are said in it."""
    words = {word: told for word in WORDS if (told := _(word)) != word}
    _component(data={"language": language.replace("_", "-"), "words": words}, key="document", height=1)
