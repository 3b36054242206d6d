"""Lesson: the step that is open, with a state of its own; the visitor's other state waits until they leave."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from gru_viz.experiment.examples import home
from gru_viz.experiment.experiment import Experiment
from gru_viz.lesson.course import Course, courses
from gru_viz.lesson.fault import Fault
from gru_viz.lesson.sheet import Sheet
from gru_viz.problem import N_, Problem, plural
from gru_viz.ui.state.session import adopt, language, overrule, put, value, values
from gru_viz.ui.state.typed import own_line

#: Address of the page that shows it.
PAGE = "lesson"
#: What is the visitor's own whatever a step shows.
_OWN = ("lesson", "lesson_step", "lesson_text", "present", "picture", "language")
_INSIDE, _OUTSIDE, _SPOKEN, _FOLLOWED, _GIVEN = "_in_lesson", "_outside", "_lesson_language", "_followed", "_given"


@dataclass(frozen=True)
class Open:
    """What is open.

    Attributes
    ----------
    course : Course
    number : int
        Of the step, from 1.
    sheet : Sheet or None
        None where no file of the step can be used.
    faults : tuple of Fault
        In the step's files.
    """

    course: Course
    number: int
    sheet: Sheet | None
    faults: tuple[Fault, ...]


def opened() -> Open:
    """The step that is open now."""
    return _opened({name: value(name) for name in _OWN}, language())[0]


def _opened(given: Mapping[str, object], spoken: str) -> tuple[Open, list[Problem]]:
    """The step that these fields name, or the nearest there is, with a sentence."""
    found, _faults = courses()
    name, number = str(given["lesson"] or next(iter(found))), given["lesson_step"]
    notes = []
    if name not in found:
        notes.append(
            Problem(
                "There is no lesson “{given}”; there are: {names}. The first one is shown.",
                given=name[:40],
                names=", ".join(found),
            )
        )
        name = next(iter(found))
    steps = found[name].steps
    if number > len(steps):
        one = N_("This lesson has {count} step; there is no step {given}. The last one is shown.")
        many = N_("This lesson has {count} steps; there is no step {given}. The last one is shown.")
        notes.append(Problem(plural(len(steps), one, many), count=len(steps), given=number))
        number = len(steps)
    step = steps[number - 1]
    return Open(found[name], number, step.sheet(spoken), step.faults), notes


def start_of(given: Mapping[str, object], spoken: str) -> tuple[Experiment, list[Problem]]:
    """What a step shows before anybody has touched it.

    Parameters
    ----------
    given : mapping
        Fields of an experiment, of which those of the lesson count.
    spoken : str
        The visitor's language.
    """
    there, notes = _opened(given, spoken)
    shown = home(spoken) if there.sheet is None else there.sheet.experiment
    if there.sheet is not None and there.sheet.front.own and given["lesson_text"]:
        shown = shown.model_copy(update={"source": "text", "text": given["lesson_text"]})
    own = {name: given[name] for name in _OWN} | {"lesson": there.course.name, "lesson_step": there.number}
    return shown.model_copy(update=own), notes


def plain_start(experiment: Experiment) -> Experiment:
    """What the shortest link to an experiment's step is about: its lesson and step stand in the link."""
    start, _notes = start_of(experiment.model_dump(), language())
    nothing = {name: row.default for name, row in Experiment.table().items() if name in _OWN}
    return start.model_copy(update=nothing)


def shown_at(number: int) -> Experiment:
    """What a step of the open lesson shows to whoever takes it home."""
    given = {name: value(name) for name in _OWN} | {"lesson_step": number, "present": False}
    return start_of(given, language())[0]


def enter() -> None:
    """Show what the step shows that the controls name."""
    adopt(_start()[0])
    st.session_state[_SPOKEN] = language()


def _start() -> tuple[Experiment, list[Problem]]:
    """What the step shows that the controls name."""
    return start_of({name: value(name) for name in _OWN}, language())


def walk_to(number: int) -> None:
    """Another step of the lesson."""
    put(lesson_step=max(1, min(number, len(opened().course.steps))))
    enter()


def arrived() -> None:
    """The visitor has come by a link that says where in a lesson they are."""
    st.session_state[_INSIDE] = True


def is_open() -> bool:
    """The visitor is in a lesson."""
    return st.session_state.get(_INSIDE, False)


def followed() -> None:
    """The browser's own history says where the visitor is: nothing is entered or left by that."""
    st.session_state[_FOLLOWED] = True


def turned_to(page: str) -> bool:
    """The page that is shown now; True if that changed the state: a lesson's begins, or the visitor's own comes back."""
    inside, st.session_state[_INSIDE] = st.session_state.get(_INSIDE, False), page == PAGE
    if st.session_state.pop(_FOLLOWED, False) or inside == (page == PAGE):
        return False
    if page == PAGE:
        st.session_state[_OUTSIDE] = values()
        if (line := own_line()) and line != _start()[0].text:
            put(lesson_text=line)
        enter()
        return True
    outside = st.session_state.pop(_OUTSIDE, None) or home(language()).model_dump()
    overrule(**{**outside, **{name: value(name) for name in _OWN}})
    return True


def written_outside() -> str:
    """The convention of the visitor's other pages; empty where they have come to the lesson first."""
    return str(st.session_state.get(_OUTSIDE, {}).get("convention", ""))


def take_along() -> None:
    """The visitor leaves with what the step shows."""
    st.session_state[_INSIDE] = False


def follow_language() -> None:
    """Once the visitor reads another language: the step as it is in that one."""
    if st.session_state.get(_INSIDE) and st.session_state.setdefault(_SPOKEN, language()) != language():
        enter()


def answer(given: object) -> None:
    """The visitor's prediction; None: they rather see at once."""
    st.session_state.setdefault(_GIVEN, {})[_question()] = given


def forget_answer() -> None:
    """The visitor wants to predict once more."""
    st.session_state.get(_GIVEN, {}).pop(_question(), None)


def answered() -> bool:
    """Whether the step's question has been answered or passed over in this visit."""
    return _question() in st.session_state.get(_GIVEN, {})


def given() -> object:
    """What was predicted; None where nothing was."""
    return st.session_state.get(_GIVEN, {}).get(_question())


def _question() -> tuple[object, object]:
    return opened().course.name, opened().number
