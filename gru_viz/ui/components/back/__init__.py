"""Back: the browser's Back and Forward buttons, reported from the browser, and the address of a page turned to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gru_viz.ui.components import component
from gru_viz.ui.state.widget import told

_component = component("back")


@dataclass(frozen=True)
class Gone:
    """Where somebody has gone back or forward to: a page, what its address says, and when (ms since 1970)."""

    page: str
    query: dict[str, str]
    when: int


def on_back(move: Callable[[Gone], None], here: str, pages: Sequence[str], link: str, heard: int) -> None:
    """Call `move` when the visitor has gone back or forward.

    Parameters
    ----------
    move : callable
    here : str
        The page on the screen.
    pages : sequence of str
        All there are, by their addresses; the first is at the app's own address.
    link : str
        What the address of a page says that was chosen.
    heard : int
        `Gone.when` of the last call.
    """

    def moved() -> None:
        if said := told("back", "moved"):
            move(Gone(**said))

    _component(
        data={"here": here, "pages": list(pages), "link": link, "heard": heard},
        key="back",
        on_moved_change=moved,
        height=1,
    )
