"""Back: the browser's Back and Forward buttons, reported from the browser."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

_component = st.components.v2.component("gru_viz_back", js=(Path(__file__).parent / "back.js").read_text("utf-8"))


def on_back(move: Callable[[], None]) -> None:
    """Call `move` when the visitor has gone back or forward; the address is the one gone to."""
    _component(key="back", on_moved_change=move, height=1)
