"""RNN: the trace of torch.nn.RNN, h_t = tanh or ReLU (W_i x_t + b_i + W_h h_{t-1} + b_h), and its row."""

from dataclasses import dataclass
from typing import Literal, cast

import torch
from torch import Tensor, nn

from gru_viz.cells.cell import Back, Cell, Form
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.chunks import Chunk
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


def hidden(chunk: Chunk) -> Tensor:
    """h_t from x_t and h_{t-1}: an RNN has nothing between."""
    tanh = chunk.facts["nonlinearity"] == "tanh"
    sums = chunk.sums.of_both(0, chunk.both, "tanh" if tanh else "none").view_as(chunk.before)
    return sums if tanh else sums.relu_()


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
            fill=lambda _chunk: (),
            hidden=hidden,
            facts=lambda module: {"nonlinearity": module.nonlinearity},
        ),
    ),
    quantities=("hidden_state",),
    rows=("hidden_state",),
    backward=backward,
    single=nn.RNNCell,
    arguments=("nonlinearity",),
    facts=("nonlinearity",),
    known_by="input",
)
