"""Timing: repeated measurements of several things, in turns."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence


@dataclass(frozen=True)
class Timing:
    """Repeated measurements, seconds.

    Attributes
    ----------
    median, fastest, slowest : float
    """

    median: float
    fastest: float
    slowest: float

    @classmethod
    def of(cls, times: Sequence[float]) -> "Timing":
        """From single measurements."""
        return cls(statistics.median(times), min(times), max(times))


def in_turns(acts: Sequence[Callable[[], object]], budget: float, repeats: int = 51) -> list[Timing]:
    """Time of each act, measured in turns so that all see the same machine; no further round after `budget` seconds."""
    for act in acts:
        act()
    times: list[list[float]] = [[] for _ in acts]
    started = time.perf_counter()
    for _ in range(repeats):
        for act, record in zip(acts, times, strict=True):
            before = time.perf_counter()
            act()
            record.append(time.perf_counter() - before)
        if time.perf_counter() - started > budget:
            break
    return [Timing.of(record) for record in times]


def run_of(module: nn.Module, x: Tensor | PackedSequence) -> Callable[[], None]:
    """One run without gradients."""

    def act() -> None:
        with torch.no_grad():
            module(x)

    return act
