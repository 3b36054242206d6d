"""Each step of a GRU waits for the last one."""

from dataclasses import dataclass

import torch
from torch import nn

from gru_viz.analysis.timing import fastest
from gru_viz.lesson.claims.claim import Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_

SHORT, LONG = 250, 1000


@dataclass(frozen=True)
class Numbers:
    """Of nn.GRU and nn.Linear to as many units, on `LONG` steps.

    Attributes
    ----------
    gru, layer : float, ms
        Time of a run.
    grows : float
        How many times as long the GRU takes for `LONG` steps as for `SHORT` ones.
    slower : float
        How many times as long the GRU takes as nn.Linear.
    """

    gru: float
    layer: float
    grows: float
    slower: float


def measure(subject: Subject) -> Numbers:
    """Time the GRU at two lengths and the layer at the greater one."""
    gru, layer = subject.of_its_size(nn.GRU), subject.of_its_size(nn.Linear)
    short, long = (torch.zeros(steps, 1, subject.module.input_size) for steps in (SHORT, LONG))
    gru_short, gru_long, layer_long = fastest([(gru, short), (gru, long), (layer, long)])
    return Numbers(gru=1e3 * gru_long, layer=1e3 * layer_long, grows=gru_long / gru_short, slower=gru_long / layer_long)


def judge(numbers: Numbers) -> Verdict:
    """Four times the steps take more than twice the time, and a layer without recurrence is several times as fast."""
    if numbers.grows > 2 and numbers.slower > 3:
        return "holds"
    return "partly" if numbers.grows > 1.5 else "not"


NOT_PARALLEL = Claim(
    "not_parallel",
    ("4.5.2 c",),
    N_("The GRU cannot be computed in parallel over time: each step waits for the last."),
    measure,
    judge,
)
