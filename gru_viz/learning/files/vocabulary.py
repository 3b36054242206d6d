"""Vocabulary: the words of a model from elsewhere by their ids, and typed text as such ids."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import regex

from gru_viz.inputs.text import UNSPACED, tokenize
from gru_viz.learning.vocabulary import Unreadable

#: Symbols as the usual models call them, in small letters.
_STARTS = ("<s>", "<sos>", "<bos>", "<go>", "<start>", "[bos]", "[cls]", "[start]", "sos", "bos", "\t")
_ENDS = ("</s>", "<eos>", "<end>", "<stop>", "[eos]", "[sep]", "[end]", "eos", "\n")
_UNKNOWN = ("<unk>", "[unk]", "<oov>", "unk", "<unknown>")
#: What is a symbol of a model, not a word: <s>, [UNK], <|end|>.
_SYMBOL = regex.compile(r"<[^<>\s]{1,30}>|\[[\p{Lu}\d_]{2,30}\]")


@dataclass(frozen=True)
class Vocabulary:
    """Words by their ids.

    Attributes
    ----------
    words : tuple of str
        The v-th is what id v stands for; empty where an id has no word.
    file : str
        Where it was read.
    tokenizer : tokenizers.Tokenizer or None
        Of a tokenizer.json: what divides a text; else words or, if it has nothing longer, characters are looked up.
    """

    words: tuple[str, ...]
    file: str = ""
    tokenizer: Any = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def ids(self) -> Mapping[str, int]:
        """Id of each word; of one that is there twice the first."""
        found: dict[str, int] = {}
        for number, word in enumerate(self.words):
            if word:
                found.setdefault(word, number)
        return found

    @cached_property
    def characters(self) -> bool:
        """Beside its symbols it has single characters only."""
        ordinary = [word for word in self.words if word and not _SYMBOL.fullmatch(word)]
        return bool(ordinary) and all(len(regex.findall(r"\X", word)) == 1 for word in ordinary)

    @property
    def start(self) -> int | None:
        """Id of the symbol that a sequence starts with, if one is called like that."""
        return self._first(_STARTS)

    @property
    def end(self) -> int | None:
        """Id of the symbol that a sequence ends with, if one is called like that."""
        return self._first(_ENDS)

    @property
    def unknown(self) -> int | None:
        """Id of the symbol for what it does not know, if it has one."""
        return self._first(_UNKNOWN)

    def word(self, number: int) -> str:
        """What an id stands for; the id itself where it has no word."""
        return (self.words[number] if number < len(self) else "") or str(number)

    def encode(self, line: str, number: int = 1) -> list[tuple[str, int]]:
        """Words of a line as typed, each with its id.

        Parameters
        ----------
        line : str
        number : int
            Of the line, for the sentence.

        Raises
        ------
        Unreadable
            A word that is not in it, where no symbol stands for what is unknown.
        """
        if self.tokenizer is not None:
            try:
                coded = self.tokenizer.encode(line, add_special_tokens=False)
            except Exception as error:  # its own exceptions are plain ones
                raise Unreadable(
                    "Line {line}: “{file}” cannot divide it: {reason}.",
                    line=number,
                    file=self.file[:80],
                    reason=str(error),
                ) from error
            return [(self.word(each), each) for each in coded.ids]
        return [(piece, self._id(piece, number)) for piece in self._pieces(line)]

    def _pieces(self, line: str) -> Iterable[str]:
        """Symbols as they stand, between them characters or words."""
        at = 0
        for symbol in (*_SYMBOL.finditer(line), None):
            between = line[at : symbol.start() if symbol else None]
            if between.strip():
                yield from self._characters(between) if self.characters else self._words(between)
            if symbol:
                yield symbol[0]
                at = symbol.end()

    def _characters(self, text: str) -> Iterable[str]:
        return (each for each in regex.findall(r"\X", text.strip()) if not each.isspace() or each in self.ids)

    def _words(self, text: str) -> Iterable[str]:
        """What stands between spaces, if it is a word of the vocabulary; else divided at punctuation."""
        for piece in text.split():
            if self._found(piece) is not None:
                yield piece
                continue
            for word in tokenize(piece, "words")[0]:
                if self._found(word) is None and UNSPACED.search(word):
                    yield from self._longest(word)
                else:
                    yield word

    def _longest(self, text: str) -> Iterable[str]:
        """A run of writing without spaces, the longest words first."""
        at = 0
        while at < len(text):
            end = next((end for end in range(len(text), at, -1) if self._found(text[at:end]) is not None), at + 1)
            yield text[at:end]
            at = end

    def _found(self, piece: str) -> int | None:
        """Id of a word as typed, or in small letters or capitals."""
        return next((self.ids[form] for form in (piece, piece.lower(), piece.upper()) if form in self.ids), None)

    def _id(self, piece: str, number: int) -> int:
        found = self._found(piece)
        found = self.unknown if found is None else found
        if found is None:
            raise Unreadable(
                "Line {line}: “{token}” is not in the vocabulary “{file}” of {count:,} words, which has no symbol for "
                "what is unknown. It begins with: {known}",
                line=number,
                token=piece[:40],
                file=self.file[:80],
                count=len(self),
                known=" ".join(word for word in self.words[:40] if word.strip()),
            )
        return found

    def _first(self, names: Sequence[str]) -> int | None:
        small = {word.lower(): number for word, number in reversed(list(self.ids.items()))}
        return next((small[name] for name in names if name in small), None)
