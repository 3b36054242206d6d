"""Observation: a module is run layer by layer, and what its kernel does not give out is read back."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import linear
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.cell import Cell, Form
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.intervention import Plan
from gru_viz.cells.layers import unroll
from gru_viz.cells.parts import last_states
from gru_viz.cells.steps import DIRECTIONS, Recurrent, Steps, as_given
from gru_viz.cells.sweep import Force, Step, Sweep, leave
from gru_viz.cells.weights import CellWeights

#: How many roundings may lie between two ways to compute the same state.
_ROUNDINGS = 64


def observe(
    cell: Cell,
    plan: Plan,
    module: Recurrent,
    x: Tensor | PackedSequence,
    start: tuple[Tensor, ...],
    tokens: tuple[tuple[str, ...], ...],
) -> CellTrace:
    """The trace of a module: h_t of all steps from its kernel, then all gates of all steps at once.

    Parameters
    ----------
    cell : Cell
    plan : Plan
        The form in which `module` computes it, and what is held meanwhile.
    module : Recurrent
    x : Tensor or PackedSequence
    start : tuple of Tensor (num_layers * num_directions, B, hidden_size)
        One for each of the cell's states.
    tokens : tuple of tuple of str
        One name for each step, one tuple for each sequence.
    """
    start = plan.start(start)
    steps = Steps.of(x, module.batch_first)
    # The module would draw dropout masks; we draw the same ones and put the random state back.
    dropping = module.training and module.dropout > 0 and module.num_layers > 1
    with torch.random.fork_rng(enabled=dropping):
        inputs, outputs, last = unroll(module, steps, start, plan.kernel)
    return read_back(cell, plan.form, module, x, start, (inputs, outputs, last), tokens, plan.force)


def read_back(
    cell: Cell,
    form: Form,
    module: Recurrent,
    x: Tensor | PackedSequence,
    start: tuple[Tensor, ...],
    run: tuple[list[Tensor], list[Tensor], tuple[Tensor, ...]],
    tokens: tuple[tuple[str, ...], ...],
    force: Callable[[int, int], Force] = lambda _layer, _direction: leave,
) -> CellTrace:
    """The trace of a run that is done: all gates of all steps at once, from what every layer read and returned.

    Parameters
    ----------
    run : (inputs, outputs, last)
        As `unroll` returns them.
    force : callable
        (layer, direction) to the `Force` that was in it.
    """
    inputs, outputs, last = run
    steps = Steps.of(x, module.batch_first)
    layer_inputs = tuple(steps.pad(data)[0] for data in inputs)
    directions = 2 if module.bidirectional else 1
    weights = [[CellWeights.of(module, n, direction) for direction in range(directions)] for n in range(len(inputs))]
    found: dict[str, list[Tensor]] = {}
    for number, (layer_input, data) in enumerate(zip(layer_inputs, outputs, strict=True)):
        hidden, lengths = steps.pad(data)
        for direction, h in enumerate(hidden.split(module.hidden_size, dim=-1)):
            sweep = Sweep(tuple(s[number * directions + direction] for s in start), lengths, bool(direction))
            own, h_before = weights[number][direction], sweep.before(h, sweep.start[0])
            # A half-precision kernel adds up in more; so do we, and round what is recorded.
            wide = torch.promote_types(h.dtype, torch.float32)
            own, state = own.to(wide), h_before.to(wide)
            from_input = linear(layer_input.to(wide), own.weight_ih, own.bias_ih)
            gates = form.gates(Step(from_input, state, own, force(number, direction)))
            quantities = {"hidden_state": h, "previous_state": h_before, **gates, **form.states(gates, sweep)}
            for name, value in quantities.items():
                found.setdefault(name, []).append(value.to(h.dtype))

    labelled = {name: _labelled(values, directions, lengths) for name, values in found.items()}
    _check_ends(cell, labelled, steps.lengths, last)
    unbatched = isinstance(x, Tensor) and x.dim() == 2
    ends = {f"{state.letter}_n": value for state, value in zip(cell.states, last, strict=True)}
    recorded: dict[str, Any] = {
        **labelled,
        **{name: value.squeeze(1) if unbatched else value for name, value in ends.items()},
        **form.facts(module),
    }
    return cell.trace(
        cell=cell,
        output=as_given(x, outputs[-1], module.batch_first),
        tokens=tokens,
        lengths=steps.lengths,
        layer_inputs=layer_inputs,
        directions=DIRECTIONS[:directions],
        weights=tuple(tuple(each.copied() for each in layer) for layer in weights),
        **recorded,
    )


def _check_ends(cell: Cell, found: dict[str, Tensor], lengths: tuple[int, ...], last: tuple[Tensor, ...]) -> None:
    """ValueError where a state that was read back does not end where the module's own does (an LSTM's c_n)."""
    for state, returned in zip(cell.states[1:], last[1:], strict=True):
        with torch.no_grad():
            gap = (last_states(found[state.name], lengths) - returned).abs().max().item()
            largest = max(1.0, returned.abs().max().item())
        # What one rounding a step can add up to, and never more than a few in practice.
        if gap > min(_ROUNDINGS, 8 + max(lengths)) * torch.finfo(returned.dtype).eps * largest:
            raise ValueError(
                f"module: its {state.letter}_n and the {state.name} that its equations give differ by {gap:.2g}, more "
                f"than {str(returned.dtype).removeprefix('torch.')} explains. Trace it in float32: module.float()."
            )


def _labelled(values: list[Tensor], directions: int, lengths: Tensor | None) -> Tensor:
    """(L, D, T, B, H) with NaN past the end; a single one keeps its memory, which h_t shares with the output."""
    stacked = torch.stack(values) if len(values) > 1 else values[0][None]
    stacked = stacked.unflatten(0, (-1, directions))
    if lengths is None:
        return stacked
    inside = torch.arange(stacked.shape[2], device=lengths.device)[:, None] < lengths
    return torch.where(inside[..., None], stacked, torch.nan)
