"""Notes: a layer's gates written down while it runs, where a loop of ours is PyTorch's own kernel to the last bit.

On the CPU that kernel is a loop of plain operations over the steps. Where each of them has enough to compute, the same
loop costs no more from here, and what it finds on the way need not be computed again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import torch
from torch import Tensor
from torch.nn.functional import linear

from gru_viz.cells.cell import HIDDEN, Cell, Form
from gru_viz.cells.kept import Wanted
from gru_viz.cells.layers import Layer
from gru_viz.cells.run import is_followed, side_by_side
from gru_viz.cells.steps import Recurrent, Steps
from gru_viz.cells.sweep import OwnStep
from gru_viz.cells.weights import CellWeights
from gru_viz.randomness import seeded

#: Numbers of a state from which on Python's part of a step is small.
_ENOUGH = 1 << 12


@dataclass(frozen=True)
class Notes:
    """Where the quantities of a run are written down.

    Attributes
    ----------
    cell : Cell
    step : OwnStep
    places : dict of str to Tensor (num_layers * num_directions, …, units)
        As the run's data lie.
    units : list of int or None
        Which are written down; None for all.
    summed : bool
        What the first layer reads are its sums of the inputs already, W_ih x_t + b_ih, both directions side by side; they
        are overwritten.
    """

    cell: Cell
    step: OwnStep
    places: dict[str, Tensor]
    units: list[int] | None = None
    summed: bool = False

    @classmethod
    def of(
        cls,
        cell: Cell,
        form: Form,
        module: Recurrent,
        steps: Steps,
        start: Sequence[Tensor],
        wanted: Wanted | None,
        *,
        summed: bool = False,
        dtype: torch.dtype | None = None,
    ) -> Self | None:
        """For a run that is about to begin; None where it has to be its own kernel's. `dtype` is what is written."""
        data, packed = steps.data, steps.batch_sizes is not None
        wide = data.numel() // data.shape[-1] // steps.length * module.hidden_size
        if form.own_step is None or wide < _ENOUGH or is_followed(data, module, start) or not _plain(data, module):
            return None
        if not _is_own(cell, form, data.dtype, packed, torch.backends.mkldnn.enabled):  # pyright: ignore[reportAttributeAccessIssue]
            return None
        # h_t of sequences of one length is there already: as the output.
        names = cell.quantities if wanted is None else wanted.names
        names = [name for name in names if packed or name != HIDDEN.name]
        units = None if wanted is None or wanted.units is None else list(wanted.units)
        shape = (len(start[0]), *data.shape[:-1], module.hidden_size if units is None else len(units))
        return cls(cell, form.own_step, {name: data.new_empty(shape, dtype=dtype) for name in names}, units, summed)

    def kernel(self, layer: Layer) -> tuple[Tensor, tuple[Tensor, ...]]:
        """As the form's own, all directions; what it finds is written down."""
        data, width = layer.steps.data, layer.module.hidden_size
        output, ends = data.new_empty(*data.shape[:-1], len(layer.start[0]) * width), []
        for side, weights in enumerate(layer.weights):
            if self.summed and layer.number == 0:
                count = weights.weight_ih.shape[0]
                rows = data[..., side * count :][..., :count]
            else:
                rows = linear(data, weights.weight_ih, weights.bias_ih)
            room = output[..., side * width :][..., :width]
            others = (state.name for state in self.cell.states if state.name in self.places)
            every = {name: data.new_empty(room.shape) for name in others} | {HIDDEN.name: room}
            start = tuple(state.contiguous()[side] for state in layer.start)
            ends.append(self._run(rows, every, start, weights, layer.steps.batch_sizes, bool(side)))
            found = every | dict(zip(self.cell.rows, rows.chunk(len(self.cell.rows), -1), strict=True))
            for name, places in self.places.items():
                value = found[name] if self.units is None else found[name][..., self.units]
                places[layer.number * len(layer.start[0]) + side].copy_(value)
        return output, tuple(torch.stack(state) for state in zip(*ends, strict=True))

    def _run(
        self,
        rows: Tensor,
        every: dict[str, Tensor],
        start: tuple[Tensor, ...],
        weights: CellWeights,
        sizes: Tensor | None,
        backward: bool,
    ) -> tuple[Tensor, ...]:
        """One direction: `rows` become what they lead to, `every` of its states is put there; how each sequence ends."""
        steps = _by_step(rows, sizes)
        kept = [(n, _by_step(every[s.name], sizes)) for n, s in enumerate(self.cell.states) if s.name in every]
        order = range(len(steps))[::-1] if backward else range(len(steps))
        states, done = tuple(state[: len(steps[order[0]])] for state in start), []
        for t in order:
            before, count = len(states[0]), len(steps[t])
            if before > count:  # some sequences have ended
                done.append(tuple(state[count:] for state in states))
                states = tuple(state[:count] for state in states)
            elif before < count:  # on the way back, some begin
                states = tuple(torch.cat([s, other[before:count]]) for s, other in zip(states, start, strict=True))
            # In memory of their own: the last bit of a product depends on where its factors begin.
            states = self.step(steps[t], states, weights)
            for number, places in kept:
                places[t].copy_(states[number])
        return tuple(torch.cat(pieces) for pieces in zip(*reversed([*done, states]), strict=True))

    def padded(self, steps: Steps) -> dict[str, Tensor]:
        """What was written of a run of `steps`, given away: (num_layers * num_directions, T, B, units).

        In the caller's order of sequences, NaN past the end of a shorter one.
        """
        every = ((name, self.places.pop(name)) for name in list(self.places))
        if steps.batch_sizes is None:
            return dict(every)
        return {name: side_by_side([steps.pad(row, torch.nan)[0] for row in rows.unbind()]) for name, rows in every}


def _by_step(data: Tensor, sizes: Tensor | None) -> Sequence[Tensor]:
    """The rows of each step."""
    return data.unbind() if sizes is None else data.split(sizes.tolist())


def _plain(data: Tensor, module: Recurrent) -> bool:
    """Whether all of it is plain numbers of one precision in the CPU's memory."""
    every = (data, *module.parameters())
    return not torch.is_autocast_enabled("cpu") and all(
        each.device.type == "cpu" and each.dtype == data.dtype and each.dtype in (torch.float32, torch.float64)
        for each in every
    )


@cache
def _is_own(cell: Cell, form: Form, dtype: torch.dtype, packed: bool, _onednn: bool) -> bool:
    """Whether the loop is what this build of PyTorch computes, tried on small layers of both directions."""
    assert form.own_step is not None
    with seeded(0), torch.no_grad():
        for features, units, batch in ((3, 17, 5), (32, 64, 64)):
            module: Any = form.module(features, units, bidirectional=True, device="cpu", dtype=dtype)
            sizes = torch.tensor([batch, batch, batch // 2, 1]) if packed else None
            shape = (4, batch, features) if sizes is None else (int(sizes.sum()), features)
            steps = Steps(torch.randn(shape, device="cpu", dtype=dtype), sizes)
            start = tuple(torch.rand(2, batch, units, device="cpu", dtype=dtype) for _state in cell.states)
            layer = Layer(module, 0, steps, start)
            (own, ends), (ours, others) = form.kernel(layer), Notes(cell, form.own_step, {}).kernel(layer)
            if not all(torch.equal(a, b) for a, b in zip((own, *ends), (ours, *others), strict=True)):
                return False
    return True
