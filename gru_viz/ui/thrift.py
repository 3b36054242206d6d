"""Thrift: what Streamlit works out again for every widget and every visitor, and needs for none.

Two of its habits are a sixth of a run of this app, and all that a run leaves to the garbage collector: a list, a slider or a
text field looks for its own value in a dictionary of all values of the visit that is made for it alone; and whoever
reads what a component has said gets an object of a class that is made for that one answer. A third stops everybody for
a tenth of a second or more for each visitor who comes back after a cut: where all loaded modules lie is looked up, to watch
them, also where nothing is watched.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import streamlit as st
from streamlit.components.v2.bidi_component import main as components
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.watcher.local_sources_watcher import LocalSourcesWatcher
from streamlit.watcher.path_watcher import NoOpPathWatcher, get_default_path_watcher_class

_all_values = SafeSessionState.filtered_state.fget
_presenter = components.make_bidi_component_presenter


class Values(Mapping[str, Any]):
    """The values of a visit, each looked up when it is asked for; all of them only where all are."""

    def __init__(self, state: SafeSessionState) -> None:
        self._state = state

    def __getitem__(self, key: str) -> Any:
        return self._state[key]

    def __contains__(self, key: object) -> bool:
        return key in self._state

    def __iter__(self) -> Iterator[str]:
        return iter(_all_values(self._state))

    def __len__(self) -> int:
        return len(_all_values(self._state))


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


@st.cache_resource(show_spinner=False)
def spare() -> None:
    """From now on, for every visitor."""
    SafeSessionState.filtered_state = property(Values)
    components.make_bidi_component_presenter = presenter
    if get_default_path_watcher_class() is NoOpPathWatcher:
        LocalSourcesWatcher.update_watched_modules = watch_nothing
