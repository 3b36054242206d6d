"""Album: the files of figures that the visitor has asked for, each until what it shows is another."""

import streamlit as st

_MADE = "_albums"


def hold(name: str, of: object, key: tuple, made: object) -> None:
    """Keep what was made, or is to be; `of` is told apart by identity, `key` by what it says."""
    st.session_state.setdefault(_MADE, {})[name] = (of, key, made)


def held(name: str, of: object, key: tuple) -> object | None:
    """What was kept under this name of just that; what was kept of anything else is gone."""
    kept_of, kept_key, made = st.session_state.get(_MADE, {}).get(name, (None, None, None))
    if kept_of is of and kept_key == key:
        return made
    drop(name)
    return None


def drop(name: str) -> None:
    """Nothing is kept under this name any more."""
    st.session_state.get(_MADE, {}).pop(name, None)
