"""trace(): every gate and state of a recurrent cell, at every step, as the module itself computes them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, overload

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.checks import (
    check_input,
    check_module,
    check_plain,
    check_start,
    check_tokens,
    check_untouched,
    check_wrapper,
)
from gru_viz.cells.gru import GRUTrace
from gru_viz.cells.intervention import Intervention
from gru_viz.cells.kept import Kept, Wanted
from gru_viz.cells.kinds import form_of
from gru_viz.cells.lstm import LSTMTrace
from gru_viz.cells.mingru import MinGRU, MinGRUTrace
from gru_viz.cells.notes import Notes
from gru_viz.cells.observation import read_back
from gru_viz.cells.plan import Plan
from gru_viz.cells.rnn import RNNTrace
from gru_viz.cells.run import Run
from gru_viz.cells.steps import Steps, as_given
from gru_viz.cells.textbook import TextbookGRU

Start = Tensor | tuple[Tensor, ...] | None
Tokens = Sequence[Any] | None
Held = Intervention | Iterable[Intervention]


@overload
def trace(
    module: nn.GRU | TextbookGRU,
    x: Tensor | PackedSequence,
    h0: Start = None,
    *,
    tokens: Tokens = None,
    intervene: Held = (),
    check: bool = False,
) -> GRUTrace: ...
@overload
def trace(
    module: nn.LSTM,
    x: Tensor | PackedSequence,
    h0: Start = None,
    *,
    tokens: Tokens = None,
    intervene: Held = (),
    check: bool = False,
) -> LSTMTrace: ...
@overload
def trace(
    module: nn.RNN,
    x: Tensor | PackedSequence,
    h0: Start = None,
    *,
    tokens: Tokens = None,
    intervene: Held = (),
    check: bool = False,
) -> RNNTrace: ...
@overload
def trace(
    module: MinGRU,
    x: Tensor | PackedSequence,
    h0: Start = None,
    *,
    tokens: Tokens = None,
    intervene: Held = (),
    check: bool = False,
) -> MinGRUTrace: ...
@overload
def trace(
    module: nn.Module,
    x: Tensor | PackedSequence,
    h0: Start = None,
    *,
    tokens: Tokens = None,
    intervene: Held = (),
    check: bool = False,
) -> CellTrace: ...
@overload
def trace(
    module: nn.Module,
    x: Tensor | PackedSequence,
    h0: Start = None,
    *,
    keep: Collection[str],
    units: Sequence[int] | None = None,
    tokens: Tokens = None,
    intervene: Held = (),
    check: bool = False,
) -> Kept: ...
@overload
def trace(
    module: nn.Module,
    x: Tensor | PackedSequence,
    h0: Start = None,
    *,
    units: Sequence[int],
    tokens: Tokens = None,
    intervene: Held = (),
    check: bool = False,
) -> Kept: ...
def trace(
    module: Any,
    x: Tensor | PackedSequence,
    h0: Start = None,
    *,
    tokens: Tokens = None,
    intervene: Held = (),
    check: bool = False,
    keep: Collection[str] | None = None,
    units: Sequence[int] | None = None,
) -> Any:
    """Run `module` on `x` and keep every gate and state: a GRUTrace of a GRU, an LSTMTrace of an LSTM.

    h_t of all steps comes from the module's own kernel, layer by layer; the gates of all steps then follow from x_t and
    h_{t-1}, some steps at a time, so that hardly more memory is used than what is kept. Of a large batch on the CPU,
    without gradients, they are written down on the way, by the kernel's own operations. The module, its mode, its
    parameters' gradients and the random state stay as they were. Gradients flow through everything recorded, as through
    any module; of a long run the gates are computed once more on the way back instead of kept twice.

    Parameters
    ----------
    module : nn.GRU, TextbookGRU, MinGRU, nn.RNN, or nn.LSTM without `proj_size`
    x : Tensor (T, I), (T, B, I), (B, T, I) with `batch_first`, or PackedSequence
        What `module.forward` takes; finite.
    h0 : Tensor (num_layers * num_directions, B, H), or without B for unbatched `x`; default zeros
        For nn.LSTM a pair (h0, c0) of such.
    tokens : sequence of str, or one such for each sequence of the batch
        Names of the steps; default their positions "0", "1", …
    intervene : Intervention, or several
        Gates and states to hold at a value while everything after follows; see `clamp` and `silence`. A layer that
        is intervened in is stepped through one step at a time; without interventions nothing slows down.
    check : bool
        Run the module itself, too, and compare; so a subclass or a module with hooks can be traced, which is refused
        otherwise.
    keep : collection of str, optional
        Only these quantities, such as ("update_gate",), where a whole trace would be too much; what is returned has
        them as attributes.
    units : sequence of int, optional
        Only these units.

    Raises
    ------
    TypeError
        `module` or `x` is of another kind, or `module` does more than its equations.
    ValueError
        A shape, dtype, length or value does not fit; the message names the argument, what came and what is expected.
        With `check`: the module returned something else.
    Problem
        An intervention is outside the run, contradicts another, or holds a gate at a value outside [0, 1].

    Notes
    -----
    Equations: https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html; for
    TextbookGRU Chung et al. 2014, for MinGRU Feng et al. 2024.
    """
    check_plain(module)
    check_wrapper(module)
    cell, form = form_of(module)
    check_module(module)
    if not check:
        check_untouched(module, form.module)
    check_input(module, x)
    wanted = Wanted.of(cell, module.hidden_size, keep, units)
    steps = Steps.of(x, module.batch_first)
    start = check_start(cell, module, x, h0)
    plan = Plan.of(intervene, form, module, steps.length)
    start = plan.start(start)
    # What only keeps some quantities has no names of steps, of which there may be very many.
    names = () if wanted is not None and tokens is None else check_tokens(tokens, steps.lengths)
    notes = None if plan.held else Notes.of(cell, form, module, steps, start, wanted)
    run = Run.of(plan.kernel if notes is None else notes.kernel, module, steps, start)
    if check and not plan.held and not plan.from_start.any():
        _compare(run, module, x, h0)
    force, found = plan.force if plan.held else None, None if notes is None else notes.padded(steps)
    return read_back(cell, form, module, x, start, run, names, force=force, wanted=wanted, found=found)


def _compare(run: Run, module: Any, x: Tensor | PackedSequence, h0: Start) -> None:
    """ValueError unless the module itself, run with the same dropout masks, returns what was recorded."""
    with torch.random.fork_rng():
        returned = module(x, h0)
    if not isinstance(returned, tuple) or len(returned) != 2:
        raise ValueError(
            f"module: {type(module).__name__} returned {type(returned).__name__} instead of (output, h_n): check=True compares "
            "what it returned with what its equations say. Trace a plain module with its weights instead."
        )
    output, ends = returned
    ends = ends if isinstance(ends, tuple) else (ends,)
    told = as_given(x, run.outputs[-1], module.batch_first)
    unbatched = isinstance(x, Tensor) and x.dim() == 2
    last = [state.squeeze(1) if unbatched else state for state in run.last]
    for said, returned in zip((told, *last), (output, *ends), strict=True):
        ours, own = (v.data if isinstance(v, PackedSequence) else v for v in (said, returned))
        if not torch.equal(ours, own):
            gap = (ours - own).abs().max().item()
            raise ValueError(
                f"module: it returned something else than its equations say, by {gap:.2g}: its forward or its hooks "
                "change what comes out. Trace a plain module with its weights instead."
            )
