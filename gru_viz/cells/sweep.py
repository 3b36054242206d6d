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

    def order(self, count: int) -> range:
        """Positions in the input, of `count`, in the order in which they are read."""
        return range(count - 1, -1, -1) if self.backward else range(count)

    def inside(self, count: int) -> Tensor | None:
        """Which of `count` steps each sequence has, (T, B, 1); None when all have the same length."""
        if self.lengths is None:
            return None
        return (torch.arange(count, device=self.lengths.device)[:, None] < self.lengths)[..., None]

    def before(self, states: Tensor, start: Tensor, at: slice | None = None) -> Tensor:
        """The state each step started from, at the step's position in the input.

        Parameters
        ----------
        states : Tensor (T, B, hidden_size)
        start : Tensor (B, hidden_size)
        at : slice or None
            Of which steps, one after the other; None for all.
        """
        first, end = (0, len(states)) if at is None else (at.start, at.stop)
        if not self.backward:
            return states[first - 1 : end - 1] if first else torch.cat([start[None], states[: end - 1]])
        last = end == len(states)
        shifted = torch.cat([states[first + 1 :], start[None]]) if last else states[first + 1 : end + 1]
        if self.lengths is None:
            return shifted
        return torch.where(self._begins(first, end), start, shifted)

    def hand_back(self, grads: Tensor, at: slice, states: Tensor, start: Tensor) -> None:
        """Add derivatives by `before` of some steps to those by the states and by the start."""
        first, end = at.start, at.stop
        if self.backward:
            if self.lengths is not None:
                begins = self._begins(first, end)
                start += torch.where(begins, grads, 0).sum(0)
                grads = grads.masked_fill(begins, 0)
            behind = min(end + 1, len(states))
            states[first + 1 : behind] += grads[: behind - first - 1]
            if end == len(states):
                start += grads[-1]
        elif first:
            states[first - 1 : end - 1] += grads
        else:
            states[: end - 1] += grads[1:]
            start += grads[0]

    def _begins(self, first: int, end: int) -> Tensor:
        """Where a sequence of its own length begins on the way backward, (K, B, 1)."""
        assert self.lengths is not None
        return (torch.arange(first, end, device=self.lengths.device)[:, None] == self.lengths - 1)[..., None]


#: (weights, W_i x_t + b_i of all steps (T, B, rows), the way) -> h_t of all steps (T, B, hidden_size)
Walk = Callable[[CellWeights, Tensor, Sweep], Tensor]

#: (W_i x_t + b_i (B, rows), which becomes what the rows lead to; states (B, hidden_size) before the step; weights) ->
#: states after it; without gradients
OwnStep = Callable[[Tensor, tuple[Tensor, ...], CellWeights], tuple[Tensor, ...]]

#: (step, name of a quantity, its values there (B, H)) -> whether something is held; held values are put in their place
Hold = Callable[[int, str, Tensor], bool]
#: As `Walk`, without gradients and in place, with what is held on the way
WalkInPlace = Callable[[CellWeights, Tensor, Sweep, Hold], Tensor]


def nothing(_step: int, _name: str, _place: Tensor) -> bool:
    """The `Hold` of an undisturbed run."""
    return False


def followed() -> bool:
    """Whether gradients, or transforms such as vmap, follow what is computed: then as the equations are written."""
    return torch.is_grad_enabled() or torch._C._are_functorch_transforms_active()


def by_equations(
    gates: Gates, mix: Mix, forces: Callable[[int], Callable[[int], Force]] = lambda _direction: lambda _t: leave
) -> Walk:
    """The `Walk` of a cell with one state, by its equations as they are written.

    Parameters
    ----------
    gates : Gates
    mix : Mix
    forces : callable
        Direction, then step, to the `Force` there.
    """

    def walk(weights: CellWeights, from_input: Tensor, sweep: Sweep) -> Tensor:
        inputs, force, inside = from_input.unbind(), forces(int(sweep.backward)), sweep.inside(len(from_input))
        (h,) = sweep.start
        states: list[Tensor] = [h] * len(inputs)
        for t in sweep.order(len(inputs)):
            here = force(t)
            new = here("hidden_state", mix(gates(Step(inputs[t], h, weights, here)), h))
            h = new if inside is None else torch.where(inside[t], new, h)
            states[t] = h
        return torch.stack(states)

    return walk
