"""Batches: the sequences of a region, by length, and what a module computes on them, put where the positions are."""

from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.trace import Start, trace
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
    module: nn.Module,
    read: Callable[[Tensor], Tensor],
    start: Start,
    lengths: np.ndarray,
    keep: tuple[str, ...],
    dtype: str,
) -> dict[str, np.ndarray]:
    """Quantities of all positions, (N, layer, direction, unit).

    Parameters
    ----------
    module : nn.Module
        In evaluation mode.
    read : callable
        Positions (M,) to what the module reads there, (M, input_size).
    start : Start
        Of one sequence.
    lengths : int64 (sequences,)
        Of the sequences one after another, N together.
    """
    offsets = np.cumsum(lengths) - lengths
    found: np.ndarray | None = None
    wanted, count = getattr(torch, dtype), int(lengths.sum())
    for batch in batches(lengths):
        x, places = packed(torch.from_numpy(lengths[batch]), torch.from_numpy(offsets[batch]), read, count)
        begin = None if start is None else as_many(start, len(batch))
        with torch.no_grad():
            kept = trace(module, x, begin, keep=keep)
        for number, name in enumerate(keep):
            values = kept.quantities[name]
            layers, directions, _time, _batch, units = values.shape
            if found is None:
                # One row more, for what stands past the end of a sequence.
                found = np.empty((len(keep), count + 1, layers, directions, units), dtype)
            # Rounded first: what is moved is half as much then; and all units of a position at once.
            row = f"V{units * found.itemsize}"
            rounded, rows = values.to(wanted).numpy().view(row), found[number].view(row)
            for layer in range(layers):
                for side in range(directions):
                    rows[:, layer, side, 0][places] = rounded[layer, side].reshape(-1)
    return {} if found is None else dict(zip(keep, found[:, :count], strict=True))


def packed(
    sizes: Tensor, offsets: Tensor, read: Callable[[Tensor], Tensor], nowhere: int
) -> tuple[PackedSequence, np.ndarray]:
    """Sequences, longest first, as a kernel reads them; and of each step of each its position, past the end `nowhere`."""
    steps = torch.arange(int(sizes[0]))[:, None]
    inside = steps < sizes
    places = offsets + steps
    x = PackedSequence(read(places[inside]), inside.sum(1))
    return x, places.masked_fill_(~inside, nowhere).flatten().numpy()
