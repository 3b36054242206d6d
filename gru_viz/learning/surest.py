"""Surest: what a model finds likeliest at each step, word by word."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

#: Steps whose scores are computed at once: of a large vocabulary they take much room.
_AT_ONCE = 64


@dataclass(frozen=True)
class Surest:
    """The likeliest words after each of T steps, the surest first.

    Attributes
    ----------
    words : tuple (T) of tuple (K) of str
    probabilities : ndarray (T, K), in [0, 1]
        By softmax over all words.
    """

    words: tuple[tuple[str, ...], ...]
    probabilities: np.ndarray

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, step: int) -> list[tuple[str, float]]:
        """Words after a step, each with its probability."""
        return list(zip(self.words[step], self.probabilities[step].tolist(), strict=True))


def surest(states: Tensor, output: nn.Linear, called: Callable[[int], str], most: int = 5) -> Surest:
    """What an output layer makes of hidden states.

    Parameters
    ----------
    states : Tensor (T, columns of the output layer)
    output : nn.Linear
        Scores of all words, before softmax.
    called : callable
        Id of a word -> the word.
    most : int
        Words after each step, at most.
    """
    most = min(most, output.out_features)
    with torch.no_grad():
        best = [output(some).softmax(-1).topk(most) for some in states.split(_AT_ONCE)]
    words = tuple(tuple(map(called, row)) for found in best for row in found.indices.tolist())
    return Surest(words, torch.cat([found.values for found in best]).numpy())
