"""Gathering: for a moment figures are not shown but collected, as whoever shows them would show them."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from gru_viz.ui.browser.plates import Plate

_PLATES = "_plates"


@contextmanager
def gather() -> Iterator[list[Plate]]:
    """Inside, whatever shows a figure adds it to the list instead."""
    found: list[Plate] = []
    st.session_state[_PLATES] = found
    try:
        yield found
    finally:
        del st.session_state[_PLATES]


def gathering() -> list[Plate] | None:
    """Where figures are to be added; None where they are to be shown."""
    return st.session_state.get(_PLATES)
