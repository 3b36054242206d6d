"""Watchdog: tells the server where the browser has not drawn a live figure in time."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from gru_viz.ui.state.widget import told

_NAME = "gru-viz-watchdog"
_SCRIPT = Path(__file__).with_name("watchdog.js").read_text("utf-8")


def watch(chart: str, on_missing: Callable[[], None]) -> None:
    """Call `on_missing` once if nothing is drawn in the component with the key `chart`."""
    key = f"{chart}_watchdog"

    def missed() -> None:
        if told(key, "missing"):
            on_missing()

    component = st.components.v2.component(_NAME, js=_SCRIPT)
    component(data={"chart": chart}, key=key, on_missing_change=missed, height=1)
