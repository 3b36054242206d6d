"""Spelled: a block of a source as a model reads it: ids or numbers, one sequence after another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gru_viz.corpus.sources.source import Block
from gru_viz.corpus.spelling import Spelling, as_numbers
from gru_viz.corpus.wording import Words
from gru_viz.problem import N_, Problem, plural


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
    last, share
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
    share: float | None

    @classmethod
    def joined(cls, parts: "Sequence[Spelled]") -> "Spelled":
        """Blocks one after another as one."""
        if len(parts) == 1:
            return parts[0]
        rows = [part.numbers for part in parts if part.numbers is not None]
        numbers = np.concatenate(rows) if rows else None
        before = np.cumsum([0, *(len(part.text) for part in parts)])
        offsets = np.concatenate([part.text_offset + at for part, at in zip(parts, before, strict=False)])
        names = ("token", "text", "length", "source", "source_offset")
        columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
        return cls(**columns, numbers=numbers, text_offset=offsets, last=parts[-1].last, share=parts[-1].share)


def spelled(spelling: Spelling, block: Block, longest: int) -> Spelled:
    """`block` as the model reads it; what is longer than `longest` steps is divided there.

    Raises
    ------
    Problem
        Text for a model of numbers, numbers of another shape, or a token that the model does not know.
    """
    return _of_numbers(spelling, block, longest) if spelling.spell is None else _of_text(spelling, block, longest)


def _of_text(spelling: Spelling, block: Block, longest: int) -> Spelled:
    return _together(spelling, block, longest) or _one_by_one(spelling, block, longest)


def _together(spelling: Spelling, block: Block, longest: int) -> Spelled | None:
    """All lines at once, where the model reads words; None where it takes more care."""
    if not isinstance(spelling.spell, Words) or not all(isinstance(item, str) for item, _source, _place in block.items):
        return None
    lines = [(line, source, place) for item, source, place in block.items for line in _apart(item)]
    found = spelling.spell.together([line for line, _source, _place in lines]) if lines else None
    if found is None:
        return None
    parts = -(-found.counts // longest)
    length = np.full(parts.sum(), longest)
    length[np.cumsum(parts) - 1] = found.counts - (parts - 1) * longest
    sources, places = np.repeat([line[1:] for line in lines], parts, axis=0).T
    return Spelled(found.ids, None, found.text, found.text_offset, length, sources, places, block.last, block.share)


def _one_by_one(spelling: Spelling, block: Block, longest: int) -> Spelled:
    ids: list[int] = []
    rows: list[tuple[int, int, int]] = []
    texts: list[bytes] = []
    widths: list[int] = []
    lasts: list[int] = []
    between = len(spelling.separator)
    for item, source, place in block.items:
        name = block.names[source] if block.names else ""
        for tokens, found in _lines(spelling, item, name, place):
            if not found:  # a tokenizer may leave nothing of a line
                continue
            ids += found
            for cut in range(0, len(found), longest):
                further = sum(map(len, tokens[:cut])) if block.characters and not between else 0
                rows.append((min(longest, len(found) - cut), source, place + further))
            text = spelling.separator.join(tokens)
            each = tokens if text.isascii() else [token.encode("utf-8", "replace") for token in tokens]
            widths += map(len, each)
            lasts.append(len(widths) - 1)
            texts.append((text + "\n").encode("utf-8", "replace"))
    apart = np.array(widths, np.int64) + between
    apart[lasts] += 1 - between
    length, sources, places = np.array(rows, np.int64).reshape(-1, 3).T
    text = np.frombuffer(b"".join(texts), np.uint8)
    return Spelled(
        np.array(ids, np.int32), None, text, np.cumsum(apart) - apart, length, sources, places, block.last, block.share
    )


def _apart(item: str) -> Iterator[str]:
    """The lines of a text that are not blank, without the spaces around them."""
    return filter(None, map(str.strip, item.splitlines()))


def _lines(spelling: Spelling, item: Any, name: str, place: int) -> Iterator[tuple[list[str], list[int]]]:
    """Tokens and ids of each line of a text, or of ids as they are."""
    if isinstance(item, str):
        for line in _apart(item):
            yield _spell(spelling, line, name, place)
        return
    ids = np.asarray(item)
    if ids.ndim != 1 or ids.dtype.kind not in "iu":
        raise Problem(
            "This model reads text: lines of it are expected, or its ids as whole numbers (steps,), not {given}.",
            given=f"{type(item).__name__} of {ids.dtype} {ids.shape}",
        )
    if len(ids) and not 0 <= ids.min() <= ids.max() < len(spelling.symbols):
        raise Problem(
            "Ids from {least} to {most} came; this model knows 0 to {last}.",
            least=ids.min(),
            most=ids.max(),
            last=len(spelling.symbols) - 1,
        )
    if found := ids.tolist():
        yield [spelling.symbols[number] for number in found], found


def _spell(spelling: Spelling, line: str, name: str, place: int) -> tuple[list[str], list[int]]:
    """Tokens and ids of one line that is not blank."""
    assert spelling.spell is not None
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
            one = N_(
                "This model reads {wanted} number at each step, not text; give arrays (steps, {wanted}), or Parquet with "
                "columns of numbers."
            )
            many = N_(
                "This model reads {wanted} numbers at each step, not text; give arrays (steps, {wanted}), or Parquet with "
                "columns of numbers."
            )
            raise Problem(plural(spelling.input_size, one, many), wanted=spelling.input_size)
        values = as_numbers(item, spelling.input_size).to(spelling.dtype).numpy()
        numbers.append(values)
        rows += [(min(longest, len(values) - cut), source, place) for cut in range(0, len(values), longest)]
    together = np.concatenate(numbers) if numbers else np.zeros((0, spelling.input_size))
    length, sources, places = np.array(rows, np.int64).reshape(-1, 3).T
    nothing = np.zeros(0, np.uint8)
    token, offsets = np.full(len(together), -1, np.int32), np.zeros(len(together), np.int64)
    return Spelled(token, together, nothing, offsets, length, sources, places, block.last, block.share)
