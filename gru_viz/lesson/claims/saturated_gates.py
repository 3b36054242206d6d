"""A gate close to 0 or to 1 learns hardly anything."""

import math
from dataclasses import dataclass

import torch

from gru_viz.analysis.gates import NEARLY_OPEN, NEARLY_SHUT
from gru_viz.lesson.claims.claim import Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_


@dataclass(frozen=True)
class Numbers:
    """Of all gates of a run.

    Attributes
    ----------
    share : float, in [0, 1]
        How many are close to 0 or to 1.
    saturated, between : float, in [0, 0.25]
        Mean slope g · (1 - g) of those, and of the others; NaN where there are none.
    """

    share: float
    saturated: float
    between: float


def measure(subject: Subject) -> Numbers:
    """Take the gates of a run as they are."""
    tr = subject.run()
    gates = torch.cat([tr.reset_gate.flatten(), tr.update_gate.flatten()])
    slope = gates * (1 - gates)
    ends = (gates < NEARLY_SHUT) | (gates > NEARLY_OPEN)
    return Numbers(
        share=ends.float().mean().item(),
        saturated=slope[ends].mean().item() if ends.any() else math.nan,
        between=slope[~ends].mean().item() if (~ends).any() else math.nan,
    )


def judge(numbers: Numbers) -> Verdict:
    """Where there are gates of both kinds, the slope of the saturated ones is at most half that of the others."""
    if math.isnan(numbers.saturated) or math.isnan(numbers.between):
        return "undecided"
    return "holds" if numbers.saturated <= numbers.between / 2 else "not"


SATURATED_GATES = Claim(
    "saturated_gates",
    ("4.5.2 b",),
    N_("A saturated gate, close to 0 or to 1, passes hardly any gradient to itself."),
    measure,
    judge,
)
