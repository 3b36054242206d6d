"""Theme: which text colour the visitor's theme has, once it has changed."""

from gru_viz.ui.components import component
from gru_viz.ui.state import cursor
from gru_viz.ui.state.widget import told

_KEY = "theme"
_component = component("theme")


def watch_theme() -> None:
    """Run the app again when the visitor's theme changes, where Streamlit draws the figures: others are dressed anew there."""
    if not cursor.live():
        _component(key=_KEY, on_text_change=lambda: None, height=1)


def theme_seen() -> str:
    """The text colour that was last reported, as CSS; empty while it has not changed."""
    return told(_KEY, "text") or ""
