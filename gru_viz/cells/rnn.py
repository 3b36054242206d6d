"""RNN: the trace of torch.nn.RNN, h_t = tanh or ReLU (W_i x_t + b_i + W_h h_{t-1} + b_h)."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.checks import check_state
from gru_viz.cells.recording import Recording, recorded, start_of
from gru_viz.cells.steps import Steps, layer_parameters


@dataclass(frozen=True, kw_only=True)
class RNNTrace(Recording):
    """Everything an nn.RNN computed; shapes as in `Recording`.

    Attributes
    ----------
    nonlinearity : "tanh" or "relu"
    """

    cell: ClassVar[str] = "RNN"

    nonlinearity: str


def trace_rnn(module: nn.RNN, x: Tensor | PackedSequence, h0: Tensor | None, tokens: object) -> RNNTrace:
    """`gru_viz.trace` of an nn.RNN."""
    steps = Steps.of(x, module.batch_first)
    check_state("h0", module, x, h0, steps.batch)
    fields = recorded(module, x, start_of(module, steps, h0), _kernel, lambda *_: {}, tokens)
    return RNNTrace(**fields, nonlinearity=module.nonlinearity)


def _kernel(module: nn.RNN, layer: int, steps: Steps, data: Tensor, h0: Tensor) -> tuple[Tensor, Tensor]:
    """One layer, all directions, by PyTorch's own fused kernel."""
    directions = h0.shape[0]
    weights = [p for d in range(directions) for p in layer_parameters(module, layer, d)]
    run = torch.rnn_tanh if module.nonlinearity == "tanh" else torch.rnn_relu
    args = (h0.contiguous(), weights, module.bias, 1, 0.0, False, directions == 2)
    if steps.batch_sizes is None:
        return run(data, *args, False)
    return run(data, steps.batch_sizes, *args)
