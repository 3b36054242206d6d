"""Sequence: what the user entered, as numbers a GRU can read and names a person can."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence


@dataclass(frozen=True)
class Sequence:
    """A batch of sequences.

    Attributes
    ----------
    values : Tensor (B, T, input_size), float32
        Zeros past the end of a shorter sequence.
    tokens : tuple of tuple of str
        A name for each step, one tuple for each sequence.
    feature_names : tuple of str
        A name for each of the `input_size` features.
    is_text : bool
        The tokens are what was typed; otherwise `values` are.
    mean, std : Tensor (input_size,) or None
        What standardisation took away and divided by, when it was on.
    """

    values: Tensor
    tokens: tuple[tuple[str, ...], ...]
    feature_names: tuple[str, ...]
    is_text: bool = False
    mean: Tensor | None = None
    std: Tensor | None = None

    @property
    def lengths(self) -> tuple[int, ...]:
        """Steps in each sequence."""
        return tuple(len(row) for row in self.tokens)

    @property
    def batch_size(self) -> int:
        """Number of sequences B."""
        return self.values.shape[0]

    @property
    def steps(self) -> int:
        """Steps in the longest sequence T."""
        return self.values.shape[1]

    @property
    def input_size(self) -> int:
        """Number of features."""
        return self.values.shape[2]

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The different tokens, in order of first appearance."""
        return tuple(dict.fromkeys(token for row in self.tokens for token in row))

    def with_values(self, values: Tensor) -> "Sequence":
        """The same tokens with other numbers."""
        return replace(self, values=values)

    def as_input(self, batch_first: bool = False) -> Tensor | PackedSequence:
        """What a GRU takes: (T, B, I), (B, T, I) with `batch_first`, or packed when lengths differ."""
        if len(set(self.lengths)) > 1:
            lengths = torch.tensor(self.lengths)
            return pack_padded_sequence(self.values, lengths, batch_first=True, enforce_sorted=False)
        return self.values if batch_first else self.values.transpose(0, 1).contiguous()


def standardise(values: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Each feature with mean 0 and standard deviation 1 over all steps; a constant one becomes 0.

    Parameters
    ----------
    values : Tensor (B, T, input_size), any float dtype

    Returns
    -------
    values, mean (input_size,), std (input_size,)
    """
    mean = values.mean(dim=(0, 1))
    centred = values - mean
    std = centred.square().mean(dim=(0, 1)).sqrt()
    return centred / torch.where(std > 0, std, torch.ones_like(std)), mean, std
