"""Album: figures as pictures, made by the visitor's browser, so that a host needs nothing to draw with."""

from collections.abc import Callable, Mapping, Sequence

from gru_viz.ui.browser.plates import Plate, sent
from gru_viz.ui.browser.wire import packed
from gru_viz.ui.components import component
from gru_viz.ui.components.heatmaps import sources
from gru_viz.ui.state.widget import told

_component = component("album")


def show_album(
    name: str,
    labels: Mapping[str, str],
    making: str,
    on_pictures: Callable[[str, object], None],
    *,
    on_asked: Callable[[str], None] | None = None,
    kind: str = "",
    plates: Sequence[Plate] | None = None,
) -> None:
    """A button for each kind of file; `on_pictures(kind, pictures)` is called once the browser has drawn them.

    Parameters
    ----------
    name : str
        Of what is taken home.
    labels : mapping of kind to str
        What is on the buttons.
    making : str
        While it is at work, with the fields {done} and {all}.
    on_pictures : callable
    on_asked : callable or None
        Called with the kind that was asked for, where the figures have to be gathered first; None: those on the page are
        drawn.
    kind : str
        The one that was asked for.
    plates : sequence of Plate or None
        The figures, once they are gathered: they are drawn at once.
    """
    key = f"album_{name}"

    def report_drawn() -> None:
        if isinstance(said := told(key, "drawn"), dict) and said.get("kind") in labels:
            on_pictures(said["kind"], said.get("pictures"))

    def report_asked() -> None:
        if on_asked is not None and (kind := told(key, "asked")) in labels:
            on_asked(kind)

    fields = {
        "labels": dict(labels),
        "making": making,
        "sources": sources(),
        "gathers": on_asked is not None,
        "kind": kind,
        **sent(plates or ()),
    }
    _component(data=packed(fields), key=key, on_drawn_change=report_drawn, on_asked_change=report_asked)
