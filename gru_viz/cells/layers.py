"""Layers: running a recurrent module one layer after the other, whatever its cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn.functional import linear
from torch.nn.utils.rnn import pack_padded_sequence

from gru_viz.cells.steps import Recurrent, Steps
from gru_viz.cells.sweep import Sweep, Walk
from gru_viz.cells.weights import CellWeights


@dataclass(frozen=True)
class Layer:
    """One layer that is about to read a batch.

    Attributes
    ----------
    module : Recurrent
        With nn.GRU's parameter names.
    number : int
    steps : Steps
        What this layer reads.
    start : tuple of Tensor (num_directions, B, hidden_size)
        One for each state that the cell hands on, in the order of `steps`.
    """

    module: Recurrent
    number: int
    steps: Steps
    start: tuple[Tensor, ...]

    @property
    def weights(self) -> list[CellWeights]:
        """The module's own parameters, one set a direction."""
        return [CellWeights.of(self.module, self.number, direction) for direction in range(len(self.start[0]))]


#: a layer -> data of all directions side by side, and each state after the last step (num_directions, B, hidden_size)
Kernel = Callable[[Layer], tuple[Tensor, tuple[Tensor, ...]]]


def unroll(
    module: Recurrent, steps: Steps, start: Sequence[Tensor], kernel: Kernel, places: Tensor | None = None
) -> tuple[list[Tensor], list[Tensor], tuple[Tensor, ...]]:
    """Run `module` layer by layer, with dropout between layers exactly where nn.GRU has it.

    Parameters
    ----------
    module : Recurrent
    steps : Steps
    start : sequence of Tensor (num_layers * num_directions, B, hidden_size), in the caller's order
    places : Tensor (num_layers, T, B, width), optional
        Where the outputs of each layer are to stand; only without gradients.

    Returns
    -------
    inputs : list of Tensor
        Data that each layer reads (the first layer's is `steps.data`).
    outputs : list of Tensor
        Data that each layer returns, both directions side by side, before dropout.
    last : tuple of Tensor (num_layers * num_directions, B, hidden_size), in the caller's order
        Each state after the last step.
    """
    directions = 2 if module.bidirectional else 1
    start = [steps.sort(state) for state in start]
    data, inputs, outputs, ends = steps.data, [], [], []
    for number in range(module.num_layers):
        if number and module.dropout and module.training:
            data = torch.dropout(data, module.dropout, True)
        inputs.append(data)
        rows = slice(number * directions, (number + 1) * directions)
        data, last = kernel(Layer(module, number, replace(steps, data=data), tuple(state[rows] for state in start)))
        data = data if places is None else places[number].copy_(data)
        outputs.append(data)
        ends.append(last)
    return inputs, outputs, tuple(steps.unsort(torch.cat(state)) for state in zip(*ends, strict=True))


def fused(run: Callable[..., tuple[Tensor, ...]], layer: Layer, start: object) -> tuple[Tensor, ...]:
    """What PyTorch's own kernel `run`, such as torch.gru, makes of one layer, all directions, from `start`."""
    weights = [parameter for direction in layer.weights for parameter in direction.there().values()]
    args = (start, weights, layer.module.bias, 1, 0.0, False, layer.module.bidirectional)
    if layer.steps.batch_sizes is None:
        return run(layer.steps.data, *args, False)
    return run(layer.steps.data, layer.steps.batch_sizes, *args)


def step_through(layer: Layer, walk: Walk) -> tuple[Tensor, tuple[Tensor]]:
    """One layer, all directions, each by `walk`: what a `Kernel` of a cell with one state returns."""
    x, lengths = layer.steps.as_sorted()
    every_h, last = [], []
    for direction, weights in enumerate(layer.weights):
        sweep = Sweep((layer.start[0][direction],), lengths, bool(direction))
        # W_i x_t + b_i does not wait for h: all steps at once
        states = walk(weights, linear(x, weights.weight_ih, weights.bias_ih), sweep)
        every_h.append(states)
        # Past its end a sequence keeps its state.
        last.append(states[sweep.order(len(states))[-1]])
    output = every_h[0] if len(every_h) == 1 else torch.cat(every_h, dim=-1)
    if lengths is not None:
        output = pack_padded_sequence(output, lengths.cpu()).data
    return output, (torch.stack(last),)
