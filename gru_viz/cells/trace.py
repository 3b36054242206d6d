"""trace() and Trace: every gate and state of a GRU, at every step, as the module itself computes them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import linear
from torch.nn.utils.rnn import PackedSequence

from gru_viz import textbook
from gru_viz.checks import check_input, check_module, check_state
from gru_viz.intervention import Intervention, Plan
from gru_viz.layers import Force, Steps, layer_parameters, leave
from gru_viz.lstm import LSTMTrace, trace_lstm
from gru_viz.problem import Problem
from gru_viz.recording import Recording, recorded, start_of
from gru_viz.rnn import RNNTrace, trace_rnn
from gru_viz.textbook import TextbookGRU

UpdateConvention = Literal["keep", "write"]
ResetConvention = Literal["before", "after"]
QUANTITIES = ("reset_gate", "update_gate", "candidate_state", "hidden_state")


@dataclass(frozen=True, kw_only=True)
class Trace(Recording):
    """Everything a GRU computed on one batch of sequences; shapes as in `Recording`.

    Attributes
    ----------
    reset_gate, update_gate : Tensor, in (0, 1)
    candidate_state : Tensor, in (-1, 1)
    hidden_state : Tensor, in (-1, 1) if h0 is
    update_convention : "keep" (z = 1 keeps the old state) or "write" (z = 1 writes the new one)
    reset_convention : "after" or "before" the candidate's recurrent matrix
    """

    cell: ClassVar[str] = "GRU"
    quantities: ClassVar[tuple[str, ...]] = QUANTITIES
    rows: ClassVar[tuple[str, ...]] = QUANTITIES[:3]

    reset_gate: Tensor
    update_gate: Tensor
    candidate_state: Tensor
    update_convention: UpdateConvention
    reset_convention: ResetConvention

    @property
    def keep_gate(self) -> Tensor:
        """z_t where z = 1 keeps, else 1 - z_t."""
        z = self.update_gate.double()
        return z if self.update_convention == "keep" else 1 - z

    def with_update_convention(self, convention: UpdateConvention) -> "Trace":
        """The same run told with z = 1 meaning `convention`; every other tensor stays the same object."""
        if convention == self.update_convention:
            return self
        weights = tuple(tuple(cell.negate_update_gate() for cell in layer) for layer in self.weights)
        return replace(self, update_gate=1 - self.update_gate, update_convention=convention, weights=weights)

    def _attributes(self) -> dict[str, str]:
        """What the labelled arrays say about themselves."""
        return {"update_convention": self.update_convention, "reset_convention": self.reset_convention}


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


def torch_kernel(module: nn.GRU, layer: int, steps: Steps, data: Tensor, h0: Tensor) -> tuple[Tensor, Tensor]:
    """One layer, all directions, by PyTorch's own fused kernel."""
    directions = h0.shape[0]
    weights = [p for d in range(directions) for p in layer_parameters(module, layer, d)]
    args = (h0.contiguous(), weights, module.bias, 1, 0.0, False, directions == 2)
    if steps.batch_sizes is None:
        return torch.gru(data, *args, False)
    return torch.gru(data, steps.batch_sizes, *args)


def torch_gates(
    x_part: Tensor, h: Tensor, weight_hh: Tensor, bias_hh: Tensor | None, force: Force = leave
) -> tuple[Tensor, Tensor, Tensor]:
    """r_t, z_t and n_t from h_{t-1}; reset gate after the matrix (equations of torch.nn.GRU).

    Shapes as in `gru_viz.textbook.gates`.
    """
    x_r, x_z, x_n = x_part.chunk(3, dim=-1)
    h_r, h_z, h_n = linear(h, weight_hh, bias_hh).chunk(3, dim=-1)
    r, z = force("reset_gate", torch.sigmoid(x_r + h_r)), force("update_gate", torch.sigmoid(x_z + h_z))
    return r, z, torch.tanh(x_n + r * h_n)
