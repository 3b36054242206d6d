"""Lettering: lines of text as models of words read them, as fast as words that come again allow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

import regex

from gru_viz.learning.letters import letter_tokens, typed

#: What stands between spaces, with the spaces beside it.
_WORD = regex.compile(r"\s*\S+\s*")
#: What may be one grapheme with a space beside it, so that a line cannot be divided at spaces.
_JOINING = regex.compile(r"[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}\p{GCB=Prepend}]")
#: A character that is read wherever it stands, as `letter_tokens` says.
_READ = regex.compile(r"[\p{L}\p{N}\p{So}]")
#: Words that are remembered, and how long they may be.
_MANY, _LONG = 1 << 16, 40

#: What stands before the first letter of a word, its tokens, and their ids.
Lettered = tuple[str, tuple[str, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Lettering:
    """Reads a line: to the pieces of `letter_tokens`, and the id of each letter.

    Attributes
    ----------
    ids : mapping of str to int
        A letter that is not in it has their number as its id.
    """

    ids: Mapping[str, int]

    def __call__(self, text: str) -> tuple[list[str], list[int]]:
        """Pieces, which joined are the line, and ids."""
        words = [] if _JOINING.search(text) else [self._found(each) for each in _WORD.findall(text)]
        tokens: list[str] = []
        waiting = ""
        for before, found, _ids in words:
            if before and tokens:
                tokens[-1] += before
            else:
                waiting += before
            if found and waiting:
                tokens.append(waiting + found[0])
                tokens += found[1:]
                waiting = ""
            else:
                tokens += found
        if not tokens:
            whole = letter_tokens(text)
            return list(whole), list(self._ids(whole))
        return tokens, list(chain.from_iterable(ids for _before, _found, ids in words))

    def _found(self, word: str) -> Lettered:
        return self._remembered(word) if len(word) <= _LONG else self._word(word)

    @cached_property
    def _remembered(self) -> Callable[[str], Lettered]:
        return lru_cache(_MANY)(self._word)

    def _word(self, text: str) -> Lettered:
        first = _READ.search(text)
        if first is None:
            return text, (), ()
        tokens = letter_tokens(text[first.start() :])
        return text[: first.start()], tokens, self._ids(tokens)

    def _ids(self, tokens: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(self.ids.get(typed(token).letter, len(self.ids)) for token in tokens)

    def __getstate__(self) -> dict[str, Mapping[str, int]]:
        return {"ids": self.ids}
