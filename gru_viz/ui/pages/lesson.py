"""Lesson: one step of a lesson, its figure alive, its text beside it."""

from collections.abc import Callable
from html import escape

import streamlit as st

from gru_viz.cells.gru import GRU
from gru_viz.lesson.course import courses
from gru_viz.lesson.fault import Fault
from gru_viz.lesson.front import Front
from gru_viz.lesson.sheet import Sheet
from gru_viz.problem import N_
from gru_viz.ui.blocks.exhibits import HELD_CLAIMS, page_of, show_exhibit
from gru_viz.ui.blocks.question import FIRST, show_question
from gru_viz.ui.components.walk import show_walk_bar
from gru_viz.ui.i18n import _
from gru_viz.ui.state import lesson
from gru_viz.ui.state.address import want_page
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import language
from gru_viz.ui.widgets.controls import control
from gru_viz.ui.widgets.markdown import literal, of_lesson, shown, told

FAULT = N_("{file}, line {line}: {what}")
EMPTY = N_("This step cannot be shown; the others go on.")
#: Where the visitor's other pages write z the other way round, by what z = 1 does here.
TURNED = {
    "write": N_("Here z = 1 writes: on your other pages it keeps, and the colours of z mean the opposite."),
    "keep": N_("Here z = 1 keeps: on your other pages it writes, and the colours of z mean the opposite."),
}
#: Tokens that are shown of a long sequence.
_MOST = 120


def page(run: Run) -> None:
    """Draw the page."""
    there = lesson.opened()
    _head(there)
    # Nobody mends a file in front of a class; what cannot be shown for its faults has nothing but them.
    if not run.experiment.present or there.sheet is None:
        for fault in there.faults + there.course.faults + tuple(courses()[1]):
            _show_fault(fault)
    if there.sheet is None:
        st.info(_(EMPTY))
        return
    front = there.sheet.front
    st.html(f'<h2 class="step-title">{escape(front.title)}</h2>')
    with st.container(key="lesson_body"):
        left, right = st.columns([2, 1], gap="large")
        with left:
            later = _figure(run, front)
        with right:
            _text(run, there.sheet)
    later()


def _head(there: lesson.Open) -> None:
    """The way to the other steps, and into the app."""
    count = len(there.course.steps)
    labels = {"back": _("Step back"), "on": _("Next step"), "progress": _("How far one is in the lesson")}
    with st.container(key="lesson_head"):
        left, middle, right = st.columns([3, 4, 2], vertical_alignment="center")
        with left:
            show_walk_bar(there.number, count, labels, lesson.walk_to)
        with middle:
            _choices(there)
        with right:
            if (sheet := there.sheet) is not None:
                st.button(
                    _("Open in the app"),
                    key="open_in_the_app",
                    icon=":material/open_in_new:",
                    width="stretch",
                    on_click=lambda: _open(sheet.front),
                )


def _choices(there: lesson.Open) -> None:
    """Which step of which lesson."""
    found, _faults = courses()
    if len(found) > 1:
        names = {name: course.title(language()) for name, course in found.items()}
        control("lesson", only=list(names), names=names, then=lambda: lesson.walk_to(1))
    sheets = [step.sheet(language()) for step in there.course.steps]
    titles = {
        number: f"{number} · {sheet.front.title if sheet else '–'}" for number, sheet in enumerate(sheets, start=1)
    }
    control("lesson_step", only=list(titles), names=titles, then=lesson.enter)


def _open(front: Front) -> None:
    """The page that owns the figure, with what the step shows."""
    lesson.take_along()
    want_page(page_of(front.figure))


def _show_fault(fault: Fault) -> None:
    """What is wrong in a file."""
    what = told(fault.problem)
    st.warning(_(FAULT).format(file=literal(fault.file), line=fault.line, what=what), icon=":material/description:")


def _figure(run: Run, front: Front) -> Callable[[], None]:
    """The step's figure; before its question is answered, what one can know: the run as it is, or what it reads."""
    if front.question is None or lesson.answered():
        return show_exhibit(run, front.figure, front.highlight)
    if front.figure in ("held", *HELD_CLAIMS):
        return show_exhibit(run, "gates")
    st.markdown(" ".join(f":gray-background[{shown(token)}]" for token in run.tokens[:_MOST]))
    st.caption(_(FIRST))
    return lambda: None


def _text(run: Run, sheet: Sheet) -> None:
    """What there is to read, and to answer."""
    here, elsewhere = run.experiment.written_as, GRU.conventions.get(lesson.written_outside())
    if here is not None and elsewhere is not None and here.update != elsewhere.update:
        st.caption(_(TURNED[here.update]))
    if sheet.front.own:
        control("lesson_text", then=lesson.enter)
    st.markdown(of_lesson(sheet.before))
    if sheet.front.question is not None:
        show_question(run, sheet.front.question)
        if not lesson.answered():
            return
    if sheet.after:
        with st.container(key="lesson_after"):
            st.markdown(of_lesson(sheet.after))
