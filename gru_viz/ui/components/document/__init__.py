"""Document: what only the page as a whole can say: its language, Streamlit's words in it, what the keyboard reaches, what fades."""

from gru_viz.problem import N_
from gru_viz.ui.components import component
from gru_viz.ui.i18n import _

#: Streamlit's own English: under a field that was typed into, the first thing that Tab reaches, in the box for files, under
#: the pages on a phone, what stands in an empty choice, and the names of its buttons and regions.
WORDS = (
    N_("Press Ctrl+Enter to apply"),
    N_("Press ⌘+Enter to apply"),
    N_("Press Enter to apply"),
    N_("Skip to main content"),
    N_("Collapse sidebar"),
    N_("Expand sidebar"),
    N_("Sidebar"),
    N_("App pages"),
    N_("View {count} more"),
    N_("View less"),
    N_("Help"),
    N_("Help for "),
    N_("Open"),
    N_("Choose an option"),
    N_("Increment"),
    N_("Decrement"),
    N_("Upload"),
    N_("file upload"),
    N_("MB per file"),
    N_("Copy to clipboard"),
    N_("Link to heading"),
    N_("Show/hide columns"),
    N_("Download as CSV"),
    N_("Search"),
    N_("Fullscreen"),
    N_("Close fullscreen"),
)
_component = component("document")


def tell_document(language: str) -> None:
    """The page's element says `language`, as in a catalogue's name: "zh_CN"; Streamlit's words are said in it."""
    words = {word: told for word in WORDS if (told := _(word)) != word}
    _component(data={"language": language.replace("_", "-"), "words": words}, key="document", height=1)
