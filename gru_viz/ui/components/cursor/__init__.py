"""Cursor: where one looks, as controls in the browser; every live picture on the page follows them."""

from collections.abc import Callable, Mapping, Sequence

from gru_viz.ui.components import component
from gru_viz.ui.state.widget import told

_component = component("cursor")
_KEY = "cursor"


def show_cursor(
    place: Mapping[str, object],
    moves: int,
    counts: Mapping[str, int | Sequence[int]],
    controls: Sequence[Mapping[str, object]],
    label: str,
    keys: str,
    on_moved: Callable[[dict], None],
) -> None:
    """Mount the controls; `on_moved(place)` is called where the visitor pauses.

    Parameters
    ----------
    place : mapping of field to value
        Where to look.
    moves : int
        Another one each time that something else than these controls chose the place.
    counts : mapping of field to int or sequence of int
        How many values a field has; "step" for each sequence.
    controls : sequence of mapping
        "kind" and the rest as controls.js wants them, in the reader's language.
    label, keys : str
        Of the whole, and which keys there are.
    on_moved : callable
    """

    def report() -> None:
        if moved := told(_KEY, "moved"):
            on_moved(moved)

    data = {"place": place, "moves": moves, "counts": counts, "controls": controls, "label": label, "keys": keys}
    _component(data=data, key=_KEY, on_moved_change=report)
