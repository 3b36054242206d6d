"""Observation: a module is run layer by layer, and what its kernel does not give out is read back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.cell import HIDDEN, Cell, Form
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.chunks import Reader, Target
from gru_viz.cells.kept import Kept, Wanted
from gru_viz.cells.notes import is_own
from gru_viz.cells.parts import inside, last_states
from gru_viz.cells.recomputed import by_equations, recomputed
from gru_viz.cells.replica import lasting
from gru_viz.cells.run import Run, is_followed, side_by_side
from gru_viz.cells.steps import DIRECTIONS, Recurrent, Steps, as_given
from gru_viz.cells.sweep import Force, Sweep, leave
from gru_viz.cells.weights import CellWeights

#: How many roundings may lie between two ways to compute the same state.
_ROUNDINGS = 64


def read_back(
    cell: Cell,
    form: Form,
    module: Recurrent,
    x: Tensor | PackedSequence,
    start: tuple[Tensor, ...],
    run: Run,
    tokens: tuple[tuple[str, ...], ...],
    *,
    force: Callable[[int, int], Force] | None = None,
    wanted: Wanted | None = None,
    compare: Callable[[float], object] | None = None,
    precision: float | None = None,
    found: Mapping[str, Tensor] | None = None,
) -> CellTrace | Kept:
    """The trace of a run that is done: all gates of all steps, from what every layer read and returned.

    Parameters
    ----------
    start : tuple of Tensor (num_layers * num_directions, B, hidden_size)
        One for each of the cell's states.
    tokens : tuple of tuple of str
        One name for each step, one tuple for each sequence.
    force : callable
        (layer, direction) to the `Force` that was in it.
    wanted : Wanted or None
        What is to be kept; None for a trace.
    compare : callable
        Is told how far, at most, the states are from what the recorded gates give.
    precision : float
        Of the numbers that the module computed in, where that was not its own.
    found : mapping of str to Tensor (num_layers * num_directions, T, B, units)
        What is wanted, where it is known already; of sequences of one length beside h_t.
    """
    steps, directions = Steps.of(x, module.batch_first), 2 if module.bidirectional else 1
    if found is not None and wanted is not None:
        kept = _kept(steps, run, wanted, found, directions)
        return Kept(cell, kept, steps.lengths, wanted.units, tokens, form.facts(module))
    padded = [steps.pad(data) for data in run.inputs]
    layer_inputs, lengths = tuple(data for data, _lengths in padded), padded[0][1]
    facts, own = form.facts(module), CellWeights.of
    weights = [[own(module, number, side) for side in range(directions)] for number in range(module.num_layers)]
    gradients = is_followed(steps.data, module, (*start, *run.outputs))
    known = dict(found or {})
    together = None if HIDDEN.name in known else run.states(steps)
    if found is None:
        assert together is not None
        narrow = _is_narrow(cell, form, steps)
        readers = [
            Reader(
                each,
                layer_inputs[number],
                together[number].unflatten(-1, (directions, -1))[:, :, side],
                Sweep(tuple(state[number * directions + side] for state in start), lengths, bool(side)),
                facts,
                narrow,
            )
            for number, sides in enumerate(weights)
            for side, each in enumerate(sides)
        ]
        read = _followed if force is not None or gradients or narrow else _in_chunks
        known = read(cell, form, readers, force, wanted, compare)
    found = {name: values.unflatten(0, (-1, directions)) for name, values in known.items()}
    if together is not None:
        found[HIDDEN.name] = _masked(_sides(together, directions), lengths, gradients)
    units = None if wanted is None else wanted.units
    names = DIRECTIONS[:directions]
    _check_ends(cell, found, steps.lengths, run.last, names, units, precision)
    if wanted is not None:
        found[HIDDEN.name] = found[HIDDEN.name] if units is None else found[HIDDEN.name][..., list(units)]
        return Kept(cell, {name: found[name] for name in wanted.names}, steps.lengths, units, tokens, facts)
    unbatched = isinstance(x, Tensor) and x.dim() == 2
    ends = {f"{state.letter}_n": value for state, value in zip(cell.states, run.last, strict=True)}
    recorded: dict[str, Any] = {
        **found,
        **{name: value.squeeze(1) if unbatched else value for name, value in ends.items()},
        **facts,
    }
    last = run.outputs[-1] if together is None or lengths is not None else together[-1]
    return cell.trace(
        cell=cell,
        start=start,
        output=as_given(x, last, module.batch_first),
        tokens=tokens,
        lengths=steps.lengths,
        layer_inputs=layer_inputs,
        directions=names,
        weights=tuple(tuple(lasting(module, each) for each in sides) for sides in weights),
        **recorded,
    )


def _is_narrow(cell: Cell, form: Form, steps: Steps) -> bool:
    """Whether the kernel rounds to half precision after every operation, as PyTorch's own on the CPU: it drifts."""
    dtype = steps.data.dtype
    half = torch.finfo(dtype).bits == 16 and steps.data.device.type == "cpu"
    return half and is_own(cell, form, dtype, steps.batch_sizes is not None)


