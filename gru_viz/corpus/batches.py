"""Batches: the sequences of a region, by length, and what a module computes on them, put where the positions are."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.trace import Start
from gru_viz.cells.written import Written, read_back, written
from gru_viz.corpus.spelling import Spelling
from gru_viz.learning.files.reader import as_many

#: Positions of a batch at most, with what a shorter sequence leaves empty; and sequences.
_POSITIONS, _SEQUENCES = 1 << 14, 512
#: The shortest sequence of a batch has this share of the longest one's steps at least.
_SHORTEST = 0.75


def batches(lengths: np.ndarray) -> Iterator[np.ndarray]:
    """Numbers of the sequences of each batch, longest first: the same for the same lengths, whoever asks."""
    order = np.argsort(-lengths, kind="stable")
    start = 0
    while start < len(order):
        longest = lengths[order[start]]
        most = max(1, min(_SEQUENCES, _POSITIONS // longest))
        batch = order[start : start + most]
        batch = batch[lengths[batch] >= _SHORTEST * longest]
        yield batch
        start += len(batch)


def computed(
    spelling: Spelling, given: Tensor, lengths: np.ndarray, keep: tuple[str, ...], dtype: str
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
    """
    offsets = np.cumsum(lengths) - lengths
    found: dict[str, np.ndarray] = {}
    for batch in batches(lengths):
        places, sizes = packed(torch.from_numpy(lengths[batch]), torch.from_numpy(offsets[batch]))
        begin = None if spelling.start is None else as_many(spelling.start, len(batch))
        values = _written(spelling, given.index_select(0, places), sizes, begin, keep, getattr(torch, dtype))
        where = places.numpy()
        for name, rows in values.items():
            layers, directions, _steps, units = rows.shape
            if name not in found:
                found[name] = np.empty((len(given), layers, directions, units), dtype)
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
    x = spelling.vectors(given) if sums is None else sums.index_select(0, given)
    found = written(spelling.module, PackedSequence(x, sizes), begin, keep, dtype, summed=sums is not None)
    if found is not None:
        return found
    return read_back(spelling.module, PackedSequence(spelling.vectors(given), sizes), begin, keep, dtype)


def packed(sizes: Tensor, offsets: Tensor) -> tuple[Tensor, Tensor]:
    """The positions of sequences, longest first, in the order in which a kernel reads them; and how many at each step."""
    steps = torch.arange(int(sizes[0]))[:, None]
    inside = steps < sizes
    return (offsets + steps)[inside], inside.sum(1)
