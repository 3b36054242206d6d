"""Vocabulary: typed text as the symbols or the letters that a trained model knows."""

import unicodedata
from collections.abc import Callable

import regex
import torch
from torch import Tensor
from torch.nn.functional import one_hot
from torch.nn.utils.rnn import pad_sequence

from gru_viz.inputs.sequence import Sequence
from gru_viz.learning.letters import letter_tokens
from gru_viz.limits import LIMITS
from gru_viz.problem import Problem

#: A run of spaced writing, or any other single grapheme.
_PIECE = regex.compile(r"[\p{Latin}\p{M}\p{N}]+|\X")
_QUOTES = str.maketrans("“”„«»「」", '"""""""')


class Unreadable(Problem):
    """What a model cannot read although others can."""


def spelled(text: str, vocabulary: tuple[str, ...]) -> Sequence:
    """Sequence of `text`, one line each, one-hot over `vocabulary`.

    Capitals, full-width and typographic forms count as the symbol they stand for; spaces are left out where the
    vocabulary has none.

    Raises
    ------
    Unreadable
        Something that the vocabulary lacks.
    Problem
        Nothing typed, or more than the limits allow.
    """
    lines = _lines(text)
    tokens = tuple(symbols_of(line, number, vocabulary) for number, line in enumerate(lines, start=1))
    LIMITS.check_sequence(max(map(len, tokens)), len(vocabulary), len(tokens))
    index = {symbol: i for i, symbol in enumerate(vocabulary)}
    vectors = [one_hot(torch.tensor([index[token] for token in row]), len(vocabulary)).float() for row in tokens]
    return Sequence(pad_sequence(vectors, batch_first=True), tokens, vocabulary, is_text=True)


def lettered(text: str, rows: Callable[[tuple[str, ...]], Tensor]) -> Sequence:
    """Sequence of `text`, one line each, a letter a step; its tokens are the text as typed (`letter_tokens`).

    Parameters
    ----------
    text : str
    rows : callable
        Tokens of one line -> (T, input_size).

    Raises
    ------
    Problem
        Nothing typed, or more than the limits allow.
    """
    tokens = tuple(letter_tokens(line.strip()) for line in _lines(text))
    LIMITS.check_sequence(max(map(len, tokens)), 1, len(tokens))
    vectors = [rows(row) for row in tokens]
    names = tuple(f"e{i}" for i in range(vectors[0].shape[1]))
    return Sequence(pad_sequence(vectors, batch_first=True), tokens, names, is_text=True)


def _lines(text: str) -> list[str]:
    """The lines that hold anything but spaces."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise Problem("There is no text yet. Type at least one character that is not a space.")
    return lines


def symbols_of(line: str, number: int, vocabulary: tuple[str, ...]) -> tuple[str, ...]:
    """Symbols of one line, the longest first where several fit."""
    by_length = sorted(vocabulary, key=len, reverse=True)
    spaced = any(len(symbol) > 1 and symbol.isascii() for symbol in vocabulary)
    text = unicodedata.normalize("NFKC", line).translate(_QUOTES).lower()
    found: list[str] = []
    position = 0
    while position < len(text):
        match = _PIECE.match(text, position)
        assert match is not None  # the last way of the pattern is any character
        piece = match[0]
        if piece.isspace() and " " not in vocabulary:
            position += len(piece)
            continue
        # Where words are spaced "not" must not be found in "nothing".
        whole = spaced and len(piece) > 1
        symbol = next((s for s in by_length if text.startswith(s, position) and not (whole and s != piece)), None)
        if symbol is None:
            raise Unreadable(
                "Line {line}: this model does not know “{token}”. It knows: {known}",
                line=number,
                token=piece[:40],
                known=" ".join("␣" if s == " " else s for s in vocabulary),
            )
        found.append(symbol)
        position += len(symbol)
    return tuple(found)
