"""Heatmaps: a figure of a run that lives in the browser; it is sent as numbers, and looked at without asking again."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import plotly
import streamlit as st

from gru_viz.ui.components import component, serve
from gru_viz.ui.state.widget import told

# Plotly writes its own style into the page, which does not reach into a shadow root.
_component = component("heatmaps", isolated=False)
#: The Python package's own bundle, for where Streamlit's cannot be had.
_LIBRARY = "plotly-python"


def show_heatmaps(
    sent: bytes,
    key: str,
    on_failed: Callable[[], None],
    on_zoomed: Callable[[object], None] = lambda _window: None,
    on_opened: Callable[[object], None] = lambda _number: None,
) -> None:
    """Mount the figure that `message` made.

    Parameters
    ----------
    sent, key
    on_failed : callable
        Called where the browser cannot draw it.
    on_zoomed : callable
        Called with {"steps": [first, last], "units": [first, last]} where the visitor looks closer at cells that are
        means, and with None where they no longer do.
    on_opened : callable
        Called with the number of the point that the visitor pressed in a trace whose `meta` says that it "opens".
    """
    serve(_LIBRARY, "bundle", Path(plotly.__file__).parent / "package_data")

    def failed() -> None:
        if told(key, "failed"):
            on_failed()

    def zoomed() -> None:
        if (said := told(key, "zoomed")) is not None:
            on_zoomed(said.get("window"))

    def opened() -> None:
        if said := told(key, "opened"):
            on_opened(said.get("number"))

    _component(data=sent, key=key, on_failed_change=failed, on_zoomed_change=zoomed, on_opened_change=opened)


@cache
def sources() -> list[str]:
    """Where the browser gets the whole of Plotly: from Streamlit, else from the Python package."""
    own = sorted((Path(st.__file__).parent / "static" / "static" / "js").glob("PlotlyChart.*.js"))
    return [
        *(f"static/js/{chunk.name}" for chunk in own),
        f"_stcore/bidi-components/{_LIBRARY}.bundle/plotly.min.js",
    ]
