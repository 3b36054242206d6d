"""Cell: one step as a diagram to walk through; Python shapes the numbers once, the browser does the rest."""

from collections.abc import Mapping, Sequence

from gru_viz.ui.browser.scene import LETTERS
from gru_viz.ui.components import component

_component = component("cell")


def show_cell(
    scenes: Mapping[str, Mapping],
    labels: Mapping,
    key: str,
    *,
    picture: str | None = None,
    weights: str = "",
    of: str = "",
    directions: Sequence[str] = (),
    stage: int | None = None,
    present: bool = False,
    next_key: str = "",
) -> None:
    """Mount the cell; the page's cursor says where one looks.

    Parameters
    ----------
    scenes : mapping of place to scene
        A place is its layer, direction and sequence with spaces between.
    labels : mapping
        Texts in the reader's language that all scenes share.
    key : str
    picture : str or None
        Key of the figure that has the numbers which scenes are without.
    weights : str
        Name of the parcel with the weights.
    of : str
        Its content (`wire.version`): until it is there, the weights are another run's.
    directions : sequence of str
        Those that the run has.
    stage : int or None
        Where the walk begins, counted from 1; default the last one.
    present : bool
        For a wall: of the equations only those of the stage, and the keys at once.
    next_key : str
        On a wall: which key leads to the next stage, in words.
    """
    shared = {
        "picture": picture,
        "weights": weights,
        "of": of,
        "letters": LETTERS,
        "directions": list(directions),
        "stage": stage,
        "present": present,
        "nextKey": next_key,
    }
    _component(data={"scenes": scenes, "labels": labels, **shared}, key=key)
