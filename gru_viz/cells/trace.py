"""trace(): every gate and state of a recurrent cell, at every step, as the module itself computes them."""

from collections.abc import Iterable, Sequence

from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells import textbook
from gru_viz.cells.checks import check_input, check_module, check_state
from gru_viz.cells.gru import Trace, torch_gates, torch_kernel
from gru_viz.cells.intervention import Intervention, Plan
from gru_viz.cells.lstm import LSTMTrace, trace_lstm
from gru_viz.cells.recording import recorded, start_of
from gru_viz.cells.rnn import RNNTrace, trace_rnn
from gru_viz.cells.steps import Steps, leave
from gru_viz.cells.textbook import TextbookGRU
from gru_viz.problem import Problem


def trace(
    module: nn.GRU | TextbookGRU | nn.RNN | nn.LSTM,
    x: Tensor | PackedSequence,
    h0: Tensor | tuple[Tensor, Tensor] | None = None,
    *,
    tokens: Sequence[str] | Sequence[Sequence[str]] | None = None,
    intervene: Intervention | Iterable[Intervention] = (),
) -> Trace | RNNTrace | LSTMTrace:
    """Run `module` on `x` and keep every gate and state: a Trace of a GRU, an RNNTrace, an LSTMTrace.

    h_t of all steps comes from the module's own kernel, layer by layer; all gates of all steps then follow in one
    vectorised computation from x_t and h_{t-1}. The module, its mode, its parameters' gradients and the random state
    stay as they were. Gradients flow through everything recorded, as through any module.

    Parameters
    ----------
    module : nn.GRU, TextbookGRU, nn.RNN, or nn.LSTM without `proj_size`
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
    Equations: https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html and, for TextbookGRU, Chung et al. 2014.
    """
    check_module(module)
    check_input(module, x)
    steps = Steps.of(x, module.batch_first)
    if not isinstance(module, nn.GRU | TextbookGRU):
        if intervene:
            raise Problem("Interventions work on GRUs only, not on {kind}.", kind=type(module).__name__)
        return (trace_lstm if isinstance(module, nn.LSTM) else trace_rnn)(module, x, h0, tokens)
    check_state("h0", module, x, h0, steps.batch)
    start = start_of(module, steps, h0)
    before = isinstance(module, TextbookGRU)
    kernel = textbook.layer_kernel if before else torch_kernel
    gates = textbook.gates if before else torch_gates
    plan = Plan.of(intervene, module, steps.length)
    if plan is not None:
        start = plan.start(start)
        kernel = plan.kernel(kernel, gates, "write" if before else "keep")

    def cell(layer, direction, x_part, h_before, weight_hh, bias_hh, _lengths) -> dict[str, Tensor]:
        force = leave if plan is None else plan.force(layer, direction)
        r, z, n = gates(x_part, h_before, weight_hh, bias_hh, force)
        return {"reset_gate": r, "update_gate": z, "candidate_state": n}

    return Trace(
        **recorded(module, x, start, kernel, cell, tokens),
        update_convention="write" if before else "keep",
        reset_convention="before" if before else "after",
    )
