"""Fault: what is wrong in a file of a lesson, and where."""

from dataclasses import dataclass

from gru_viz.problem import Problem


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file.

    Attributes
    ----------
    file : str
    line : int
        Counted from 1.
    problem : Problem
        Goes on where "file, line:" ends.
    """

    file: str
    line: int
    problem: Problem

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.problem}"
