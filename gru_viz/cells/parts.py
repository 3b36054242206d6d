"""Parts: a record with every tensor changed, or with only some layers, sequences, steps and units left."""

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.weights import CellWeights

Record = TypeVar("Record")
#: A number, several, a mask, or a slice; None for all.
Which = int | Sequence[int] | slice | None


def mapped(record: Record, change: Callable[[Tensor], Tensor]) -> Record:
    """The record with `change` of every tensor in it."""
    return replace(record, **{f.name: _changed(getattr(record, f.name), change) for f in fields(record)})  # pyright: ignore[reportArgumentType, reportCallIssue]


def _changed(value: Any, change: Callable[[Tensor], Tensor]) -> Any:
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, PackedSequence):
        there, back = (None if indices is None else change(indices) for indices in value[2:])
        return PackedSequence(change(value.data), value.batch_sizes, there, back)
    if isinstance(value, CellWeights):
        return CellWeights(**{name: change(tensor) for name, tensor in value.there().items()})
    if is_dataclass(value) and hasattr(value, "entire"):
        return mapped(value, change)
    if isinstance(value, tuple):
        return tuple(_changed(each, change) for each in value)
    return value


def last_states(values: Tensor, lengths: Sequence[int], directions: Sequence[str]) -> Tensor:
    """A state after the last step that each direction takes: (L, D, T, B, H) to (L * D, B, H)."""
    return _at_end(values, lengths, [direction == "forward" for direction in directions])


def first_states(values: Tensor, lengths: Sequence[int], directions: Sequence[str]) -> Tensor:
    """A quantity at the first step that each direction takes: (L, D, T, B, H) to (L * D, B, H)."""
    return _at_end(values, lengths, [direction == "backward" for direction in directions])


def _at_end(values: Tensor, lengths: Sequence[int], late: Sequence[bool]) -> Tensor:
    """At each sequence's last position where `late` says so of a direction, else at position 0."""
    at, batch = torch.tensor(lengths, device=values.device) - 1, range(len(lengths))
    sides = [values[:, side, at, batch] if last else values[:, side, 0] for side, last in enumerate(late)]
    return torch.stack(sides, dim=1).flatten(0, 1)


def inside(values: Tensor, lengths: Sequence[int] | Tensor) -> Tensor:
    """Which of (L, D, T, B, H) are of a step that its sequence has: (T, B, 1)."""
    steps = torch.arange(values.shape[2], device=values.device)
    return (steps[:, None] < torch.as_tensor(lengths, device=values.device))[..., None]


def mean_inside(values: Tensor, lengths: Sequence[int], over: list[int] | None = None) -> Tensor:
    """Mean over some axes, default all, of the steps that their sequences have; what is no number in one makes it none."""
    over = list(range(values.dim())) if over is None else over
    if all(length == values.shape[2] for length in lengths):
        return values.mean(over)
    there, total = inside(values, lengths), torch.promote_types(values.dtype, torch.float32)
    found = torch.where(there, values, 0).sum(over, dtype=total) / there.expand_as(values).sum(over)
    return found.to(values.dtype)


def marked(name: str, which: Sequence[int], count: int) -> list[int]:
    """The numbers that are listed, or those that a mask marks; ValueError of a mask that does not fit."""
    # Of a tensor or an array what is in it: their own True is none of Python's.
    found = getattr(which, "tolist", lambda: list(which))()
    if not isinstance(found, list):
        return [found]
    if not found or not all(isinstance(each, bool) for each in found):
        return found
    if len(found) != count:
        raise ValueError(f"{name}: expected a mask of {count} values, got one of {len(found)}")
    return [number for number, isin in enumerate(found) if isin]


def numbers(name: str, which: Which, count: int) -> list[int]:
    """Which of `count` are meant; ValueError that names the argument where one is not there, or none is left."""
    if which is None:
        which = slice(None)
    if isinstance(which, slice):
        chosen = list(range(count))[which]
    else:
        chosen = [which] if isinstance(which, int) else marked(name, which, count)
    if not chosen or not all(-count <= number < count for number in chosen):
        raise ValueError(f"{name}: expected numbers from 0 to {count - 1}, got {which}")
    return [number % count for number in chosen]
