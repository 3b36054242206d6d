"""Widget: what widgets that are no parameters report, and what they are to show."""

from typing import Any

import streamlit as st


def reported(key: str) -> Any | None:
    """What the widget of this key says; None while it has said nothing."""
    return st.session_state.get(key)


def told(key: str, name: str) -> Any | None:
    """What the component of this key says under `name`; None while it says nothing."""
    return (reported(key) or {}).get(name)


def show(key: str, value: object) -> None:
    """Before it is drawn: the widget of this key is to show `value`."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
