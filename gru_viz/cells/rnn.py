"""RNN: the trace of torch.nn.RNN, h_t = tanh or ReLU (W_i x_t + b_i + W_h h_{t-1} + b_h), and its row."""

from dataclasses import dataclass
from typing import Literal, cast

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from gru_viz.cells.cell import Back, Cell, Form
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.excerpt import Excerpt
from gru_viz.cells.layers import Layer, fused

Nonlinearity = Literal["tanh", "relu"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RNNTrace(CellTrace):
    """Everything an nn.RNN computed; shapes as in `CellTrace`.

    Attributes
    ----------
    nonlinearity : "tanh" or "relu"
    """

    nonlinearity: Nonlinearity


def kernel(layer: Layer) -> tuple[Tensor, tuple[Tensor]]:
    """One layer, all directions, by PyTorch's own fused kernel."""
    nonlinearity = cast("nn.RNN", layer.module).nonlinearity
    run = torch.rnn_tanh if nonlinearity == "tanh" else torch.rnn_relu
    output, h_n = fused(run, layer, layer.start[0].contiguous())
    return output, (h_n,)


def hidden(tr: RNNTrace) -> Tensor:
    """h_t as the recorded inputs and states give it."""
    sums = [
        linear(x, own.weight_ih, own.bias_ih) + linear(tr.previous_state[layer, direction], own.recurrent, own.bias_hh)
        for layer, x in enumerate(tr.layer_inputs)
        for direction, own in enumerate(tr.weights[layer])
    ]
    stacked = torch.stack(sums).unflatten(0, (tr.num_layers, -1))
    return stacked.tanh() if tr.nonlinearity == "tanh" else stacked.relu()


def backward(at: Excerpt[RNNTrace]) -> tuple[Back, Tensor]:
    """How derivatives pass through a step: δa = δ⊙(1-h²) of tanh, δ where h > 0 of ReLU; ∂/∂h_{t-1} = Uᵀδa."""
    h, u = at["hidden_state"][:, None], at.weights.recurrent
    slope = 1 - h**2 if at.trace.nonlinearity == "tanh" else (h > 0).double()

    def back(v: Tensor, k: int | slice) -> tuple[Tensor, Tensor]:
        sums = v * slope[k]
        return sums, sums @ u

    return back, torch.zeros_like(h[:, 0])


RNN = Cell(
    key="rnn",
    name="RNN",
    trace=RNNTrace,
    forms=(
        Form(
            module=nn.RNN,
            kernel=kernel,
            gates=lambda _step: {},
            facts=lambda module: {"nonlinearity": module.nonlinearity},
        ),
    ),
    quantities=("hidden_state",),
    rows=("hidden_state",),
    backward=backward,
    single=nn.RNNCell,
    hidden=hidden,
    arguments=("nonlinearity",),
    facts=("nonlinearity",),
    known_by="input",
)
