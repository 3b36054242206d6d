"""Album: the file of a page's figures that the visitor has had made, until they look at something else."""

import streamlit as st

_MADE = "_album"


def hold(of: object, page: str, made: object) -> None:
    """Keep what was made of a run's page."""
    st.session_state[_MADE] = (of, page, made)


def held(of: object, page: str) -> object | None:
    """What was made of this run's page; None if nothing was. What was made of others is gone."""
    kept_of, kept_page, made = st.session_state.get(_MADE, (None, None, None))
    if kept_of is of and kept_page == page:
        return made
    st.session_state.pop(_MADE, None)
    return None
