"""Front: what stands at the head of a step's file: what it shows, what it asks, what of the lesson it covers."""

from itertools import pairwise
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.link import query_of, told_by
from gru_viz.experiment.view import Quantity
from gru_viz.learning.lengths import LENGTHS
from gru_viz.lesson.claims.all import CLAIMS
from gru_viz.lesson.measures import MEASURES
from gru_viz.lesson.prose import not_allowed
from gru_viz.lesson.statements import Statement
from gru_viz.problem import Problem

#: The figures that a step can show, each with what may stand behind its name; "" where nothing need.
FIGURES: dict[str, tuple[str, ...]] = {
    "gates": ("",),
    "opening": ("",),
    "cell": ("", "1", "2", "3", "4", "5"),
    "held": ("",),
    "claim": tuple(claim.name for claim in CLAIMS),
    "memory": ("",),
    "half-lives": ("",),
    "nudge": ("",),
    "path": ("",),
    "machine": ("",),
    "gradients": ("",),
    "road": ("",),
    "smoothness": ("",),
    "linear-path": ("",),
    "layers": ("",),
    "two-directions": ("",),
    "merged": ("",),
    "one-after-another": ("",),
    "lengths": tuple(LENGTHS),
    "arguments": ("",),
    "shapes": ("",),
    "code": ("",),
    "summary": ("",),
}


def _is_figure(text: str) -> str:
    """A figure's name, with what stands behind it."""
    name, _space, more = text.partition(" ")
    if name not in FIGURES:
        raise Problem("there is no figure “{given}”; there are: {names}", given=text[:40], names=", ".join(FIGURES))
    if more not in FIGURES[name]:
        allowed = ", ".join(filter(None, FIGURES[name]))
        raise Problem(
            "the figure “{name}” has no “{given}”; allowed: {allowed}", name=name, given=more, allowed=allowed
        )
    return text


def _is_measure(text: str) -> str:
    """A measure's name, with what stands behind it."""
    name, _space, more = text.partition(" ")
    if name not in MEASURES:
        raise Problem("there is no measure “{given}”; there are: {names}", given=text[:40], names=", ".join(MEASURES))
    if more not in MEASURES[name].arguments:
        allowed = ", ".join(filter(None, MEASURES[name].arguments))
        raise Problem(
            "the measure “{name}” has no “{given}”; allowed: {allowed}", name=name, given=more, allowed=allowed
        )
    return text


def _is_markdown(text: str) -> str:
    """Text as it may stand in a step, too."""
    for _line, wrong in not_allowed(text):
        raise wrong
    return text


def _rises(ends: tuple[int, int] | None) -> tuple[int, int] | None:
    """From the first to the last, counted from 0."""
    if ends is not None and not 0 <= ends[0] <= ends[1]:
        raise Problem("steps and units go from the first to the last, counted from 0")
    return ends


Markdown = Annotated[str, AfterValidator(_is_markdown)]
Ends = Annotated[tuple[int, int] | None, AfterValidator(_rises)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Highlight(_Part):
    """What is framed in the heatmaps.

    Attributes
    ----------
    quantity : str or None
        One gate or state; None: all of them.
    steps, units : (first, last) or None
        None: all of them.
    """

    quantity: Quantity | None = None
    steps: Ends = None
    units: Ends = None


class Question(_Part):
    """Predict first. The right answer is measured on the run; what a file says is only what may be answered.

    Attributes
    ----------
    ask : str
    measure : str
        What is measured, a name of `MEASURES` with its argument.
    choices : tuple of str
        The one that holds is found by `bounds`: the first up to the first bound, and so on.
    bounds : tuple of float
        One fewer than `choices`, rising.
    slider : (lowest, highest) or None
        Instead of choices.
    steps : bool
        Instead of both: the answer is one of the run's own steps.
    why : str
        Said once the answer is there.
    """

    ask: Markdown = Field(min_length=1, max_length=500)
    measure: Annotated[str, AfterValidator(_is_measure)]
    choices: tuple[Markdown, ...] = ()
    bounds: tuple[float, ...] = ()
    slider: tuple[float, float] | None = None
    steps: bool = False
    why: Markdown = Field(default="", max_length=1000)

    @model_validator(mode="after")
    def _one_way_to_answer(self) -> Self:
        if sum((bool(self.choices), self.slider is not None, self.steps)) != 1:
            raise Problem("a question has either choices, a slider, or steps = true")
        if self.choices and (len(self.choices) < 2 or len(self.bounds) != len(self.choices) - 1):
            raise Problem(
                "between {count} choices there are {wanted} bounds",
                count=len(self.choices),
                wanted=len(self.choices) - 1,
            )
        if any(one >= other for one, other in pairwise(self.bounds or self.slider or ())):
            raise Problem("bounds and the ends of a slider rise from one to the next")
        return self


class Front(_Part):
    """The head of a step's file.

    Attributes
    ----------
    title : str
    link : str
        The state that it shows, as the app's own link says it.
    own : bool
        In place of the link's text stands the visitor's own sentence, once there is one.
    figure : str
        A name of `FIGURES` with its argument.
    highlight : Highlight or None
    question : Question or None
    covers : tuple of Statement
    """

    title: str = Field(min_length=1, max_length=120)
    link: str = Field(default="", max_length=16_000)
    own: bool = False
    figure: Annotated[str, AfterValidator(_is_figure)] = "gates"
    highlight: Highlight | None = None
    question: Question | None = None
    covers: tuple[Statement, ...] = ()

    def experiment(self) -> tuple[Experiment, list[Problem]]:
        """What its link shows, and what of it was not understood."""
        return told_by(query_of(self.link))
