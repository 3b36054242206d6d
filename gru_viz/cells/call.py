"""Call: one run of a recurrent layer inside a model, and the record of it."""

import math
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.cell import Cell, Form
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.checks import check_start, check_tokens
from gru_viz.cells.kept import Kept
from gru_viz.cells.kinds import CELLS, form_of
from gru_viz.cells.layers import unroll
from gru_viz.cells.observation import read_back
from gru_viz.cells.single import SingleStep
from gru_viz.cells.steps import Recurrent, Steps

#: How many times the module's own precision may lie between what it returned and what its equations say.
_PRECISIONS = 64


@dataclass(frozen=True)
class Call:
    """What a layer was given and what it returned.

    Attributes
    ----------
    name : str
        Of the layer in its model.
    module : nn.Module
    x : Tensor or PackedSequence
    start : Tensor, tuple of Tensor, or None
    returned : object
    random_state : Tensor or None
        Before the call, where it drew dropout masks.
    autocast : torch.dtype or None
        What PyTorch computed in, where it was told to choose.
    """

    name: str
    module: nn.Module
    x: Any
    start: Any
    returned: Any
    random_state: Tensor | None
    autocast: torch.dtype | None


def recorded_call(call: Call, keep: Collection[str] | None, units: Sequence[int] | None) -> "CellTrace | Kept":
    """The record of a call, or what is to be kept of it.

    Raises
    ------
    ValueError
        The layer returned something else than its equations say.
    """
    with ExitStack() as stack:
        stack.enter_context(torch.autocast("cpu", enabled=False))
        if torch._C._autograd._top_saved_tensors_default_hooks(True) is not None:  # pyright: ignore[reportAttributeAccessIssue]
            # Inside a checkpoint: what autograd saves is counted there, and the run is repeated for the gradients.
            stack.enter_context(torch.no_grad())
        tr = _single(call) if _single_row(call.module) else _layer(call)
    return tr if keep is None and units is None else Kept.of(tr, keep, units)


def _single_row(module: nn.Module) -> Cell | None:
    """The row of a module that computes one step."""
    return next((cell for cell in CELLS.values() if cell.single and isinstance(module, cell.single)), None)


def _single(call: Call) -> CellTrace:
    """The record of nn.GRUCell and its kind: a sequence of one step."""
    cell = _single_row(call.module)
    assert cell is not None
    single: Any = call.module
    module: Any = SingleStep(single)
    states = call.returned if isinstance(call.returned, tuple) else (call.returned,)
    start = call.start[None] if isinstance(call.start, Tensor) else call.start and tuple(s[None] for s in call.start)
    unbatched = call.x.dim() == 1
    ends = tuple(_typed(state[None, None] if unbatched else state[None], module) for state in states)
    return _read(call, cell, cell.forms[0], module, _typed(call.x[None], module), start, ends[0], ends)


def _layer(call: Call) -> CellTrace:
    """The record of a whole layer, or of several on top of each other."""
    cell, form = form_of(call.module)
    module: Any = call.module
    if getattr(module, "proj_size", 0):
        raise ValueError(f"{call.name!r}: an nn.LSTM with proj_size, which no trace knows")
    x = _typed(call.x, module)
    output, last = call.returned
    ends = last if isinstance(last, tuple) else (last,)
    unbatched = isinstance(x, Tensor) and x.dim() == 2
    data = _typed(
        output.data if isinstance(output, PackedSequence) else Steps.of(output, module.batch_first).data, module
    )
    ends = tuple(_typed(end.unsqueeze(1) if unbatched else end, module) for end in ends)
    return _read(call, cell, form, module, x, call.start, data, ends)


def _typed(value: Any, module: Recurrent) -> Any:
    """`value` in the module's own precision: under autocast it came in another."""
    dtype = next(iter(module.parameters())).dtype
    own = value.data.dtype if isinstance(value, PackedSequence) else value.dtype
    return value if own == dtype else value.to(dtype)


def _read(
    call: Call,
    cell: Cell,
    form: Form,
    module: Recurrent,
    x: Tensor | PackedSequence,
    given: Any,
    data: Tensor,
    last: tuple[Tensor, ...],
) -> CellTrace:
    """The trace of a call from what the module itself returned; layers below the last are run again for their states."""
    if isinstance(given, Tensor):
        given = _typed(given, module)
    elif given is not None:
        given = tuple(_typed(state, module) for state in given)
    start, steps = check_start(cell, module, x, given), Steps.of(x, module.batch_first)
    inputs, outputs = [steps.data], [data]
    if module.num_layers > 1 or cell.hidden is None:
        with torch.random.fork_rng(enabled=call.random_state is not None):
            if call.random_state is not None:
                torch.set_rng_state(call.random_state)
            inputs, outputs, again = unroll(module, steps, start, form.kernel)
        _check(call.name, module, _precision(call), ((outputs[-1], data), *zip(again, last, strict=True)))
        outputs = [*outputs[:-1], data]
    tr = read_back(cell, form, module, x, start, (inputs, outputs, last), check_tokens(None, steps.lengths))
    if cell.hidden is not None:
        with torch.no_grad():
            _check(call.name, module, _precision(call), [(cell.hidden(tr), tr.hidden_state)])
    return tr


def _precision(call: Call) -> float:
    """Of the module's numbers, or of those that autocast computed in."""
    own = torch.finfo(next(iter(call.module.parameters())).dtype).eps
    return own if call.autocast is None else max(own, torch.finfo(call.autocast).eps)


def _largest(gap: Tensor) -> float:
    """Largest magnitude, in one pass; NaN where there is one."""
    low, high = gap.aminmax()
    return torch.maximum(-low, high).item()


def _check(name: str, module: Recurrent, precision: float, pairs: Any) -> None:
    """ValueError unless both of each pair are the same, as far as the module's precision goes."""
    for said, returned in pairs:
        with torch.no_grad():
            gap = said - returned
            largest = _largest(gap)
            # NaN stands past the end of a shorter sequence.
            largest = _largest(gap.nan_to_num_()) if math.isnan(largest) else largest
            allowed = _PRECISIONS * precision
            if largest <= allowed or largest <= allowed * returned.nan_to_num().abs().max().item():
                continue
        raise ValueError(
            f"{name or 'the module'!r} ({type(module).__name__}) returned something else than its equations say, by "
            f"{largest:.2g}: it has a forward, a hook or a parametrisation of its own. Trace a plain module with its "
            "weights instead."
        )
