"""Notes: a layer's gates written down while it runs, where a loop of ours is PyTorch's own kernel to the last bit.

On the CPU that kernel is a loop of plain operations over the steps. Where each of them has enough to compute, the same
loop costs no more from here, and what it finds on the way need not be computed again.
"""

from collections.abc import Callable, Sequence
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
    units : Tensor or None
        Numbers of those that are written down; None for all.
    sums : tuple of Tensor (V, rows) or None
        What each direction of the first layer makes of an id, W_ih x + b_ih. The data are ids then, (…, 1), and nobody
        wants the last layer's output.
    """

    cell: Cell
    step: OwnStep
    places: dict[str, Tensor]
    units: Tensor | None = None
    sums: tuple[Tensor, ...] | None = None

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
        sums: tuple[Tensor, ...] | None = None,
        dtype: torch.dtype | None = None,
    ) -> Self | None:
        """For a run that is about to begin; None where it has to be its own kernel's. `dtype` is what is written."""
        data, packed = steps.data, steps.batch_sizes is not None
        wide = data.numel() // data.shape[-1] // steps.length * module.hidden_size
        read = (data,) if sums is None else sums
        if form.own_step is None or wide < _ENOUGH or is_followed(read[0], module, start) or not _plain(read, module):
            return None
        if not is_own(cell, form, start[0].dtype, packed):
            return None
        # h_t of sequences of one length is there already: as the output.
        names = cell.quantities if wanted is None else wanted.names
        names = [name for name in names if packed or name != HIDDEN.name]
        units = None if wanted is None or wanted.units is None else torch.tensor(wanted.units)
        shape = (len(start[0]), *data.shape[:-1], module.hidden_size if units is None else len(units))
        return cls(cell, form.own_step, {name: start[0].new_empty(shape, dtype=dtype) for name in names}, units, sums)

    def kernel(self, layer: Layer) -> tuple[Tensor, tuple[Tensor, ...]]:
        """As the form's own, all directions; what it finds is written down."""
        width, sizes, sides = layer.module.hidden_size, layer.steps.batch_sizes, len(layer.start[0])
        output, ends = layer.start[0].new_empty(*layer.steps.data.shape[:-1], sides * width), []
        unread = self.sums is not None and layer.number + 1 == layer.module.num_layers
        for side in range(sides):
            places = {name: values[layer.number * sides + side] for name, values in self.places.items()}
            room = output[..., side * width :][..., :width]
            rows_of, left = self._rows(layer, side)
            if not unread:
                left = left | {HIDDEN.name: room}
            at_once = [(name, _by_step(values, sizes)) for name, values in places.items() if name not in left]
            start = tuple(state.contiguous()[side] for state in layer.start)
            ends.append(self._run(layer, side, start, rows_of, at_once, None if unread else _by_step(room, sizes)))
            for name in places.keys() & left.keys():
                places[name].copy_(self._some(left[name]))
        return output, tuple(torch.stack(state) for state in zip(*ends, strict=True))

    def _rows(self, layer: Layer, side: int) -> tuple[Callable[[int], Tensor], dict[str, Tensor]]:
        """What stands there before a step, the sums of its inputs, which it overwrites; what of it is left at the end.

        From a table of sums they are taken step by step: a step's few lie in the processor's cache until they are written
        down, and nothing is left.
        """
        data, sizes, weights = layer.steps.data, layer.steps.batch_sizes, layer.weights[side]
        if self.sums is None or layer.number:
            rows = linear(data, weights.weight_ih, weights.bias_ih)
            return _by_step(rows, sizes).__getitem__, self._gates(rows)
        table, ids = self.sums[side], _by_step(data[..., 0], sizes)
        room = table.new_empty(layer.steps.batch, table.shape[1])
        return lambda t: torch.index_select(table, 0, ids[t], out=room[: len(ids[t])]), {}

    def _run(
        self,
        layer: Layer,
        side: int,
        start: tuple[Tensor, ...],
        rows_of: Callable[[int], Tensor],
        at_once: list[tuple[str, Sequence[Tensor]]],
        room: Sequence[Tensor] | None,
    ) -> tuple[Tensor, ...]:
        """One direction from `start`: what is to be written `at_once` is put there, h_t into `room`; how each ends."""
        weights, sizes = layer.weights[side], layer.steps.batch_sizes
        counts = [layer.steps.batch] * layer.steps.length if sizes is None else sizes.tolist()
        order = range(len(counts))[::-1] if side else range(len(counts))
        states, done = tuple(state[: counts[order[0]]] for state in start), []
        for t in order:
            before, count = len(states[0]), counts[t]
            if before > count:  # some sequences have ended
                done.append(tuple(state[count:] for state in states))
                states = tuple(state[:count] for state in states)
            elif before < count:  # on the way back, some begin
                states = tuple(torch.cat([s, other[before:count]]) for s, other in zip(states, start, strict=True))
            # In memory of their own: the last bit of a product depends on where its factors begin.
            rows = rows_of(t)
            states = self.step(rows, states, weights)
            if room is not None:
                room[t].copy_(states[0])
            if at_once:
                found = self._gates(rows) | {s.name: value for s, value in zip(self.cell.states, states, strict=True)}
                for name, places in at_once:
                    places[t].copy_(self._some(found[name]))
        return tuple(torch.cat(pieces) for pieces in zip(*reversed([*done, states]), strict=True))

    def _gates(self, rows: Tensor) -> dict[str, Tensor]:
        """What a step has put in place of the sums of its inputs."""
        return dict(zip(self.cell.rows, rows.chunk(len(self.cell.rows), -1), strict=True))

    def _some(self, values: Tensor) -> Tensor:
        return values if self.units is None else values.index_select(-1, self.units)

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


def _plain(read: Sequence[Tensor], module: Recurrent) -> bool:
    """Whether all of it is plain numbers of one precision in the CPU's memory."""
    return not torch.is_autocast_enabled("cpu") and all(
        each.device.type == "cpu" and each.dtype == read[0].dtype and each.dtype in (torch.float32, torch.float64)
        for each in (*read, *module.parameters())
    )


def is_own(cell: Cell, form: Form, dtype: torch.dtype, packed: bool) -> bool:
    """Whether the loop is what this build of PyTorch computes on this processor."""
    return form.own_step is not None and _is_own(cell, form, dtype, packed, torch.backends.mkldnn.enabled)  # pyright: ignore[reportAttributeAccessIssue]


@cache
def _is_own(cell: Cell, form: Form, dtype: torch.dtype, packed: bool, _onednn: bool) -> bool:
    """The same, tried on small layers of both directions."""
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
