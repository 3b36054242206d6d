"""Whole lesson: the figures of all its steps, gathered one after the other, to be taken home."""

from dataclasses import replace

import streamlit as st

from gru_viz.lesson.course import Course, Step
from gru_viz.problem import N_, Problem
from gru_viz.progress import Computation
from gru_viz.ui.blocks.exhibits import show_exhibit
from gru_viz.ui.browser.plates import Plate
from gru_viz.ui.i18n import _
from gru_viz.ui.state.address import address
from gru_viz.ui.state.computing import glimpse
from gru_viz.ui.state.gathering import gather
from gru_viz.ui.state.lesson import shown_at
from gru_viz.ui.widgets.markdown import plain
from gru_viz.ui.widgets.markdown import told as sentence_of

NO_FIGURE = N_("What this step shows is no figure.")


def plates_of(course: Course, language: str) -> Computation[list[Plate]]:
    """Every figure with its step's title, link and words; one step a piece.

    What fails is named, and the others go on.
    """
    found: list[Plate] = []
    for number, step in enumerate(course.steps, start=1):
        found += _plates(number, step, language)
        yield number / len(course.steps)
    return found


def _plates(number: int, step: Step, language: str) -> list[Plate]:
    """Of one step."""
    sheet = step.sheet(language)
    if sheet is None:
        return [Plate(title=step.name, failed=" ".join(map(str, step.faults)))]
    title = sheet.front.title
    try:
        shown = shown_at(number)
        # What is said around the figures is no part of them: page.css hides it.
        with gather() as plates, st.container(key=f"gathered_{number}"):
            show_exhibit(glimpse(shown), sheet.front.figure, sheet.front.highlight)
    except Problem as problem:
        return [Plate(title=title, failed=sentence_of(problem))]
    except Exception as error:  # whatever fails in one step, the others are there
        return [Plate(title=title, failed=f"{type(error).__name__}: {error}")]
    if not plates:
        return [Plate(title=title, failed=_(NO_FIGURE))]
    words = "\n\n".join(filter(None, (sheet.before, sheet.after)))
    told = {"title": title, "link": address(shown), "words": words}
    # Tables have no sentence of their own.
    first = plain(" ".join(sheet.before.split("\n\n")[0].split()))
    return [replace(plate, sentence=plate.sentence or first, **told) for plate in plates]
