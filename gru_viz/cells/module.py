"""RecurrentModule: nn.GRU's arguments, names, shapes and packing around a kernel of our own."""

import math
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.layers import Kernel, unroll
from gru_viz.cells.sizes import ARGUMENTS
from gru_viz.cells.steps import Steps, as_given


class RecurrentModule(nn.Module):
    """What a cell of ours shares with `torch.nn.GRU`: its arguments, and what `forward` takes and returns.

    A subclass says which parameters it has and how one layer is computed.
    """

    #: nn.GRU's names of its parameters for each layer and direction, in nn.GRU's order.
    parameter_names: ClassVar[tuple[str, ...]] = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    #: Blocks of hidden_size rows in each of them.
    blocks: ClassVar[int]
    kernel: ClassVar[Kernel]

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
    ) -> None:
        super().__init__()
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, dropout
        self.bidirectional = bidirectional
        # nn.GRU checks the arguments, and says which parameters there are and how wide.
        with torch.device("meta"):
            template = nn.GRU(input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional)
        for name, like in template.named_parameters():
            if name.startswith(self.parameter_names):
                shape = (self.blocks * hidden_size, *like.shape[1:])
                self.register_parameter(name, nn.Parameter(torch.empty(shape)))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """U(-1/√H, 1/√H), drawn in nn.GRU's order."""
        bound = 1 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -bound, bound)

    def forward(self, x: Tensor | PackedSequence, h0: Tensor | None = None) -> tuple[Tensor | PackedSequence, Tensor]:
        """Like `nn.GRU.forward`: returns `(output, h_n)` of the same shapes."""
        steps = Steps.of(x, self.batch_first)
        unbatched = isinstance(x, Tensor) and x.dim() == 2
        if h0 is None:
            directions = 2 if self.bidirectional else 1
            h0 = steps.data.new_zeros(self.num_layers * directions, steps.batch, self.hidden_size)
        elif unbatched:
            h0 = h0.unsqueeze(1)
        _, outputs, (h_n,) = unroll(self, steps, (h0,), type(self).kernel)
        return as_given(x, outputs[-1], self.batch_first), h_n.squeeze(1) if unbatched else h_n

    def extra_repr(self) -> str:
        """Arguments that are not at their defaults, as nn.GRU prints them."""
        names = ("num_layers", "bias", "batch_first", "dropout", "bidirectional")
        given = {name: getattr(self, name) for name in names}
        others = [f"{name}={value}" for name, value in given.items() if value != ARGUMENTS[name][0]]
        return ", ".join([str(self.input_size), str(self.hidden_size), *others])
