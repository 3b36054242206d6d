"""Sweep: one direction on its way over the steps of one layer, and what a gate is computed from on the way."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from gru_viz.cells.weights import CellWeights

#: (name of a quantity, its value as computed) -> its value as used; an intervention puts another one in
Force = Callable[[str, Tensor], Tensor]


def leave(_name: str, value: Tensor) -> Tensor:
    """The `Force` of an undisturbed run."""
    return value


@dataclass(frozen=True)
class Step:
    """What gates are computed from: at one step (B, …), or at all steps at once (T, B, …).

    Attributes
    ----------
    from_input : Tensor (..., rows)
        W_i x_t + b_i.
    state : Tensor (..., hidden_size)
        h_{t-1}; in the backward direction h_{t+1}.
    weights : CellWeights
    force : Force
        Interventions.
    """

    from_input: Tensor
    state: Tensor
    weights: CellWeights
    force: Force = leave


#: a step -> gates and candidate by name
Gates = Callable[[Step], dict[str, Tensor]]
#: gates and candidate by name, h_{t-1} -> h_t
Mix = Callable[[dict[str, Tensor], Tensor], Tensor]


@dataclass(frozen=True)
class Sweep:
    """The way of one direction: where it starts, where it ends.

    Attributes
    ----------
    start : tuple of Tensor (B, hidden_size)
        One for each state that the cell hands on.
    lengths : Tensor (B,) or None
        None when all sequences have the same length.
    backward : bool
        The direction that starts at each sequence's last step.
    """

    start: tuple[Tensor, ...]
    lengths: Tensor | None
    backward: bool

    def before(self, states: Tensor, start: Tensor) -> Tensor:
        """The state each step started from, at the step's position in the input.

        Parameters
        ----------
        states : Tensor (T, B, hidden_size)
        start : Tensor (B, hidden_size)
        """
        if not self.backward:
            return torch.cat([start[None], states[:-1]])
        shifted = torch.cat([states[1:], start[None]])
        if self.lengths is None:
            return shifted
        first = torch.arange(len(states), device=states.device)[:, None] == self.lengths - 1
        return torch.where(first[..., None], start, shifted)
