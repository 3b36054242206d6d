"""Each step of a GRU waits for the last one; those of a gated cell whose gates do not read the state need not."""

from dataclasses import dataclass
from itertools import product

import torch
from torch import nn

from gru_viz.analysis.timing import fastest
from gru_viz.cells.kinds import CELLS
from gru_viz.lesson.claims.claim import Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_

SHORT, LONG = 250, 1000


@dataclass(frozen=True)
class Parallel:
    """Of a gated cell whose steps are computed at once.

    Attributes
    ----------
    cell : str
    time : float, ms
        Of a run over `LONG` steps.
    grows : float
        How many times as long it takes for `LONG` steps as for `SHORT` ones.
    """

    cell: str
    time: float
    grows: float


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
    others : tuple of Parallel
        The gated cells that can do what a GRU cannot.
    """

    gru: float
    layer: float
    grows: float
    slower: float
    others: tuple[Parallel, ...]


def measure(subject: Subject) -> Numbers:
    """Time the GRU, and every cell that is computed in parallel, at two lengths and the layer at the greater one."""
    parallel = [cell for cell in CELLS.values() if cell.parallel]
    layer = subject.of_its_size(nn.Linear)
    modules = [subject.of_its_size(kind) for kind in (nn.GRU, *(cell.module for cell in parallel))]
    short, long = (torch.zeros(steps, 1, subject.module.input_size) for steps in (SHORT, LONG))
    layer_time, *times = fastest([(layer, long), *product(modules, (short, long))])
    (gru, grows), *others = ((slow, slow / quick) for quick, slow in zip(times[::2], times[1::2], strict=True))
    return Numbers(
        gru=1e3 * gru,
        layer=1e3 * layer_time,
        grows=grows,
        slower=gru / layer_time,
        others=tuple(Parallel(cell.name, 1e3 * time, g) for cell, (time, g) in zip(parallel, others, strict=True)),
    )


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
