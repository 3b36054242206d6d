"""Lettering: lines of text as models of words read them, as fast as words that come again allow."""

from collections.abc import Callable, Mapping
from functools import lru_cache
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


def lettering(ids: Mapping[str, int]) -> Callable[[str], tuple[list[str], list[int]]]:
    """(line) to the pieces of `letter_tokens` and the id of each letter; of one that is not in `ids`, their number."""

    def of(tokens: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(ids.get(typed(token).letter, len(ids)) for token in tokens)

    def word(text: str) -> Lettered:
        first = _READ.search(text)
        if first is None:
            return text, (), ()
        tokens = letter_tokens(text[first.start() :])
        return text[: first.start()], tokens, of(tokens)

    remembered = lru_cache(_MANY)(word)

    def line(text: str) -> tuple[list[str], list[int]]:
        words = (
            []
            if _JOINING.search(text)
            else [remembered(each) if len(each) <= _LONG else word(each) for each in _WORD.findall(text)]
        )
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
            return list(whole), list(of(whole))
        return tokens, list(chain.from_iterable(ids for _before, _found, ids in words))

    return line
