"""Page list: the names of all pages on a small screen, where the navigation is behind a button."""

from collections.abc import Callable, Mapping

from gru_viz.ui.components import component
from gru_viz.ui.state.widget import told

_KEY = "pagelist"
_component = component("pagelist")


def show_pagelist(pages: Mapping[str, str], here: str, label: str, on_page: Callable[[str], None]) -> None:
    """Mount it; `on_page(path)` is called where another page is chosen.

    Parameters
    ----------
    pages : mapping of path to title
    here : str
        Path of the page that is shown.
    label : str
        What the list is, for a screen reader.
    on_page : callable
    """

    def report() -> None:
        if (path := told(_KEY, "page")) in pages:
            on_page(path)

    listed = [{"path": path, "title": title} for path, title in pages.items()]
    _component(data={"pages": listed, "here": here, "label": label}, key=_KEY, on_page_change=report)
