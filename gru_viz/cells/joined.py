"""Joined: several calls of a layer as one sequence."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import torch
from torch import Tensor

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.checks import check_tokens


def joined(name: str, calls: Sequence[Any]) -> CellTrace:
    """The calls one after the other: what each step started from is what it was given, whatever happened between.

    Raises
    ------
    ValueError
        There are none, or they are not of one sequence.
    """
    if not calls:
        raise ValueError(f"{name!r} was not called")
    first, last = calls[0], calls[-1]
    if not all(isinstance(each, CellTrace) for each in calls):
        raise ValueError(f"{name!r}: parts of records do not make one; watch it without keep and units")
    if any(each.num_directions > 1 for each in calls):
        raise ValueError(f"{name!r} reads in both directions: its calls are not parts of one sequence")
    if any(len(set(each.lengths)) > 1 for each in calls):
        raise ValueError(f"{name!r} was given packed sequences: its calls are not parts of one sequence")
    if any(each.hidden_state.shape[3] != first.hidden_state.shape[3] for each in calls):
        raise ValueError(f"{name!r} was called with batches of different sizes; take them one by one from .calls")
    length = sum(each.lengths[0] for each in calls)
    lengths = (length,) * len(first.lengths)
    shape = first.hidden_state.shape
    stacked = {
        field.name: torch.cat([getattr(each, field.name) for each in calls], dim=2)
        for field in fields(first)
        if isinstance(value := getattr(first, field.name), Tensor) and value.dim() == 5 and value.shape == shape
    }
    inputs = tuple(torch.cat([each.layer_inputs[layer] for each in calls]) for layer in range(len(first.layer_inputs)))
    hidden = stacked["hidden_state"][-1, 0]
    ends = {f"{state.letter}_n": getattr(last, f"{state.letter}_n") for state in first.cell.states}
    return replace(
        first,
        **stacked,
        **ends,
        layer_inputs=inputs,
        lengths=lengths,
        tokens=check_tokens(None, lengths),
        output=hidden,
    )
