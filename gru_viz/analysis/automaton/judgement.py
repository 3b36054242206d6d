"""Judgement: what a machine answers to sequences, beside what the network and the rule of its task do."""

import math
from collections.abc import Iterator, Sequence

from gru_viz.analysis.automaton.minimal import Table
from gru_viz.analysis.automaton.observation import Observed


def agreement(
    table: Table, start: int, symbols: Sequence[Sequence[str]], said: Sequence[Sequence[str | None]]
) -> float:
    """Share of the asked answers that the machine gives, too; where it knows no way on, it gives none.

    Parameters
    ----------
    table : Table
        The machine.
    start : int
        Its state before a sequence.
    symbols : sequence of sequence of str
    said : sequence of sequence of (str or None)
        What is answered at each step; None where nothing is asked.
    """
    pairs = [
        (own, answer)
        for row, wanted in zip(symbols, said, strict=True)
        for own, answer in zip(_answers(table, start, row), wanted, strict=True)
        if answer is not None
    ]
    return sum(own == answer for own, answer in pairs) / len(pairs)


def right_where_they_differ(table: Table, start: int, seen: Observed) -> float:
    """Of the asked answers in which machine and network differ, the share in which the machine's is the rule's; NaN if none."""
    right = [
        own == want
        for row, said, wanted in zip(seen.symbols, seen.said, seen.wanted, strict=True)
        for own, answer, want in zip(_answers(table, start, row), said, wanted, strict=True)
        if want is not None and own != answer
    ]
    return sum(right) / len(right) if right else math.nan


def _answers(table: Table, start: int, row: Sequence[str]) -> Iterator[str | None]:
    """What the machine says at each step."""
    at: int | None = start
    for symbol in row:
        way = None if at is None else table.get((at, symbol))
        at = way and way[0]
        yield way and way[1]
