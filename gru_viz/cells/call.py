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
from gru_viz.cells.kept import Kept, Wanted
from gru_viz.cells.kinds import CELLS, form_of
from gru_viz.cells.observation import read_back
from gru_viz.cells.pieces import largest
from gru_viz.cells.run import Run
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
        return _single(call, keep, units) if _single_row(call.module) else _layer(call, keep, units)


def _single_row(module: nn.Module) -> Cell | None:
    """The row of a module that computes one step."""
    return next((cell for cell in CELLS.values() if cell.single and isinstance(module, cell.single)), None)


def _single(call: Call, keep: Collection[str] | None, units: Sequence[int] | None) -> CellTrace | Kept:
    """The record of nn.GRUCell and its kind: a sequence of one step."""
    cell = _single_row(call.module)
    assert cell is not None
    single: Any = call.module
    module: Any = SingleStep(single)
    states = call.returned if isinstance(call.returned, tuple) else (call.returned,)
    start = call.start[None] if isinstance(call.start, Tensor) else call.start and tuple(s[None] for s in call.start)
    unbatched = call.x.dim() == 1
    ends = tuple(_typed(state[None, None] if unbatched else state[None], module) for state in states)
    wanted = Wanted.of(cell, module.hidden_size, keep, units)
    return _read(call, cell, cell.forms[0], module, _typed(call.x[None], module), start, ends[0], ends, wanted)


def _layer(call: Call, keep: Collection[str] | None, units: Sequence[int] | None) -> CellTrace | Kept:
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
    wanted = Wanted.of(cell, module.hidden_size, keep, units)
    return _read(call, cell, form, module, x, call.start, data, ends, wanted)


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
    wanted: Wanted | None,
) -> CellTrace | Kept:
    """The trace of a call from what the module itself returned; layers below the last are run again for their states."""
    if isinstance(given, Tensor):
        given = _typed(given, module)
    elif given is not None:
        given = tuple(_typed(state, module) for state in given)
    # The model may go on to change its own tensors in place; what is kept is what they were.
    if wanted is None or "hidden_state" in wanted.names:
        data = data.clone()
    if wanted is None:
        x, last = _copied(x), tuple(state.clone() for state in last)
        given = given.clone() if isinstance(given, Tensor) else given and tuple(state.clone() for state in given)
    start, steps = check_start(cell, module, x, given), Steps.of(x, module.batch_first)
    run = Run([steps.data], [data], last)
    if module.num_layers > 1:
        with torch.random.fork_rng(enabled=call.random_state is not None):
            if call.random_state is not None:
                torch.set_rng_state(call.random_state)
            run = Run.of(form.kernel, module, steps, start)
        for said, returned in ((run.outputs[-1], data), *zip(run.last, last, strict=True)):
            with torch.no_grad():
                gap = said - returned
                found = largest(gap)
                # NaN is what a model that computes NaN returns, too.
                _judge(call, largest(gap.nan_to_num_()) if math.isnan(found) else found, returned)
        run = run.with_own(data, last)
    tokens = check_tokens(None, steps.lengths)
    return read_back(
        cell, form, module, x, start, run, tokens, wanted=wanted, compare=lambda gap: _judge(call, gap, data)
    )


def _copied(x: Tensor | PackedSequence) -> Any:
    """`x` with numbers of its own."""
    return x.clone() if isinstance(x, Tensor) else PackedSequence(x.data.clone(), *x[1:])


def _precision(call: Call) -> float:
    """Of the module's numbers, or of those that autocast computed in."""
    own = torch.finfo(next(iter(call.module.parameters())).dtype).eps
    return own if call.autocast is None else max(own, torch.finfo(call.autocast).eps)


def _judge(call: Call, gap: float, returned: Tensor) -> None:
    """ValueError where what is `gap` away from what was returned is something else, as far as the precision goes."""
    allowed = _PRECISIONS * _precision(call)
    if gap <= allowed or gap <= allowed * returned.detach().nan_to_num().abs().max().item():
        return
    raise ValueError(
        f"{call.name or 'the module'!r} ({type(call.module).__name__}) returned something else than its equations say, by "
        f"{gap:.2g}: it has a forward, a hook or a parametrisation of its own. Trace a plain module with its "
        "weights instead."
    )
