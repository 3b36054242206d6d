"""Text to Sequence: characters or words, as one-hot vectors or a seeded random embedding."""

from typing import Literal

import regex
import torch
from torch.nn.functional import one_hot
from torch.nn.utils.rnn import pad_sequence

from gru_viz.inputs.sequence import Sequence
from gru_viz.limits import LIMITS
from gru_viz.problem import Problem

Split = Literal["auto", "words", "characters"]
Encoding = Literal["one-hot", "embedding"]

#: Scripts written without spaces between words.
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]")
#: A word with its inner apostrophes and hyphens, or any other single grapheme.
_WORD = regex.compile(r"[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*(?:['’\-][\p{L}\p{N}][\p{L}\p{M}\p{N}_]*)*|\X")
_CHARACTER = regex.compile(r"\X")


def tokenize(text: str, split: Split = "auto") -> tuple[tuple[str, ...], ...]:
    """Tokens of each non-blank line.

    Parameters
    ----------
    text : str
        One sequence a line.
    split : "words" (words and punctuation), "characters" (graphemes, spaces included) or "auto"
        "auto" takes characters where a script without spaces occurs, else words.

    Raises
    ------
    Problem
        No line holds anything but spaces.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise Problem("There is no text yet. Type at least one character that is not a space.")
    if split == "characters" or (split == "auto" and UNSPACED.search(text)):
        return tuple(tuple(_CHARACTER.findall(line.strip())) for line in lines)
    return tuple(tuple(token for token in _WORD.findall(line) if not token.isspace()) for line in lines)


def text_sequence(
    text: str,
    split: Split = "auto",
    encoding: Encoding = "one-hot",
    embedding_size: int = 16,
    seed: int = 0,
) -> Sequence:
    """Sequence of `text`, one line each.

    Parameters
    ----------
    text, split
        As in `tokenize`.
    encoding : "one-hot" over the text's own vocabulary, or "embedding"
        The embedding of the v-th token (in order of appearance) is row v of a standard normal matrix drawn from `seed`.
    embedding_size : int
        Features of the embedding; one-hot has as many as there are different tokens.

    Raises
    ------
    Problem
        Nothing typed, or more than the limits allow.
    """
    tokens = tokenize(text, split)
    vocabulary = {token: i for i, token in enumerate(dict.fromkeys(t for row in tokens for t in row))}
    features = len(vocabulary) if encoding == "one-hot" else embedding_size
    LIMITS.check_sequence(max(map(len, tokens)), features, len(tokens))
    ids = [torch.tensor([vocabulary[token] for token in row]) for row in tokens]
    if encoding == "one-hot":
        vectors = [one_hot(row, features).float() for row in ids]
        names = tuple(vocabulary)
    else:
        table = torch.randn(len(vocabulary), features, generator=torch.Generator().manual_seed(seed))
        vectors = [table[row] for row in ids]
        names = tuple(f"e{i}" for i in range(features))
    return Sequence(pad_sequence(vectors, batch_first=True), tokens, names, is_text=True)