def _kept(steps: Steps, run: Run, wanted: Wanted, found: Mapping[str, Tensor], directions: int) -> dict[str, Tensor]:
    """What is wanted of a run whose quantities are known, by name."""
    found = {name: values.unflatten(0, (-1, directions)) for name, values in found.items()}
    if HIDDEN.name in wanted.names and HIDDEN.name not in found:
        states = _sides(run.states(steps), directions)
        found[HIDDEN.name] = states if wanted.units is None else states[..., list(wanted.units)]
    return {name: found[name] for name in wanted.names}


def _sides(together: Tensor, directions: int) -> Tensor:
    """The same as a trace has it, (L, D, T, B, H)."""
    return together.unflatten(-1, (directions, -1)).permute(0, 3, 1, 2, 4)


def _masked(states: Tensor, lengths: Tensor | None, gradients: bool) -> Tensor:
    """NaN past a sequence's end. Padded, they are nobody else's; what gradients follow is left as it is."""
    if lengths is None:
        return states
    there = inside(states, lengths)
    return torch.where(there, states, torch.nan) if gradients else states.masked_fill_(~there, torch.nan)


def _recorded(cell: Cell, wanted: Wanted | None) -> list[str]:
    """What is to be recorded beside h_t."""
    names = cell.quantities if wanted is None else wanted.names
    return [name for name in names if name != cell.states[0].name]


def _in_chunks(
    cell: Cell,
    form: Form,
    readers: list[Reader],
    _force: Callable[[int, int], Force] | None,
    wanted: Wanted | None,
    compare: Callable[[float], object] | None,
) -> dict[str, Tensor]:
    """What is wanted by name, (L * D, T, B, units), some steps at a time."""
    kept = _recorded(cell, wanted)
    units = None if wanted is None else wanted.units
    h = readers[0].h
    found = {
        name: h.new_empty(len(readers), *h.shape[:2], h.shape[2] if units is None else len(units)) for name in kept
    }
    for number, reader in enumerate(readers):
        if not kept and compare is None:
            break
        targets = {name: Target(values[number], units) for name, values in found.items()}
        names = cell.computed_for(kept, compare is not None)
        gap = reader.fill(names, form.fill, targets, None if compare is None else form.hidden)
        if compare is not None:
            compare(gap)
    return found


def _followed(
    cell: Cell,
    form: Form,
    readers: list[Reader],
    force: Callable[[int, int], Force] | None,
    wanted: Wanted | None,
    compare: Callable[[float], object] | None,
) -> dict[str, Tensor]:
    """The same, so that gradients flow through it."""
    found: dict[str, list[Tensor]] = {}
    units = None if wanted is None or wanted.units is None else list(wanted.units)
    directions = 1 + readers[-1].sweep.backward
    for number, reader in enumerate(readers):
        if (
            force is None
            and len(reader.chunks()) > 1
            and not reader.narrow
            and not torch._C._are_functorch_transforms_active()
        ):
            quantities = recomputed(cell, form, reader, _recorded(cell, wanted), compare)
        else:
            every = by_equations(form, reader, leave if force is None else force(*divmod(number, directions)))
            if compare is not None:
                compare(reader.gap({name: value.detach() for name, value in every.items()}, form.hidden))
            there = reader.sweep.inside(len(reader.h))
            quantities = {
                name: every[name] if there is None else torch.where(there, every[name], torch.nan)
                for name in _recorded(cell, wanted)
            }
        for name, value in quantities.items():
            found.setdefault(name, []).append(value if units is None else value[..., units])
    return {name: side_by_side(found.pop(name)) for name in list(found)}


def _check_ends(
    cell: Cell,
    found: dict[str, Tensor],
    lengths: tuple[int, ...],
    last: tuple[Tensor, ...],
    directions: tuple[str, ...],
    units: Sequence[int] | None,
    precision: float | None,
) -> None:
    """ValueError where a state that was read back does not end where the module's own does (an LSTM's c_n)."""
    for state, returned in zip(cell.states[1:], last[1:], strict=True):
        if state.name not in found:
            continue
        with torch.no_grad():
            own = returned if units is None else returned[..., list(units)]
            gap = (last_states(found[state.name], lengths, directions) - own).abs().max().item()
            largest = max(1.0, returned.abs().max().item())
        # What one rounding a step can add up to, and never more than a few in practice.
        if gap > min(_ROUNDINGS, 8 + max(lengths)) * (precision or torch.finfo(returned.dtype).eps) * largest:
            raise ValueError(
                f"module: its {state.letter}_n and the {state.name} that its equations give differ by {gap:.2g}, more "
                f"than {str(returned.dtype).removeprefix('torch.')} explains. Trace it in float32: module.float()."
            )
