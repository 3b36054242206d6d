"""Single: a module that computes one step, such as nn.GRUCell, seen as the layer that it would be."""

from collections.abc import Iterator
from typing import Any

from torch import nn


class SingleStep:
    """nn.GRUCell, nn.LSTMCell or nn.RNNCell under the attributes and parameter names of one layer of nn.GRU.

    Parameters
    ----------
    cell : nn.RNNCellBase
    """

    num_layers, batch_first, dropout, bidirectional = 1, False, 0.0, False

    def __init__(self, cell: nn.RNNCellBase) -> None:
        self._cell = cell
        self.input_size, self.hidden_size, self.bias = cell.input_size, cell.hidden_size, cell.bias
        self.training = cell.training

    def parameters(self) -> Iterator[nn.Parameter]:
        """Of the cell."""
        return self._cell.parameters()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cell, name.removesuffix("_l0"))
