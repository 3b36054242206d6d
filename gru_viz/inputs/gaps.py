"""Gaps: cells of a table that hold no number, and what is to be read in their place."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from gru_viz.problem import Problem

#: "ask": refuse; "before": the row before; "between": on a straight line; "out": leave such rows out.
Gaps = Literal["ask", "before", "between", "out"]
#: How a missing number is written, in small letters.
_WRITTEN = frozenset({"", "nan", "na", "n/a", "#n/a", "null", "none", "-", "?", "."})


class Gap(Problem):
    """A cell that holds no number, where nobody has said yet what to read instead."""


def is_gap(cell: str) -> bool:
    """Whether a number is missing here."""
    return cell.lower() in _WRITTEN


def filled(
    numbers: np.ndarray,
    how: Literal["before", "between"],
    outside: Sequence[tuple[int, float]] = (),
) -> np.ndarray:
    """`numbers` (T,) with something in the place of every NaN.

    Where nothing comes before or after, the nearest number is taken.

    Parameters
    ----------
    numbers : ndarray (T,)
    how : "before" or "between"
    outside : sequence of (place, number)
        The nearest numbers before 0 and from T on, where there are any.

    Raises
    ------
    ValueError
        There is no number at all.
    """
    known = [(int(place), float(numbers[place])) for place in np.flatnonzero(~np.isnan(numbers))]
    known = sorted([*known, *outside])
    if not known:
        raise ValueError("filled: expected at least one number, got none")
    places, there = map(np.array, zip(*known, strict=True))
    steps = np.arange(len(numbers))
    if how == "between":
        return np.interp(steps, places, there)
    return there[np.maximum(np.searchsorted(places, steps, side="right") - 1, 0)]
