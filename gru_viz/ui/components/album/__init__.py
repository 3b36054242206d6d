"""Album: every figure of the page as a picture, made by the visitor's browser, so that a host needs nothing to draw with."""

from collections.abc import Callable, Mapping

from gru_viz.ui.components import component
from gru_viz.ui.components.heatmaps import sources
from gru_viz.ui.state.widget import told

_KEY = "album"
_component = component("album")


def show_album(labels: Mapping[str, str], making: str, on_pictures: Callable[[str, object], None]) -> None:
    """A button for each kind of file; `on_pictures(kind, pictures)` is called once the browser has drawn them.

    Parameters
    ----------
    labels : mapping of kind to str
        What is on the buttons.
    making : str
        On a button while it is at work, with the fields {done} and {all}.
    on_pictures : callable
    """

    def report() -> None:
        if isinstance(said := told(_KEY, "drawn"), dict) and said.get("kind") in labels:
            on_pictures(said["kind"], said.get("pictures"))

    _component(data={"labels": dict(labels), "making": making, "sources": sources()}, key=_KEY, on_drawn_change=report)
