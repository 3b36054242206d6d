"""A second direction doubles the cost."""

from dataclasses import dataclass

from torch import nn

from gru_viz.cells.build import parameter_count
from gru_viz.lesson.claims.claim import Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_


@dataclass(frozen=True)
class Numbers:
    """Parameters of nn.GRU of the subject's sizes.

    Attributes
    ----------
    one, two : int
        With one direction, with two.
    ratio : float
    layers : int
    """

    one: int
    two: int
    ratio: float
    layers: int


def measure(subject: Subject) -> Numbers:
    """Count the parameters of both."""
    options = {"num_layers": subject.module.num_layers, "bias": subject.module.bias}
    one, two = (parameter_count(subject.of_its_size(nn.GRU, bidirectional=both, **options)) for both in (False, True))
    return Numbers(one, two, ratio=two / one, layers=subject.module.num_layers)


def judge(numbers: Numbers) -> Verdict:
    """Exactly twice as many; more than that holds partly, for deep layers read both directions."""
    if abs(numbers.ratio - 2) < 0.01:
        return "holds"
    return "partly" if numbers.ratio > 2 else "not"


SECOND_DIRECTION = Claim("second_direction", ("4.3.2 −",), N_("A second direction doubles the cost."), measure, judge)
