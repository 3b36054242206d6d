"""Run: a module run layer by layer, with what each layer read and returned."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import torch
from torch import Tensor

from gru_viz.cells.layers import Kernel, unroll
from gru_viz.cells.steps import Recurrent, Steps

#: Numbers after which the next may stand at the start of a line of a processor's cache.
_ALIGNED = 64


@dataclass(frozen=True)
class Run:
    """A run of a module that is done.

    Attributes
    ----------
    inputs, outputs : list of Tensor
        Data that each layer read and returned, as `unroll` gives them.
    last : tuple of Tensor (num_layers * num_directions, B, hidden_size)
        Each state after the last step.
    together : Tensor (num_layers, T, B, width) or None
        The outputs in one block of memory, where they are.
    """

    inputs: list[Tensor]
    outputs: list[Tensor]
    last: tuple[Tensor, ...]
    together: Tensor | None = None

    def states(self, steps: Steps) -> Tensor:
        """h_t of all layers, (num_layers, T, B, width), zeros past the end of a sequence."""
        return self.together if self.together is not None else side_by_side([steps.pad(v)[0] for v in self.outputs])

    def with_own(self, output: Tensor, last: tuple[Tensor, ...]) -> Self:
        """With the last output and the last states that the module itself returned."""
        if self.together is not None:
            output = self.together[-1].copy_(output)
        return replace(self, outputs=[*self.outputs[:-1], output], last=last)

    @classmethod
    def of(cls, kernel: Kernel, module: Recurrent, steps: Steps, start: tuple[Tensor, ...]) -> Self:
        """Run `module` layer by layer; the random state stays, the dropout masks are those that it would draw."""
        together = None
        if module.num_layers > 1 and steps.batch_sizes is None and not is_followed(steps.data, module, start):
            shape = (*steps.data.shape[:2], module.hidden_size * (2 if module.bidirectional else 1))
            # Each at an address such as PyTorch gives: a kernel's last bit depends on it.
            room = -(-math.prod(shape) // _ALIGNED) * _ALIGNED
            flat = start[0].new_empty(module.num_layers, room)
            together = flat[:, : math.prod(shape)].unflatten(1, shape)
        dropping = module.training and module.dropout > 0 and module.num_layers > 1
        with torch.random.fork_rng(enabled=dropping):
            return cls(*unroll(module, steps, start, kernel, together), together)


def side_by_side(values: list[Tensor]) -> Tensor:
    """(L, …); a single one keeps its memory, which h_t shares with the output."""
    return torch.stack(values) if len(values) > 1 else values[0][None]


def is_followed(data: Tensor, module: Recurrent, start: Sequence[Tensor]) -> bool:
    """Whether gradients, or a transform such as vmap, follow what is computed: then nothing is written in place."""
    if torch._C._are_functorch_transforms_active():
        return True
    return torch.is_grad_enabled() and any(each.requires_grad for each in (data, *start, *module.parameters()))
