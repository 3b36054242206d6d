"""Back: the browser's Back and Forward buttons, reported from the browser, and the address of a page turned to."""

from collections.abc import Callable, Sequence

from gru_viz.ui.components import component
from gru_viz.ui.state.widget import told

_component = component("back")


def on_back(
    move: Callable[[dict[str, str], int], None], here: str, pages: Sequence[str], link: str | None, heard: int
) -> None:
    """Call `move` when the visitor has gone back or forward.

    Parameters
    ----------
    move : callable
        Called with what the address says that was gone to, and when that was (ms since 1970).
    here : str
        The page on the screen.
    pages : sequence of str
        All there are, by their addresses; the first is at the app's own address.
    link : str or None
        What the address of a page says that was chosen, or come to; None for what it says already.
    heard : int
        When that was at the last call; 0 for never.
    """

    def moved() -> None:
        if said := told("back", "moved"):
            move(said["query"], said["when"])

    _component(
        data={"here": here, "pages": list(pages), "link": link, "heard": heard},
        key="back",
        on_moved_change=moved,
        height=1,
    )
