"""Joined: several records as one, one after the other in time or beside each other in a batch."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Literal, TypeVar

import torch
from torch import Tensor
from torch.nn.functional import pad

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.checks import check_tokens
from gru_viz.cells.parts import last_states
from gru_viz.cells.starts import Restarts

Record = TypeVar("Record", bound=CellTrace)


def cat(records: Sequence[Record], over: Literal["batch", "time"] = "batch") -> Record:
    """Several records of the same layers as one.

    Parameters
    ----------
    records : sequence of CellTrace
    over : "batch" or "time"
        Beside each other as sequences of one batch, whatever their lengths; or one after the other as one sequence.

    Raises
    ------
    ValueError
        There are none, or they are not of the same layers with the same weights.

    Examples
    --------
    >>> import torch, gru_viz
    >>> gru = torch.nn.GRU(4, 8)
    >>> tr = gru_viz.cat([gru_viz.trace(gru, torch.randn(steps, 4)) for steps in (5, 9)])
    >>> tr.lengths
    (5, 9)
    """
    if not records:
        raise ValueError("records: expected at least one")
    if not all(_same_layers(records[0], each) for each in records[1:]):
        raise ValueError("records: expected records of the same layers, directions and units with the same weights")
    return _beside(records) if over == "batch" else joined("records", records)


def _same_layers(one: CellTrace, other: CellTrace) -> bool:
    """Whether both are of the same weights, conventions, directions and units."""
    if (one.cell, one.facts, one.directions, one.units) != (other.cell, other.facts, other.directions, other.units):
        return False
    pairs = [[w.there() for layer in tr.weights for w in layer] for tr in (one, other)]
    return len(pairs[0]) == len(pairs[1]) and all(
        a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a) for a, b in zip(*pairs, strict=True)
    )


def _beside(records: Sequence[Record]) -> Record:
    """As one batch: NaN, and zeros in what is read, past the end of the shorter ones."""
    first, steps = records[0], max(map(len, records))

    def filled(value: Tensor, after: int, with_: float) -> Tensor:
        return pad(value, (0,) * (2 * after) + (0, steps - value.shape[-1 - after]), value=with_)

    lengths = tuple(length for each in records for length in each.lengths)
    found: dict[str, Any] = {
        f.name: torch.cat([filled(getattr(each, f.name), 2, torch.nan) for each in records], dim=3)
        for f in fields(first)
        if isinstance(value := getattr(first, f.name), Tensor) and value.dim() == 5
    }
    ends = {
        f"{state.letter}_n": last_states(found[state.name], lengths, first.directions) for state in first.cell.states
    }
    inputs = zip(*(each.layer_inputs for each in records), strict=True)
    wholes = [each.whole for each in records if each.whole is not None]
    return replace(
        first,
        **found,
        **ends,
        output=found["hidden_state"][-1].movedim(0, -2).flatten(-2),
        tokens=tuple(row for each in records for row in each.tokens),
        lengths=lengths,
        start=tuple(torch.cat(values, dim=1) for values in zip(*(each.start for each in records), strict=True)),
        restarts=_restarts(records),
        layer_inputs=tuple(torch.cat([filled(x, 2, 0.0) for x in layer], dim=1) for layer in inputs),
        whole=_beside(wholes) if wholes else None,
    )


def _restarts(records: Sequence[CellTrace]) -> Restarts:
    """Those of all records in a batch: where one has one, the others start from what they started from anyway."""
    steps = sorted({step for each in records for step, _states in each.restarts})
    if not steps:
        return ()
    states = [[each.started_from(state.before) for each in records] for state in records[0].cell.states]
    # Past the end of a shorter one nothing starts.
    nothing = [torch.full_like(each.start[0], torch.nan) for each in records]
    return tuple(
        (
            step,
            tuple(
                torch.cat(
                    [
                        value[:, :, step].flatten(0, 1) if step < value.shape[2] else none
                        for value, none in zip(values, nothing, strict=True)
                    ],
                    dim=1,
                )
                for values in states
            ),
        )
        for step in steps
    )


def joined(name: str, calls: Sequence[Any]) -> Any:
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
        raise ValueError(
            f"{name!r} reads in both directions: its calls are not parts of one sequence; put them beside each other with gru_viz.cat"
        )
    if any(len(set(each.lengths)) > 1 for each in calls):
        raise ValueError(
            f"{name!r} was given packed sequences: its calls are not parts of one sequence; put them beside each other with gru_viz.cat"
        )
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
    seams = [sum(each.lengths[0] for each in calls[:number]) for number in range(len(calls))]
    again = [[(0, each.start), *each.restarts] for each in calls]
    restarts = tuple(
        (seam + step, states) for seam, own in zip(seams, again, strict=True) for step, states in own if seam + step
    )
    ends = {f"{state.letter}_n": getattr(last, f"{state.letter}_n") for state in first.cell.states}
    return replace(
        first,
        **stacked,
        **ends,
        restarts=restarts,
        layer_inputs=inputs,
        lengths=lengths,
        tokens=check_tokens(None, lengths),
        output=hidden,
        whole=None if first.whole is None else joined(name, [each.whole for each in calls]),
    )
