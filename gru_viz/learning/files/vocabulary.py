"""Vocabulary: the words of a model from elsewhere by their ids, and typed text as such ids."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import regex

from gru_viz.inputs.text import UNSPACED, tokenize
from gru_viz.learning.vocabulary import Unreadable
from gru_viz.problem import Problem

#: Bytes of a file at most, and of its words.
LARGEST_FILE, _MOST_WORDS = 20 * 2**20, 2**20
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


def vocabulary_of(given: "str | os.PathLike[str] | Sequence[str] | Vocabulary") -> Vocabulary:
    """A vocabulary from a path, from its words in the order of their ids, or as it is; Problem as in `read_vocabulary`."""
    if isinstance(given, Vocabulary):
        return given
    if not isinstance(given, str | os.PathLike):
        return Vocabulary(tuple(map(str, given)))
    path = Path(given)
    try:
        return read_vocabulary(path.name, path.read_bytes())
    except OSError as error:
        raise Problem("“{file}” cannot be read: {reason}.", file=str(path), reason=error.strerror or "") from error


def read_vocabulary(name: str, content: bytes) -> Vocabulary:
    """Vocabulary of a vocab.json (word to id, or a list), a tokenizer.json, or a text with one word a line.

    Raises
    ------
    Problem
        It is too large, no text, of another kind, or its ids are not numbers from 0 on.
    """
    if len(content) > LARGEST_FILE:
        raise Problem(
            "“{name}” is larger than the {allowed} MB that a vocabulary may have here.",
            name=name[:80],
            allowed=LARGEST_FILE >> 20,
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _other_kind(name) from error
    if not name.lower().endswith(".json"):
        return Vocabulary(_lines(name, text), name)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _other_kind(name) from error
    if isinstance(found, dict) and isinstance(found.get("model"), dict):
        return _tokenizer(name, text)
    return Vocabulary(_by_id(name, found), name)


def _lines(name: str, text: str) -> tuple[str, ...]:
    """One word a line; a line that holds nothing but spaces is that very space."""
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    words = tuple(line.removesuffix("\r") for line in lines)
    if not any(words) or len(words) > _MOST_WORDS:
        raise _other_kind(name)
    return words


def _by_id(name: str, found: object) -> tuple[str, ...]:
    """Words of a list in its order, of a dictionary by its numbers, which stand on one side of it."""
    if isinstance(found, list) and found and all(isinstance(word, str) for word in found):
        return tuple(found)
    if not isinstance(found, dict) or not found:
        raise _other_kind(name)
    pairs = list(found.items())
    if all(isinstance(word, str) and key.isdecimal() for key, word in pairs):
        pairs = [(word, int(key)) for key, word in pairs]
    if not all(type(number) is int and 0 <= number < _MOST_WORDS for _word, number in pairs):
        raise _other_kind(name)
    words = [""] * (1 + max(number for _word, number in pairs))
    for word, number in pairs:
        words[number] = words[number] or word
    return tuple(words)


def _tokenizer(name: str, text: str) -> Vocabulary:
    """A tokenizer.json, which says how a text is divided; the package `tokenizers` does it."""
    if find_spec("tokenizers") is None:
        raise Problem(
            "“{name}” is read with {package}, which is not installed: pip install 'gru-viz[files]'.",
            name=name[:80],
            package="tokenizers",
        )
    import tokenizers  # noqa: PLC0415 - an extra: only a tokenizer.json needs it

    try:
        tokenizer = tokenizers.Tokenizer.from_str(text)
    except Exception as error:  # its own exceptions are plain ones
        raise _other_kind(name) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Vocabulary(_by_id(name, tokenizer.get_vocab(with_added_tokens=True)), name, tokenizer)


def _other_kind(name: str) -> Problem:
    return Problem(
        "“{name}” is no vocabulary. It can be a JSON file of words with their ids (vocab.json), a list of words, a "
        "tokenizer.json, or a text with one word a line.",
        name=name[:80],
    )
