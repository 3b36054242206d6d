"""Wanted: a sequence over the right answers to it, which a training is to teach."""

from gru_viz.analysis.answers import Answers
from gru_viz.figures.answers import right_answers_panel
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate
from gru_viz.figures.base.stack import stack
from gru_viz.figures.base.strip import Strip


@drawn
def wanted(answers: Answers, strip: Strip, *, translate: Translate = str) -> Drawing:
    """The sequence, and under it what is to be said where something is.

    Parameters
    ----------
    answers : Answers
        On that sequence, of a model that need not know them.
    strip : Strip
    translate : callable
    """
    panels = [right_answers_panel(answers, translate)]
    return stack([], strip, translate("What is to be learned"), panels=panels, translate=translate)
