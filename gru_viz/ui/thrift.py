"""Thrift: what Streamlit works out again for every widget and every visitor, and needs for none.

Two of its habits are a sixth of a run of this app, and all that a run leaves to the garbage collector: a list, a slider or a
text field looks for its own value in a dictionary of all values of the visit that is made for it alone; and whoever
reads what a component has said gets an object of a class that is made for that one answer. A third stops everybody for
a tenth of a second or more for each visitor who comes back after a cut: where all loaded modules lie is looked up, to watch
them, also where nothing is watched.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from streamlit.components.v2.bidi_component import main as components
from streamlit.watcher.local_sources_watcher import LocalSourcesWatcher
from streamlit.watcher.path_watcher import NoOpPathWatcher, get_default_path_watcher_class

from gru_viz.ui.state.visitvalues import look_up_singly

_presenter = components.make_bidi_component_presenter


def presenter(events: str, *component: Any) -> Callable[[object, Any], object]:
    """As Streamlit's own, which is asked only where there are events that it would put beside a component's state.

    Parameters
    ----------
    events : str
        Id of the widget that holds the component's events.
    component
        What else Streamlit's own is made of.
    """
    present = _presenter(events, *component)

    def shown(base: object, state: Any) -> object:
        return present(base, state) if state._new_widget_state.get(events) else base

    return shown


def watch_nothing(_watcher: LocalSourcesWatcher) -> None:
    """Where the modules lie is nobody's concern."""


@cache
def spare() -> None:
    """From now on, for every visitor."""
    look_up_singly()
    components.make_bidi_component_presenter = presenter
    if get_default_path_watcher_class() is NoOpPathWatcher:
        LocalSourcesWatcher.update_watched_modules = watch_nothing
