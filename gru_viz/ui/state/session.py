"""Session: one visitor's experiment in Streamlit's state, and its link in the address bar."""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st
from pydantic import ValidationError

from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.link import link_of, told_by
from gru_viz.problem import Problem

#: Browsers take more; servers and proxies on the way often do not.
LONGEST_LINK = 16_000
_NOT_THERE = "The link sets “{key}” to “{given}”; allowed: {allowed}. The default was taken."
_LINK, _NOTES, _EXPERIMENT, _COUNTS, _PAGE, _LANGUAGE, _AT = (
    "_link", "_link_notes", "_experiment", "_counts", "_page_wanted", "_language", "_at"
)  # fmt: skip


def speak(language: str) -> None:
    """From now on in `language`: lists to choose from know their options by what these are called."""
    if st.session_state.get(_LANGUAGE, language) != language:
        for name in Experiment.table():
            st.session_state[name] = st.session_state[name]
    st.session_state[_LANGUAGE] = language


def language() -> str:
    """What is spoken now; in a part of the page that is drawn anew by itself, what the page was drawn in."""
    return st.session_state.get(_LANGUAGE, "en")


def adopt(experiment: Experiment) -> None:
    """Every control shows `experiment` from the next run on."""
    for name in Experiment.table():
        st.session_state[name] = getattr(experiment, name)


def read_link() -> None:
    """At the start of a session, take over what the link says."""
    if _LINK not in st.session_state:
        experiment, st.session_state[_NOTES] = told_by(st.query_params.to_dict())
        adopt(experiment)


def follow_back() -> None:
    """The visitor went back or forward in the browser: take over what the address says now."""
    query = st.query_params.to_dict()
    # Known already, so that it is not written into the browser's history once more.
    st.session_state[_LINK] = query
    adopt(told_by(query)[0])


def current() -> Experiment:
    """The experiment that the controls describe; Problem names a value outside its bounds."""
    values = {name: st.session_state[name] for name in Experiment.table()}
    try:
        return Experiment(**values)
    except ValidationError as error:
        row = Experiment.table()[str(error.errors()[0]["loc"][0])]
        raise Problem(
            "“{name}” cannot be {given}; allowed: {allowed}.",
            name=row.key,
            given=str(values[row.name])[:40],
            allowed=row.allowed(),
        ) from error


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


def link_notes() -> list[Problem]:
    """What of the link that opened this session was not understood."""
    return st.session_state.get(_NOTES, [])


def clamp_view(
    layers: int, batch: int, steps: int, units: int, quantities: Sequence[str], *, bidirectional: bool
) -> None:
    """Keep the view inside what there is to see, before its controls are drawn."""
    asked = st.query_params if _LINK not in st.session_state else {}
    counts = {"layer": layers, "sample": batch, "step": steps, "unit": units}
    resized = st.session_state.get(_COUNTS) != (counts, quantities)
    st.session_state[_COUNTS] = (counts, quantities)
    for name, count in counts.items():
        row = Experiment.table()[name]
        given = st.session_state[name]
        if given < count:
            if resized:
                # A control with another upper bound is a new one to Streamlit: it must be told its value.
                st.session_state[name] = given
            continue
        st.session_state[name] = min(row.default, count - 1) if row.key in asked else count - 1
        if row.key in asked:
            st.session_state[_NOTES].append(Problem(_NOT_THERE, key=row.key, given=given, allowed=f"0 … {count - 1}"))
    if not bidirectional:
        st.session_state["direction"] = "forward"
    row, given = Experiment.table()["quantity"], st.session_state["quantity"]
    if resized:
        st.session_state["quantity"] = given if given in quantities else row.default
    if row.key in asked and given not in quantities:
        allowed = ", ".join(quantities)
        st.session_state[_NOTES].append(Problem(_NOT_THERE, key=row.key, given=given, allowed=allowed))


def want_page(path: str) -> None:
    """From a callback: show another page in the run that follows."""
    st.session_state[_PAGE] = path


def page_wanted() -> str | None:
    """The page asked for, once."""
    return st.session_state.pop(_PAGE, None)
