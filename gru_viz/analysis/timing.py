"""Timing: repeated measurements of several things, in turns."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from gru_viz.progress import Computation, whole

#: Rounds at least: the median of fewer says as little as one that waited for somebody else.
_LEAST = 3


@dataclass(frozen=True)
class Timing:
    """Repeated measurements, seconds.

    Attributes
    ----------
    median, fastest, slowest : float
    lower, upper : float
        First and third quartile: half of the measurements lie between them.
    """

    median: float
    fastest: float
    slowest: float
    lower: float
    upper: float

    @classmethod
    def of(cls, times: Sequence[float]) -> "Timing":
        """From single measurements."""
        lower, median, upper = np.percentile(times, (25, 50, 75)).tolist()
        return cls(median, min(times), max(times), lower, upper)


def in_turns(acts: Sequence[Callable[[], object]], budget: float, repeats: int = 51) -> list[Timing]:
    """Time of each act, in turns so that all see the same machine; no further round after `budget` seconds but the least."""
    return whole(turns(acts, budget, repeats))


def turns(acts: Sequence[Callable[[], object]], budget: float, repeats: int = 51) -> Computation[list[Timing]]:
    """`in_turns`, one act a piece; the first half of the way is to warm up."""
    for number, act in enumerate(acts):
        act()
        yield 0.5 * number / len(acts)
    times: list[list[float]] = [[] for _ in acts]
    spent = 0.0
    for number in range(repeats):
        for act, record in zip(acts, times, strict=True):
            before = time.perf_counter()
            act()
            record.append(time.perf_counter() - before)
            spent += record[-1]
            yield 0.5 + 0.5 * min(1.0, max(number / repeats, spent / budget if budget else 1.0))
        if spent > budget and number + 1 >= _LEAST:
            break
    return [Timing.of(record) for record in times]


def run_of(module: nn.Module, x: Tensor | PackedSequence) -> Callable[[], None]:
    """One run without gradients."""

    def act() -> None:
        with torch.no_grad():
            module(x)

    return act


def fastest(runs: Sequence[tuple[nn.Module, Tensor]], repeats: int = 7) -> list[float]:
    """Seconds of the fastest run of each module on its input, in turns: the slower ones waited for somebody else."""
    return [timing.fastest for timing in in_turns([run_of(module, x) for module, x in runs], math.inf, repeats)]
