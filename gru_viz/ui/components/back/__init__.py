"""Back: the browser's Back and Forward buttons, reported from the browser."""

from collections.abc import Callable

from gru_viz.ui.components import component

_component = component("back")


def on_back(move: Callable[[], None]) -> None:
    """Call `move` when the visitor has gone back or forward; the address is the one gone to."""
    _component(key="back", on_moved_change=move, height=1)
