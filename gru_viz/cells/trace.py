"""trace(): every gate and state of a recurrent cell, at every step, as the module itself computes them."""

from collections.abc import Iterable, Sequence
from typing import Any, overload

from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.checks import check_input, check_module, check_start, check_tokens
from gru_viz.cells.gru import GRUTrace
from gru_viz.cells.intervention import Intervention, Plan
from gru_viz.cells.kinds import form_of
from gru_viz.cells.lstm import LSTMTrace
from gru_viz.cells.mingru import MinGRU, MinGRUTrace
from gru_viz.cells.observation import observe
from gru_viz.cells.rnn import RNNTrace
from gru_viz.cells.steps import Steps
from gru_viz.cells.textbook import TextbookGRU

Start = Tensor | tuple[Tensor, ...] | None
Tokens = Sequence[str] | Sequence[Sequence[str]] | None
Held = Intervention | Iterable[Intervention]


@overload
def trace(
    module: nn.GRU | TextbookGRU,
    x: Tensor | PackedSequence,
    h0: Start = None,
    *,
    tokens: Tokens = None,
    intervene: Held = (),
) -> GRUTrace: ...
@overload
def trace(
    module: nn.LSTM, x: Tensor | PackedSequence, h0: Start = None, *, tokens: Tokens = None, intervene: Held = ()
) -> LSTMTrace: ...
@overload
def trace(
    module: nn.RNN, x: Tensor | PackedSequence, h0: Start = None, *, tokens: Tokens = None, intervene: Held = ()
) -> RNNTrace: ...
@overload
def trace(
    module: MinGRU, x: Tensor | PackedSequence, h0: Start = None, *, tokens: Tokens = None, intervene: Held = ()
) -> MinGRUTrace: ...
@overload
def trace(
    module: nn.Module, x: Tensor | PackedSequence, h0: Start = None, *, tokens: Tokens = None, intervene: Held = ()
) -> CellTrace: ...
def trace(
    module: Any,
    x: Tensor | PackedSequence,
    h0: Start = None,
    *,
    tokens: Tokens = None,
    intervene: Held = (),
) -> CellTrace:
    """Run `module` on `x` and keep every gate and state: a GRUTrace of a GRU, an LSTMTrace of an LSTM.

    h_t of all steps comes from the module's own kernel, layer by layer; all gates of all steps then follow in one
    vectorised computation from x_t and h_{t-1}. The module, its mode, its parameters' gradients and the random state
    stay as they were. Gradients flow through everything recorded, as through any module.

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

    Raises
    ------
    TypeError
        `module` or `x` is of another kind.
    ValueError
        A shape, dtype, length or value does not fit; the message names the argument, what came and what is expected.
    Problem
        An intervention is outside the run, contradicts another, or holds a gate at a value outside [0, 1].

    Notes
    -----
    Equations: https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html; for
    TextbookGRU Chung et al. 2014, for MinGRU Feng et al. 2024.
    """
    cell, form = form_of(module)
    check_module(module)
    check_input(module, x)
    steps = Steps.of(x, module.batch_first)
    start = check_start(cell, module, x, h0)
    plan = Plan.of(intervene, form, module, steps.length)
    return observe(cell, plan, module, x, start, check_tokens(tokens, steps.lengths))
