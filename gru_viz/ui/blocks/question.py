"""Question: predict first, then see; the right answer is measured on the run at that moment."""

import math
from bisect import bisect_left
from collections.abc import Callable
from functools import partial

import streamlit as st

from gru_viz.figures.base.number import Number
from gru_viz.lesson.front import Question
from gru_viz.lesson.measures import measured
from gru_viz.problem import N_, Problem
from gru_viz.ui.i18n import _
from gru_viz.ui.state import lesson
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.widget import reported
from gru_viz.ui.widgets.markdown import literal, of_lesson, shown, told

FIRST = N_("Predict first; the figure comes with your answer.")
YES = N_("Yes, “{given}”: measured {found}.")
NO = N_("You said “{given}”. Measured: {found}, so “{right}”.")
OFF = N_("You said {given}. Measured: {found}; you were off by {off}.")
SAME_STEP = N_("Yes: step {found}, “{token}”.")
OTHER_STEP = N_("You said step {given}, “{said}”. It is step {found}, “{token}”; you were off by {off}.")
MEASURED = N_("Measured: {found}.")
AND_WHY = N_("{sentence} {why}")
UNKNOWN = N_("This run cannot tell: there is nothing here to be measured.")
#: The slider or list of a guess, by Streamlit's key.
_GUESS = "guess"
#: From here to the right end a guess on a slider counts as hit.
_CLOSE = 0.05


def show_question(run: Run, question: Question) -> None:
    """The question with its ways to answer, or once it is answered what was measured."""
    with st.container(border=True, key="question"):
        st.markdown(f":material/psychology: **{of_lesson(question.ask)}**")
        if lesson.answered():
            _verdict(run, question)
        else:
            _ways(run, question)


def _ways(run: Run, question: Question) -> None:
    """Something to press for each answer, and a way past them."""
    if question.choices:
        for number, choice in enumerate(question.choices):
            st.button(choice, key=f"choice_{number}", width="stretch", on_click=partial(lesson.answer, number))
    elif question.slider is not None:
        low, high = question.slider
        st.slider(_("Your guess"), low, high, (low + high) / 2, (high - low) / 100, key=_GUESS)
        st.button(
            _("That is my guess"),
            key="guessed",
            type="primary",
            on_click=lambda: lesson.answer(reported(_GUESS)),
        )
    else:
        names = {step: f"{step}: {shown(token)}" for step, token in enumerate(run.tokens)}
        st.selectbox(_("Which step?"), list(names), format_func=names.get, key=_GUESS)
        st.button(
            _("That is my guess"),
            key="guessed",
            type="primary",
            on_click=lambda: lesson.answer(reported(_GUESS)),
        )
    st.button(
        _("Show me at once"),
        key="passed",
        type="tertiary",
        icon=":material/visibility:",
        on_click=lambda: lesson.answer(None),
    )


def _verdict(run: Run, question: Question) -> None:
    """What was said, what is measured, how far off, and why."""
    try:
        e = run.experiment
        key = (question.measure, e.model_dump_json())
        found = memo("answer", run.trace, key, lambda: measured(run.setup, question.measure))
    except Problem as problem:
        st.warning(told(problem))
        return
    if math.isnan(found):
        st.warning(_(UNKNOWN))
        return
    hit, sentence = _judged(run, question, lesson.given(), found)
    box, icon = (st.success, ":material/check_circle:") if hit else (st.info, ":material/straighten:")
    box(_(AND_WHY).format(sentence=sentence, why=of_lesson(question.why)), icon=icon)
    st.button(
        _("Predict once more"), key="again", type="tertiary", icon=":material/replay:", on_click=lesson.forget_answer
    )


def _judged(run: Run, question: Question, given: object, found: float) -> tuple[bool, str]:
    """Whether it was right, and a sentence."""
    return _KINDS[_kind(question)](run, question, given, found)


def _kind(question: Question) -> str:
    return "choices" if question.choices else "slider" if question.slider is not None else "steps"


def _of_choices(_run: Run, question: Question, given: object, found: float) -> tuple[bool, str]:
    right = question.choices[bisect_left(question.bounds, found)]
    number = _rounded(found)
    if not (isinstance(given, int) and given < len(question.choices)):
        return True, _(YES).format(given=right, found=number)
    said = question.choices[given]
    sentence = YES if said == right else NO
    return said == right, _(sentence).format(given=said, found=number, right=right)


def _of_slider(_run: Run, question: Question, given: object, found: float) -> tuple[bool, str]:
    if not isinstance(given, float):
        return True, _(MEASURED).format(found=_rounded(found))
    low, high = question.slider or (0, 1)
    off = abs(given - found)
    sentence = _(OFF).format(given=_rounded(given), found=_rounded(found), off=_rounded(off))
    return off <= _CLOSE * (high - low), sentence


def _of_steps(run: Run, _question: Question, given: object, found: float) -> tuple[bool, str]:
    step = int(found)
    fields = {"found": step, "token": literal(run.tokens[step])}
    if not (isinstance(given, int) and given < len(run.tokens)) or given == step:
        return True, _(SAME_STEP).format(**fields)
    fields |= {"given": given, "said": literal(run.tokens[given]), "off": abs(given - step)}
    return False, _(OTHER_STEP).format(**fields)


_KINDS: dict[str, Callable[[Run, Question, object, float], tuple[bool, str]]] = {
    "choices": _of_choices,
    "slider": _of_slider,
    "steps": _of_steps,
}


def _rounded(number: float) -> str:
    """A number as one says it; one that is no whole number never looks like one."""
    if number == int(number) and abs(number) < 1e6:
        return f"{int(number):,}"
    short = float(format(number, ".3g"))
    return f"{Number(number):.7g}" if short == int(short) else f"{Number(number):.3g}"
