"""Pieces: long computations that say how far they are after each piece, so that they can be shown, paused and stopped."""

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")
#: Yields the share that is done, in [0, 1], and returns the result.
Pieces = Generator[float, None, Result]


def part(pieces: Pieces[Result], start: float, end: float) -> Pieces[Result]:
    """`pieces` as the part from `start` to `end` of something longer."""
    while True:
        try:
            share = next(pieces)
        except StopIteration as stop:
            return stop.value
        yield start + (end - start) * share


def whole(pieces: Pieces[Result]) -> Result:
    """The result of all pieces, one after the other."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            return end.value
