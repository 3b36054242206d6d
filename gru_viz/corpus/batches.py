"""Batches: the sequences of a region, by length, and what a module computes on them, put where the positions are."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.trace import Start
from gru_viz.cells.written import Written, read_back, written
from gru_viz.corpus.direct import aligned
from gru_viz.corpus.spelling import Spelling
from gru_viz.learning.files.reader import as_many

#: Numbers of one quantity in a batch, with what a shorter sequence leaves empty, or else so many positions of wide layers.
_NUMBERS, _POSITIONS = 1 << 22, 1 << 14
#: Positions of a batch for each of its sequences at least: a step of more of them would not stay in a processor's cache.
_STEPS = 32
#: The shortest sequence of a batch has this share of the longest one's steps at least.
_SHORTEST = 0.75


def batches(lengths: np.ndarray, units: int) -> Iterator[np.ndarray]:
    """Numbers of the sequences of each batch, longest first: the same for the same layer and lengths, whoever asks."""
    order = np.argsort(-lengths, kind="stable")
    start, positions = 0, max(_POSITIONS, _NUMBERS // units)
    while start < len(order):
        longest = lengths[order[start]]
        most = max(1, positions // max(_STEPS, longest))
        batch = order[start : start + most]
        batch = batch[lengths[batch] >= _SHORTEST * longest]
        yield batch
        start += len(batch)


def computed(
    spelling: Spelling, given: Tensor, lengths: np.ndarray, keep: tuple[str, ...], dtype: str, first: int = 0
) -> dict[str, np.ndarray]:
    """Quantities of all positions, (N, layer, direction, unit).

    Parameters
    ----------
    spelling : Spelling
        Its module in evaluation mode.
    given : Tensor (N,) or (N, input_size)
        Ids or numbers at each position.
    lengths : int64 (sequences,)
        Of the sequences one after another, N together.
    keep : tuple of str
    dtype : str
    first : int
        The position that is written first: where a page of memory begins.
    """
    offsets = np.cumsum(lengths) - lengths
    found: dict[str, np.ndarray] = {}
    for batch in batches(lengths, int(spelling.module.hidden_size)):  # pyright: ignore[reportArgumentType]
        places, sizes = packed(torch.from_numpy(lengths[batch]), torch.from_numpy(offsets[batch]))
        begin = None if spelling.start is None else as_many(spelling.start, len(batch))
        values = _written(spelling, given.index_select(0, places), sizes, begin, keep, getattr(torch, dtype))
        where = places.numpy()
        for name, rows in values.items():
            layers, directions, _steps, units = rows.shape
            if name not in found:
                found[name] = aligned((len(given), layers, directions, units), dtype, first)
            # All units of a position at once.
            row = f"V{units * found[name].itemsize}"
            there, here = found[name].view(row), rows.numpy().view(row)
            for layer in range(layers):
                for side in range(directions):
                    there[:, layer, side, 0][where] = here[layer, side, :, 0]
    return found


def _written(
    spelling: Spelling, given: Tensor, sizes: Tensor, begin: Start, keep: tuple[str, ...], dtype: torch.dtype
) -> Written:
    """Quantities of a batch in the order of its steps."""
    sums = spelling.sums
    x = spelling.vectors(given) if sums is None else given
    found = written(spelling.module, PackedSequence(x, sizes), begin, keep, dtype, sums=sums)
    if found is not None:
        return found
    x = x if sums is None else spelling.vectors(given)
    return read_back(spelling.module, PackedSequence(x, sizes), begin, keep, dtype)


def packed(sizes: Tensor, offsets: Tensor) -> tuple[Tensor, Tensor]:
    """The positions of sequences, longest first, in the order in which a kernel reads them; and how many at each step."""
    steps = torch.arange(int(sizes[0]))[:, None]
    inside = steps < sizes
    return (offsets + steps)[inside], inside.sum(1)
