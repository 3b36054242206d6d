"""Address: the link and the page in the visitor's address bar, and what there is to say about them."""

from collections.abc import Callable, Collection
from urllib.parse import urlencode, urlsplit

import streamlit as st

from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.fields.corpus import OWN
from gru_viz.experiment.link import link_of, told_by
from gru_viz.experiment.row import Parameter
from gru_viz.problem import Problem
from gru_viz.ui.state import lesson
from gru_viz.ui.state.cursor import led_away
from gru_viz.ui.state.session import adopt, language, overrule, value, withstand

#: Browsers take more; servers and proxies on the way often do not.
LONGEST_LINK = 16_000
#: Address of the page that trains.
_TRAIN = "train"
#: Of those that look through a corpus.
_CORPORA = ("corpus", "units")
_LINK, _NOTES, _EXPERIMENT, _AT = "_link", "_link_notes", "_experiment", "_at"
_WANTED, _WENT = "_page_wanted", "_went_back_at"
#: The language of the browser: what an address that says nothing shows goes by it.
_BROWSER = "_browser_language"


def arriving() -> bool:
    """The session has just begun: what the address says is what its visitor has asked for."""
    return _LINK not in st.session_state


def read_link(spoken: Callable[[str], str]) -> None:
    """At the start of a session, take over what the link says; of later runs, what the visitor wants.

    Parameters
    ----------
    spoken : callable
        The choice of a language to the language.
    """
    if not arriving():
        withstand()
        return
    query = st.query_params.to_dict()
    st.session_state[_BROWSER] = spoken("auto")
    experiment, st.session_state[_NOTES] = _told(query, spoken)
    adopt(experiment)
    if _of_lesson(query):
        lesson.arrived()
        want_page(lesson.PAGE)


def _told(query: dict[str, str], spoken: Callable[[str], str]) -> tuple[Experiment, list[Problem]]:
    """What a link is about; one to a step of a lesson is about what that shows, with what else it says."""
    experiment, notes = told_by(query, language=st.session_state[_BROWSER])
    if not _of_lesson(query) and st.session_state.get(_AT) != lesson.PAGE:
        return experiment, notes
    start, more = lesson.start_of(experiment.model_dump(), spoken(experiment.language))
    experiment, notes = told_by(query, start)
    return experiment.model_copy(
        update={name: getattr(start, name) for name in ("lesson", "lesson_step")}
    ), notes + more


def _of_lesson(query: dict[str, str]) -> bool:
    """Whether a link says where in a lesson it leads."""
    return any(Experiment.table()[name].key in query for name in ("lesson", "lesson_step"))


def follow_back(query: dict[str, str], when: int) -> None:
    """The visitor went back or forward in the browser, at `when`: take over what the address says now."""
    lesson.followed()
    experiment, st.session_state[_NOTES] = _told(query, lambda _choice: language())
    # What this page's address never says is as it was.
    kept = {name: value(name) for name in _unsaid(st.session_state[_AT], experiment)}
    overrule(**experiment.model_copy(update=kept).model_dump())
    led_away()
    # Known already, so that it is not written into the browser's history once more.
    st.session_state[_LINK], st.session_state[_WENT] = query, when


def went() -> int:
    """When the visitor last went back or forward; 0 for never."""
    return st.session_state.get(_WENT, 0)


def write_link(experiment: Experiment, page: str) -> bool:
    """Put `experiment` into the address bar of `page` if there is something new in it; False if it is too long for a link.

    The address that comes with a run may be the one of a moment ago, or one that the visitor has gone back to; so it
    is only written over after a change. What the address of a page says that is come or turned to, the browser sees to
    itself (`components.back`): here nobody knows whether the visitor went back to it, and another address would be
    another place to go back to, where nobody has been.
    """
    link = _link_on(page, experiment)
    # Written for an address, a text only grows: of one of a million letters nobody has to see by how much.
    fits = sum(map(len, link.values())) <= LONGEST_LINK and len(urlencode(link)) <= LONGEST_LINK
    if not fits:
        link = {key: value for key, value in link.items() if len(value) < LONGEST_LINK // 20}
    changed = experiment != st.session_state.get(_EXPERIMENT) and st.session_state.get(_AT) == page
    if changed and (st.query_params.to_dict() != link or st.session_state.get(_LINK) != link):
        st.query_params.from_dict(link)
    st.session_state[_LINK], st.session_state[_EXPERIMENT], st.session_state[_AT] = link, experiment, page
    return fits


def follow_controls(experiment: Experiment, only: Collection[str]) -> bool:
    """The address says `experiment` from now on, if that differs from what it says in these fields alone; whether it does."""
    before = st.session_state[_EXPERIMENT]
    if before.model_copy(update={name: getattr(experiment, name) for name in only}) != experiment:
        return False
    write_link(experiment, st.session_state[_AT])
    return True


def link_now() -> str | None:
    """What the address of the page says, as it stands behind the question mark; None until there is one that works."""
    return None if (link := st.session_state.get(_LINK)) is None else urlencode(link)


def _link_on(page: str, experiment: Experiment) -> dict[str, str]:
    """What the address of a page says: on that of the lesson what is other than in its step."""
    table = Experiment.table()
    said = experiment.model_copy(update={name: table[name].default for name in _unsaid(page, experiment)})
    if page == lesson.PAGE:
        return link_of(said, lesson.plain_start(said))
    return link_of(said, language=st.session_state[_BROWSER])


def _unsaid(page: str, experiment: Experiment) -> list[str]:
    """What is nothing of a page: where one is in a lesson, in a training of other weights, and a text nobody looks through."""
    names = [] if page == lesson.PAGE else [name for name, row in Experiment.table().items() if row.part == "lesson"]
    if page not in _CORPORA or experiment.corpus != OWN or experiment.corpus_from != "paste":
        names += ["corpus_pasted", "corpus_name"]
    return names if page == _TRAIN or experiment.weights == "trained" else [*names, "snapshot"]


def address(experiment: Experiment | None = None) -> str:
    """The whole link to what is on the screen, or to a step of a lesson; empty where nobody has an address."""
    page = urlsplit(st.context.url or "")
    link = st.session_state.get(_LINK, {}) if experiment is None else _link_on(lesson.PAGE, experiment)
    query = urlencode(link)
    return page._replace(path=page.path or "/", query=query).geturl() if page.netloc else ""


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
    """What of the link that was followed last was not understood."""
    return st.session_state.get(_NOTES, [])


def want_page(path: str) -> None:
    """From a callback: show another page in the run that follows."""
    st.session_state[_WANTED] = path


def page_is_wanted() -> bool:
    """Another page has been asked for."""
    return _WANTED in st.session_state


def page_wanted() -> str | None:
    """The page asked for, once."""
    return st.session_state.pop(_WANTED, None)
