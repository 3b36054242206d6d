"""Visit values: all values of a visit as Streamlit hands them to a widget, without a dictionary that is made for it alone."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state_proxy import get_session_state

_all_values = SafeSessionState.filtered_state.fget


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


def look_up_singly() -> None:
    """From now on, for every visitor."""
    SafeSessionState.filtered_state = property(Values)


def together(names: Iterable[str]) -> dict[str, Any]:
    """Values of a visit by their names, as Streamlit has them, which asks for each whether the run is still wanted."""
    visit = get_session_state()
    visit._yield_callback()
    with visit._lock:
        return {name: visit._state[name] for name in names}
