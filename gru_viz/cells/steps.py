"""Steps and layer-by-layer unrolling: what every recurrent cell here shares, with no cell's mathematics."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import linear
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

#: Names of the directions, in the order of a trace's axis.
DIRECTIONS = ("forward", "backward")
#: (name of a quantity, its value as computed) -> its value as used; an intervention puts another one in
Force = Callable[[str, Tensor], Tensor]


def leave(_name: str, value: Tensor) -> Tensor:
    """The `Force` of an undisturbed run."""
    return value


#: (module, layer, steps, data, h0 (D, B, H) in the steps' order) -> (data of all directions, h_n (D, B, H))
LayerKernel = Callable[[nn.Module, int, "Steps", Tensor, Tensor], tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Steps:
    """A batch of sequences as PyTorch's kernels read it: time first, or packed.

    Attributes
    ----------
    data : Tensor (T, B, F) or, packed, (sum of lengths, F)
    batch_sizes : Tensor (T,) or None when all sequences have the same length
    sorted_indices, unsorted_indices : Tensor (B,) or None
        Packed data lie longest first; these lead there and back.
    """

    data: Tensor
    batch_sizes: Tensor | None = None
    sorted_indices: Tensor | None = None
    unsorted_indices: Tensor | None = None

    @classmethod
    def of(cls, x: Tensor | PackedSequence, batch_first: bool) -> "Steps":
        """`x` as a module takes it: (T, F), (T, B, F), (B, T, F) with `batch_first`, or packed."""
        if isinstance(x, PackedSequence):
            return cls(x.data, x.batch_sizes, x.sorted_indices, x.unsorted_indices)
        if x.dim() == 2:
            return cls(x.unsqueeze(1))
        return cls(x.transpose(0, 1) if batch_first else x)

    @property
    def batch(self) -> int:
        """Number of sequences."""
        return self.data.shape[1] if self.batch_sizes is None else int(self.batch_sizes[0])

    @property
    def length(self) -> int:
        """Steps of the longest sequence T."""
        return self.data.shape[0] if self.batch_sizes is None else len(self.batch_sizes)

    def pad(self, data: Tensor) -> tuple[Tensor, Tensor | None]:
        """`data` of these steps as (T, B, F) in the caller's order, zeros past the end; and lengths (B,)."""
        if self.batch_sizes is None:
            return data, None
        packed = PackedSequence(data, self.batch_sizes, self.sorted_indices, self.unsorted_indices)
        padded, lengths = pad_packed_sequence(packed)
        return padded, lengths.to(data.device)

    def sort(self, state: Tensor) -> Tensor:
        """State (N, B, H) from the caller's order to the kernel's."""
        return state if self.sorted_indices is None else state.index_select(1, self.sorted_indices)

    def unsort(self, state: Tensor) -> Tensor:
        """State (N, B, H) from the kernel's order to the caller's."""
        return state if self.unsorted_indices is None else state.index_select(1, self.unsorted_indices)


def unroll(
    module: nn.Module, steps: Steps, h0: Tensor, kernel: LayerKernel
) -> tuple[list[Tensor], list[Tensor], Tensor]:
    """Run `module` layer by layer, with dropout between layers exactly where nn.GRU has it.

    Parameters
    ----------
    module : nn.Module
        With nn.GRU's attributes (`num_layers`, `bidirectional`, `dropout`, `training`).
    steps : Steps
    h0 : Tensor (num_layers * num_directions, B, hidden_size), in the caller's order

    Returns
    -------
    inputs : list of Tensor
        Data that each layer reads (the first layer's is `steps.data`).
    outputs : list of Tensor
        Data that each layer returns, both directions side by side, before dropout.
    h_n : Tensor (num_layers * num_directions, B, hidden_size), in the caller's order
    """
    directions = 2 if module.bidirectional else 1
    start = steps.sort(h0)
    data, inputs, outputs, last = steps.data, [], [], []
    for layer in range(module.num_layers):
        if layer and module.dropout and module.training:
            data = torch.dropout(data, module.dropout, True)
        inputs.append(data)
        data, h_n = kernel(module, layer, steps, data, start[layer * directions : (layer + 1) * directions])
        outputs.append(data)
        last.append(h_n)
    return inputs, outputs, steps.unsort(torch.cat(last))


def layer_parameters(module: nn.Module, layer: int, direction: int) -> list[Tensor]:
    """[weight_ih, weight_hh] or, with bias, [weight_ih, weight_hh, bias_ih, bias_hh] of one layer and direction."""
    suffix = f"_l{layer}{'_reverse' if direction else ''}"
    names = ["weight_ih", "weight_hh"] + (["bias_ih", "bias_hh"] if module.bias else [])
    return [getattr(module, name + suffix) for name in names]


#: (layer, direction, t, W_i x_t + b_i, h_{t-1}, weight_hh, bias_hh) -> h_t
Advance = Callable[[int, int, int, Tensor, Tensor, Tensor, Tensor | None], Tensor]


def step_through(
    module: nn.Module, layer: int, steps: Steps, data: Tensor, h0: Tensor, advance: Advance
) -> tuple[Tensor, Tensor]:
    """One layer, all directions, one step at a time: what a `LayerKernel` returns."""
    x, lengths = Steps(data, steps.batch_sizes).pad(data)
    every_h, last = [], []
    for direction in range(h0.shape[0]):
        weight_ih, weight_hh, *bias = layer_parameters(module, layer, direction)
        bias_ih, bias_hh = bias or (None, None)
        x_part = linear(x, weight_ih, bias_ih)  # W_i x_t + b_i does not wait for h: all steps at once
        h, states = h0[direction], [None] * x.shape[0]
        for t in reversed(range(x.shape[0])) if direction else range(x.shape[0]):
            new = advance(layer, direction, t, x_part[t], h, weight_hh, bias_hh)
            h = new if lengths is None else torch.where((t < lengths)[:, None], new, h)
            states[t] = h
        every_h.append(torch.stack(states))
        last.append(h)
    output = torch.cat(every_h, dim=-1)
    if lengths is not None:
        output = pack_padded_sequence(output, lengths.cpu()).data
    return output, torch.stack(last)
