"""The update gate's straight road keeps gradients from vanishing."""

from dataclasses import dataclass

import torch
from torch import nn

from gru_viz.analysis.gradients import gradient_norms
from gru_viz.cells.trace import trace
from gru_viz.lesson.claims.claim import Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_


@dataclass(frozen=True)
class Numbers:
    """What is left of a gradient over the whole sequence, log10.

    Attributes
    ----------
    gru, rnn : float
        log10 ‖∂h_T/∂h_1‖ of this GRU, and of an untrained RNN of its size.
    road : float
        Of the GRU's straight road alone.
    steps : int
        From h_1 to h_T.
    """

    gru: float
    rnn: float
    road: float
    steps: int


def measure(subject: Subject) -> Numbers:
    """Let the GRU and an RNN read the same sequence."""
    found = gradient_norms(subject.run())
    with torch.no_grad():
        other = gradient_norms(trace(subject.of_its_size(nn.RNN), subject.x))
    return Numbers(
        gru=found.norms[0].item(),
        rnn=other.norms[-len(found.norms)].item(),
        road=found.straight[0].item(),
        steps=len(found.norms) - 1,
    )


def judge(numbers: Numbers) -> Verdict:
    """More is left than of the RNN's, and at least a tenth; over no steps at all nothing can be lost."""
    if numbers.steps == 0:
        return "undecided"
    if numbers.gru <= numbers.rnn:
        return "not"
    return "holds" if numbers.gru > -1 else "partly"


STRAIGHT_ROAD = Claim(
    "straight_road",
    ("4.5.1 b", "4.5.1 d"),
    N_("The straight road through the update gate avoids vanishing gradients, where an RNN's decay as a product."),
    measure,
    judge,
)
