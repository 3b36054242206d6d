"""Gathering: for a moment figures are not shown but collected, as whoever shows them would show them; and what a page shows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from gru_viz.ui.browser.plates import Plate
from gru_viz.ui.export.studio import all_here

_PLATES, _NOTES = "_plates", "_plates_of_page"


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


def new_page() -> None:
    """Nothing is shown yet."""
    st.session_state[_NOTES] = {}


def note(key: str, make: Callable[[], Plate]) -> None:
    """The page shows a figure with this key of Streamlit's; `make` is called if it is taken along and drawn here."""
    if all_here():
        st.session_state.setdefault(_NOTES, {})[key] = make


def noted() -> list[Callable[[], Plate]]:
    """What makes the figures that the page shows, in their order."""
    return list(st.session_state.get(_NOTES, {}).values())
