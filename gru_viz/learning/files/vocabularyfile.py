"""Vocabulary file: vocab.json, tokenizer.json, or a text with one word a line."""

import json
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from gru_viz.learning.files.vocabulary import Vocabulary
from gru_viz.problem import Problem

#: Bytes of a file at most, and words of it.
LARGEST_FILE, _MOST_WORDS = 20 * 2**20, 2**20


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
