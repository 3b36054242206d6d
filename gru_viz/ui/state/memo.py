"""Kept: a result that is computed once and stays in the visitor's session until what it came from changes."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

Result = TypeVar("Result")


def memo(name: str, of: object, key: tuple, make: Callable[[], Result]) -> Result:
    """The last result of `make`, or a new one if `of` is another object or `key` is not equal.

    Parameters
    ----------
    name : str
        In the session.
    of : object
        What it comes from, told apart by identity: comparing traces would compare all their numbers.
    key : tuple
        What else it depends on.
    make : callable
    """
    entry = st.session_state.get(name)
    if entry is None or entry[0] is not of or entry[1] != key:
        entry = st.session_state[name] = (of, key, make())
    return entry[2]
