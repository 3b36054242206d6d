"""Present: the page for a wall: as large as fits, without the controls, walked through by keys or a clicker."""

from collections.abc import Callable

from gru_viz.ui.components import component
from gru_viz.ui.state.widget import told

_KEY = "present_keys"
_component = component("present")


def show_present(on_leave: Callable[[], None], *, walked: bool, steps: bool, sheets: bool, keys: str) -> None:
    """Turn it on for as long as this is mounted.

    Parameters
    ----------
    on_leave : callable
        Called where the visitor leaves.
    walked : bool
        The page has a walk of its own that the arrow and Page keys belong to.
    steps : bool
        The page has steps of a sequence, which the arrow keys go through; else they do as the Page keys.
    sheets : bool
        What the page shows goes to the wall one by one: the Page keys walk through that.
    keys : str
        Which keys there are, in words: shown for a while.
    """

    def report() -> None:
        if told(_KEY, "left"):
            on_leave()

    _component(
        data={"walked": walked, "steps": steps, "sheets": sheets, "keys": keys},
        key=_KEY,
        on_left_change=report,
        height=1,
    )
