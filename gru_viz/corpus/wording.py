"""Wording: lines of text as the words of a file's layer, as fast as words that come again allow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np

from gru_viz.learning.files.reader import Reader
from gru_viz.problem import Problem

#: Words that are remembered.
_MANY = 1 << 16


@dataclass(frozen=True)
class Worded:
    """Lines one after another.

    Attributes
    ----------
    ids : int32 (N,)
    counts : int64 (lines,)
        Words of each.
    text, text_offset : uint8 (bytes,) and int64 (N,)
        UTF-8 of the words, behind each a space or the end of its line; and where each begins.
    """

    ids: np.ndarray
    counts: np.ndarray
    text: np.ndarray
    text_offset: np.ndarray


@dataclass(frozen=True)
class Words:
    """Reads lines as a layer of a file does."""

    reader: Reader

    def __call__(self, line: str) -> tuple[list[str], list[int]]:
        """Words of one line, and their ids."""
        if not self._apart:
            return self._coded(line)
        found = [self._remembered(piece) for piece in line.split()]
        return [word for words, _ids in found for word in words], [each for _words, ids in found for each in ids]

    def together(self, lines: Sequence[str]) -> Worded | None:
        """All lines at once, none of them blank; None where that cannot be, and one has to be read after the other."""
        import pyarrow as pa  # noqa: PLC0415 - an extra
        import pyarrow.compute as pc  # noqa: PLC0415 - an extra

        if not self._apart:
            return None
        try:
            # As str.split, which needs three times as long.
            pieces = pc.utf8_split_whitespace(pa.array(lines))  # pyright: ignore[reportAttributeAccessIssue]
            coded = pieces.flatten().dictionary_encode()
            found = [self._remembered(piece) for piece in coded.dictionary.to_pylist()]
        except (Problem, UnicodeError):  # who reads line after line can say where
            return None
        if not all(words for words, _ids in found):
            return None
        number, ends = coded.indices.to_numpy(), pieces.offsets.to_numpy()
        many = np.array([len(words) for words, _ids in found])
        each = many[number]
        behind = np.concatenate([[0], np.cumsum(each)])
        # Of every word its place in the row of all different ones.
        index = np.repeat((np.cumsum(many) - many)[number] - behind[:-1], each) + np.arange(behind[-1])
        ids = np.fromiter(chain.from_iterable(ids for _words, ids in found), np.int32)
        width = np.array([len(word.encode()) + 1 for words, _ids in found for word in words])[index]
        texts = pa.ListArray.from_arrays(
            pieces.offsets, pa.array([" ".join(words) for words, _ids in found]).take(coded.indices)
        )
        rows = pc.binary_join(texts, " ")  # pyright: ignore[reportAttributeAccessIssue]
        text = np.frombuffer(("\n".join(rows.to_pylist()) + "\n").encode(), np.uint8)
        return Worded(ids[index], np.diff(behind[ends]), text, np.cumsum(width) - width)

    @cached_property
    def _apart(self) -> bool:
        """Whether what stands between spaces is read the same wherever it stands."""
        vocabulary = self.reader.vocabulary
        return vocabulary is None or (vocabulary.tokenizer is None and not vocabulary.characters)

    @cached_property
    def _remembered(self) -> Callable[[str], tuple[list[str], list[int]]]:
        return lru_cache(_MANY)(self._coded)

    def _coded(self, text: str) -> tuple[list[str], list[int]]:
        found = self.reader.coded(text)[0]
        return [word for word, _number in found], [number for _word, number in found]

    def __getstate__(self) -> dict[str, Reader]:
        return {"reader": self.reader}
