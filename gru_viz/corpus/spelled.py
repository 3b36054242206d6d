"""Spelled: a block of a source as a model reads it: ids or numbers, one sequence after another."""

from dataclasses import dataclass

import numpy as np

from gru_viz.corpus.sources.source import Block
from gru_viz.corpus.spelling import Spelling, as_numbers
from gru_viz.problem import Problem


@dataclass(frozen=True)
class Spelled:
    """Sequences, flat over their N positions.

    Attributes
    ----------
    token : int32 (N,)
        -1 where numbers are read.
    numbers : (N, features) or None
    text, text_offset : uint8 (bytes,) and int64 (N,)
        UTF-8 of the tokens as they stood in the source, and where each begins in it.
    length, source, source_offset : int64 (sequences,)
    last, size : int
        As in `Block`.
    """

    token: np.ndarray
    numbers: np.ndarray | None
    text: np.ndarray
    text_offset: np.ndarray
    length: np.ndarray
    source: np.ndarray
    source_offset: np.ndarray
    last: int
    size: int


def spelled(spelling: Spelling, block: Block, longest: int) -> Spelled:
    """`block` as the model reads it; what is longer than `longest` steps is divided there.

    Raises
    ------
    Problem
        Text for a model of numbers, numbers of another shape, or a token that the model does not know.
    """
    return _of_numbers(spelling, block, longest) if spelling.spell is None else _of_text(spelling, block, longest)


def _of_text(spelling: Spelling, block: Block, longest: int) -> Spelled:
    ids: list[int] = []
    rows: list[tuple[int, int, int]] = []
    pieces: list[str] = []
    for item, source, place in block.items:
        if not isinstance(item, str):
            raise Problem("This model reads text; lines of text are expected, not {given}.", given=type(item).__name__)
        for line in item.splitlines():
            tokens, found = _spell(spelling, line.strip(), block.names[source] if block.names else "", place)
            ids += found
            for cut in range(0, len(found), longest):
                further = sum(map(len, tokens[:cut])) if block.characters and not spelling.separator else 0
                rows.append((min(longest, len(found) - cut), source, place + further))
            pieces += [token + spelling.separator for token in tokens[:-1]]
            pieces += [token + "\n" for token in tokens[-1:]]
    coded = [piece.encode("utf-8", "replace") for piece in pieces]
    ends = np.cumsum([0, *map(len, coded)], dtype=np.int64)
    length, sources, places = np.array(rows, np.int64).reshape(-1, 3).T
    text = np.frombuffer(b"".join(coded), np.uint8)
    return Spelled(np.array(ids, np.int32), None, text, ends[:-1], length, sources, places, block.last, block.size)


def _spell(spelling: Spelling, line: str, name: str, place: int) -> tuple[list[str], list[int]]:
    """Tokens and ids of one line; none of a blank one."""
    assert spelling.spell is not None
    if not line:
        return [], []
    try:
        return spelling.spell(line)
    except Problem as problem:
        raise Problem(
            "“{name}”, from place {place:,} on: {reason}", name=name or "the corpus", place=place, reason=str(problem)
        ) from problem


def _of_numbers(spelling: Spelling, block: Block, longest: int) -> Spelled:
    numbers: list[np.ndarray] = []
    rows: list[tuple[int, int, int]] = []
    for item, source, place in block.items:
        if isinstance(item, str):
            raise Problem(
                "This model reads {wanted} numbers at each step, not text; give arrays (steps, {wanted}), or Parquet with "
                "columns of numbers.",
                wanted=spelling.input_size,
            )
        values = as_numbers(item, spelling.input_size).to(spelling.dtype).numpy()
        numbers.append(values)
        rows += [(min(longest, len(values) - cut), source, place) for cut in range(0, len(values), longest)]
    together = np.concatenate(numbers) if numbers else np.zeros((0, spelling.input_size))
    length, sources, places = np.array(rows, np.int64).reshape(-1, 3).T
    nothing = np.zeros(0, np.uint8)
    token, offsets = np.full(len(together), -1, np.int32), np.zeros(len(together), np.int64)
    return Spelled(token, together, nothing, offsets, length, sources, places, block.last, block.size)
