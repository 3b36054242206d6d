"""Claim: a sentence of the lesson, what is measured to check it, and how the numbers are judged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from gru_viz.lesson.claims.subject import Subject

#: "undecided": this input cannot tell, whatever the cell does.
Verdict = Literal["holds", "partly", "not", "undecided"]
Numbers = TypeVar("Numbers")
#: Numbers of a run in float32 that differ by less are equal.
EQUAL = 1e-5


@dataclass(frozen=True)
class Claim(Generic[Numbers]):
    """One sentence of the lesson.

    Attributes
    ----------
    name : str
    statements : tuple of str
        The lesson's own numbers of what it says; the first one is its place in the lesson.
    says : str
        Catalogue key.
    measure : callable
        The experiment: a subject to the numbers, a dataclass.
    judge : callable
        The numbers to the verdict.
    """

    name: str
    statements: tuple[str, ...]
    says: str
    measure: Callable[[Subject], Numbers]
    judge: Callable[[Numbers], Verdict]
