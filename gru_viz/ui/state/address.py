"""Address: the link and the page in the visitor's address bar, and what there is to say about them."""

from urllib.parse import urlencode

import streamlit as st

from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.link import link_of, told_by
from gru_viz.experiment.row import Parameter
from gru_viz.problem import Problem
from gru_viz.ui.state.session import adopt

#: Browsers take more; servers and proxies on the way often do not.
LONGEST_LINK = 16_000
_LINK, _NOTES, _EXPERIMENT, _AT, _WANTED = "_link", "_link_notes", "_experiment", "_at", "_page_wanted"


def arriving() -> bool:
    """The session has just begun: what the address says is what its visitor has asked for."""
    return _LINK not in st.session_state


def read_link() -> None:
    """At the start of a session, take over what the link says."""
    if arriving():
        experiment, st.session_state[_NOTES] = told_by(st.query_params.to_dict())
        adopt(experiment)


def follow_back() -> None:
    """The visitor went back or forward in the browser: take over what the address says now."""
    query = st.query_params.to_dict()
    # Known already, so that it is not written into the browser's history once more.
    st.session_state[_LINK] = query
    adopt(told_by(query)[0])


def write_link(experiment: Experiment, page: str) -> bool:
    """Put `experiment` into the address bar of `page` if there is something new in it; False if it is too long for a link.

    The address that comes with a run may be the one of a moment ago, or one that the visitor has gone back to; so it
    is only written over after a change, or on a page that came without one.
    """
    link = link_of(experiment)
    fits = len(urlencode(link)) <= LONGEST_LINK
    if not fits:
        link = {key: value for key, value in link.items() if len(value) < LONGEST_LINK // 20}
    query = st.query_params.to_dict()
    changed = experiment != st.session_state.get(_EXPERIMENT)
    arrived = page != st.session_state.get(_AT) and not query
    if (changed or arrived) and (query != link or st.session_state.get(_LINK) != link):
        st.query_params.from_dict(link)
    st.session_state[_LINK], st.session_state[_EXPERIMENT], st.session_state[_AT] = link, experiment, page
    return fits


def asked_for(row: Parameter) -> bool:
    """The visitor has come by a link that sets this parameter."""
    return arriving() and row.key in st.query_params


def answer(row: Parameter, given: object, allowed: str) -> None:
    """Say that the link asks for what is not there."""
    st.session_state[_NOTES].append(
        Problem(
            "The link sets “{key}” to “{given}”; allowed: {allowed}. The default was taken.",
            key=row.key,
            given=given,
            allowed=allowed,
        )
    )


def link_notes() -> list[Problem]:
    """What of the link that opened this session was not understood."""
    return st.session_state.get(_NOTES, [])


def want_page(path: str) -> None:
    """From a callback: show another page in the run that follows."""
    st.session_state[_WANTED] = path


def page_wanted() -> str | None:
    """The page asked for, once."""
    return st.session_state.pop(_WANTED, None)
