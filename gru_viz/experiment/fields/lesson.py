"""Lesson: the rows of the Experiment table that say which step of which lesson is open."""

from functools import partial

from pydantic import BaseModel

from gru_viz.experiment.row import parameter
from gru_viz.problem import N_

#: Characters of a sentence that goes through a lesson.
LONGEST_SENTENCE = 300

_row = partial(parameter, part="lesson")


class LessonFields(BaseModel):
    """Which step of which lesson is open."""

    lesson: str = _row("", "lesson", N_("Lesson"), control="list", max_length=80)
    lesson_step: int = _row(1, "step", N_("Step of the lesson"), control="list", ge=1, le=1000)
    lesson_text: str = _row(
        "",
        "own",
        N_("Your own sentence, English or Chinese"),
        N_("It goes through the whole lesson."),
        control="line",
        max_length=LONGEST_SENTENCE,
    )
