"""Memo: results that are computed once and stay in the visitor's session until what they came from changes."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

Result = TypeVar("Result")
_MEMOS = "_memos"


def memo(name: str, of: object, key: tuple, make: Callable[[], Result]) -> Result:
    """The last result of this name, or what `make` returns if it came from something else.

    Parameters
    ----------
    name : str
        One result is kept for each.
    of : object or tuple of objects
        What it comes from, told apart by identity: comparing traces would compare all their numbers.
    key : tuple
        What else it depends on.
    make : callable
        If it raises, the last result stays.
    """
    entry = _entry(name, of, key)
    if entry is None:
        entry = st.session_state.setdefault(_MEMOS, {})[name] = (of, key, make())
    return entry[2]


def recall(name: str, of: object, key: tuple) -> Any | None:
    """What `memo` would return without making it; None if it would have to."""
    entry = _entry(name, of, key)
    return entry and entry[2]


def last(name: str) -> Any | None:
    """The last result of this name, whatever it came from."""
    entry = st.session_state.get(_MEMOS, {}).get(name)
    return entry and entry[2]


def _entry(name: str, of: object, key: tuple) -> tuple[object, tuple, Any] | None:
    entry = st.session_state.get(_MEMOS, {}).get(name)
    return entry if entry is not None and _same(entry[0], of) and entry[1] == key else None


def _same(one: object, other: object) -> bool:
    """Whether these are the same objects."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
    return one is other
