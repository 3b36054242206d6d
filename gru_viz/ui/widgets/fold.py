"""Fold: a section whose content is only computed and sent while it is open."""

from collections.abc import Callable

import streamlit as st


def fold(label: str, key: str, draw: Callable[[], None], icon: str | None = None, *, unfolded: bool = False) -> None:
    """An expander that calls `draw` inside itself while it is open.

    Parameters
    ----------
    label, icon : str
    key : str
        Streamlit's key of the section.
    draw : callable
    unfolded : bool
        Open until the visitor closes it.
    """
    section = st.expander(label, unfolded, key=key, icon=icon, on_change="rerun")
    if section.open:
        with section:
            draw()
