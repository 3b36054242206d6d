"""Document: what only the page as a whole can say: its language, and that what scrolls can be reached by keyboard."""

from gru_viz.ui.components import component

_component = component("document")


def tell_document(language: str) -> None:
    """The page's element says `language`, as in a catalogue's name: "zh_CN"."""
    _component(data={"language": language.replace("_", "-")}, key="document", height=1)
