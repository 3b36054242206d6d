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
    found: dict[str, Tensor] = {}
    wanted, count = getattr(torch, dtype), int(lengths.sum())
    for batch in batches(lengths):
        sizes = torch.from_numpy(lengths[batch])
        x, places, steps, rows = packed(sizes, torch.from_numpy(offsets[batch]), read)
        begin = None if start is None else as_many(start, len(batch))
        with torch.no_grad():
            kept = trace(module, x, begin, keep=keep)
        row = steps * len(batch) + rows
        for name, values in kept.quantities.items():
            layers, directions, _time, _batch, units = values.shape
            if name not in found:
                found[name] = torch.empty(count, layers, directions, units, dtype=wanted)
            for layer in range(layers):
                for side in range(directions):
                    # Rounded first: what is moved is half as much then.
                    flat = values[layer, side].to(wanted).flatten(0, 1)
                    _wide(found[name][:, layer, side]).index_copy_(0, places, _wide(flat).index_select(0, row))
    return {name: values.numpy() for name, values in found.items()}


def _wide(rows: Tensor) -> Tensor:
    """The same memory as numbers of 8 bytes, of which fewer are to be moved, where it divides into such."""
    return rows.view(torch.int64) if rows.shape[-1] * rows.element_size() % 8 == 0 else rows


def packed(
    sizes: Tensor, offsets: Tensor, read: Callable[[Tensor], Tensor]
) -> tuple[PackedSequence, Tensor, Tensor, Tensor]:
    """Sequences, longest first, as a kernel reads them; and of each of its rows the position, the step and the sequence."""
    steps = torch.arange(int(sizes[0]))
    inside = steps[:, None] < sizes
    places = (offsets + steps[:, None])[inside]
    step, row = inside.nonzero(as_tuple=True)
    return PackedSequence(read(places), inside.sum(1)), places, step, row
