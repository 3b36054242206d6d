"""Alphabet: the steps and the answers of a task as symbols, which is all that a finite-state machine knows."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from gru_viz.learning.tasks import Task

#: Numbers are read to the nearest multiple of this.
COARSE = 0.5
#: What stands for every token that a task has no symbol for.
OTHER = "◌"


def symbols(task: Task, steps: Iterable) -> tuple[str, ...]:
    """Steps, tokens or rows of numbers, as the machine reads them: numbers rounded to halves."""
    if not task.vocabulary:
        return tuple(_rounded(row, COARSE) for row in steps)
    if not task.embedding_size:
        return tuple(steps)
    known = frozenset(task.vocabulary)
    return tuple(each if each in known else OTHER for each in map(task.symbol, steps))


def namer(task: Task) -> Callable[[object], str]:
    """What turns an answer, a class or its values, into a word: values count as the same within the task's tolerance."""
    if task.kind == "classes":
        return lambda answer: task.answers[int(answer)]  # pyright: ignore[reportArgumentType] - a class is a number
    return lambda answer: _rounded(answer, 2 * task.tolerance)  # pyright: ignore[reportArgumentType] - values are several


def _rounded(values: Sequence[float], to: float) -> str:
    """Numbers to the nearest multiple, with spaces between; without a zero that is negative."""
    return " ".join([_named(round(value / to), to) for value in values])


@lru_cache(1 << 10)
def _named(multiple: int, to: float) -> str:
    """There are few, and a machine is read off a hundred thousand steps."""
    return f"{multiple * to + 0.0:.3g}"
