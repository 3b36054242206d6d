"""Computation: one that takes long and says from time to time how far it is, so that it can be shown, paused and stopped."""

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")
#: Yields the share that is done, in [0, 1], and returns the result.
Computation = Generator[float, None, Result]


def part(computation: Computation[Result], start: float, end: float) -> Computation[Result]:
    """`computation` as the part from `start` to `end` of something longer."""
    while True:
        try:
            share = next(computation)
        except StopIteration as stop:
            return stop.value
        yield start + (end - start) * share


def whole(computation: Computation[Result]) -> Result:
    """The result, however long it takes."""
    while True:
        try:
            next(computation)
        except StopIteration as end:
            return end.value
