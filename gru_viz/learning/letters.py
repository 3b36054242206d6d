"""Letters: any text as a model of words reads it: one letter a step, with all that is typed beside it kept in view."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, zip_longest
from typing import Literal
from unicodedata import normalize

import regex

from gru_viz.data import folder

#: The letters that models of words know, in the order of their embedding; whatever else is read shares the row after.
FILE = folder("models") / "letters.txt"

Script = Literal["latin", "han", "number", "other"]
_SCRIPTS: dict[Script, regex.Pattern] = {
    "latin": regex.compile(r"[\p{Latin}']"),
    "han": regex.compile(r"\p{Han}"),
    "number": regex.compile(r"\p{N}"),
}
_GRAPHEME = regex.compile(r"\X")
#: "So" has the emoji.
_READ = regex.compile(r"[\p{L}\p{N}\p{So}]")
_ACCENTS = regex.compile(r"\p{M}+")
_APOSTROPHES = ("'", "’")


@cache
def letters() -> tuple[str, ...]:
    """The apostrophe, a to z and the 3,000 most frequent Chinese characters."""
    return tuple(FILE.read_text("utf-8").strip())


@cache
def _known() -> frozenset[str]:
    return frozenset(letters())


@dataclass(frozen=True)
class Typed:
    """One letter as it stands in a text.

    Attributes
    ----------
    letter : str
        As it is read: small, without accents, of normal width. As it was typed if it is unknown.
    known : bool
        It is one of `letters`.
    script : Script
    after : str
        Spaces and punctuation between it and the next letter.
    """

    letter: str
    known: bool
    script: Script
    after: str


def letter_tokens(text: str) -> tuple[str, ...]:
    """`text` in pieces of one letter each; joined again they are `text`.

    Letters, numbers, emoji and the apostrophe inside a word are read, in a text without any of them all but the spaces.
    The rest goes with the letter before it.
    """
    graphemes = _GRAPHEME.findall(text)
    read = [bool(_READ.search(grapheme)) for grapheme in graphemes]
    for i, (before, grapheme, after) in enumerate(zip(read, graphemes[1:], read[2:], strict=False), start=1):
        read[i] |= grapheme in _APOSTROPHES and before and after
    if not any(read):
        read = [not grapheme.isspace() for grapheme in graphemes]
    starts = [i for i, begins in enumerate(read) if begins]
    cuts = [0, *starts[1:], len(graphemes)]
    return tuple("".join(graphemes[start:end]) for start, end in pairwise(cuts)) if starts else ()


@lru_cache(maxsize=1 << 15)
def typed(token: str) -> Typed:
    """The letter in a piece that `letter_tokens` made."""
    graphemes = _GRAPHEME.findall(token)
    marks = [i for i, grapheme in enumerate(graphemes) if not grapheme.isspace()]
    place = next((i for i in marks if _READ.search(graphemes[i])), marks[0])
    letter = _folded(graphemes[place])
    fitting: list[Script] = [name for name, pattern in _SCRIPTS.items() if pattern.match(letter)]
    script = fitting[0] if fitting else "other"
    known = letter in _known()
    return Typed(letter if known else graphemes[place], known, script, "".join(graphemes[place + 1 :]))


def _folded(grapheme: str) -> str:
    """A grapheme without case, accents, width and the like."""
    plain = _ACCENTS.sub("", normalize("NFKD", grapheme))
    return "'" if plain in _APOSTROPHES else _ACCENTS.sub("", plain.lower())


def word_ends(tokens: Sequence[str]) -> list[int | None]:
    """At each letter whether a word ends there (1) or goes on (0), going by the spaces; None where they do not say.

    Without a space in the whole line they say nothing, nor do they of Chinese unless one stands between two Chinese
    characters by itself, nor where the script changes without a space.
    """
    row = [typed(token) for token in tokens]
    chinese = any(one.script == other.script == "han" and one.after.isspace() for one, other in pairwise(row))
    spaced = any(_has_space(one.after) for one in row[:-1])
    divided = {"latin": spaced, "number": spaced, "han": chinese, "other": False}
    return [_end(one, other, divided[one.script]) for one, other in zip_longest(row, row[1:])]


def _end(one: Typed, following: Typed | None, divided: bool) -> int | None:
    """Whether a word ends at `one`, in whose script words are `divided` or not."""
    if following is None or one.after:
        return 1 if divided or one.after.isspace() else None
    return 0 if divided and following.script == one.script else None


def _has_space(text: str) -> bool:
    return any(map(str.isspace, text))
