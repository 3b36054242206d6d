"""Plan: the interventions of a run, laid out over its layers, directions and steps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Self

import torch
from torch import Tensor

from gru_viz.cells.cell import Form
from gru_viz.cells.intervention import Intervention, Places
from gru_viz.cells.layers import Layer, step_through
from gru_viz.cells.steps import DIRECTIONS, Recurrent
from gru_viz.cells.sweep import Force, Hold, Sweep, by_equations, followed
from gru_viz.cells.weights import CellWeights
from gru_viz.problem import Problem

#: target -> where it is free, and the values elsewhere
Held = dict[str, tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Plan:
    """All interventions of a run, if there are any, laid out over it.

    Attributes
    ----------
    form : Form
        How the module computes its cell.
    held : dict of target to Tensor (num_layers, num_directions, T, hidden_size)
        NaN where nothing is held.
    from_start : Tensor (num_layers, num_directions, hidden_size), bool
        Units whose start state is 0.
    """

    form: Form
    held: dict[str, Tensor]
    from_start: Tensor

    @classmethod
    def of(
        cls, interventions: Intervention | Iterable[Intervention], form: Form, module: Recurrent, steps: int
    ) -> Self:
        """Plan for a run of `module` over `steps`. Problem as in `trace`."""
        several = (interventions,) if isinstance(interventions, Intervention) else tuple(interventions)
        if several and form.mix is None:
            raise Problem("Interventions work on GRUs only, not on {kind}.", kind=type(module).__name__)
        directions = 2 if module.bidirectional else 1
        weight = next(module.parameters())
        shape = (module.num_layers, directions, steps, module.hidden_size)
        held: dict[str, Tensor] = {}
        from_start = torch.zeros(shape[0], directions, shape[3], dtype=torch.bool, device=weight.device)
        for each in several:
            rows = {
                "layer": _positions(each.layers, shape[0], "layer"),
                "step": _positions(each.steps, steps, "step"),
                "unit": _positions(each.units, shape[3], "unit"),
            }
            if each.directions == ("backward",) and directions == 1:
                raise Problem("The intervention is on the backward direction, but this GRU reads forward only.")
            for direction in (DIRECTIONS.index(name) for name in each.directions[:directions]):
                grid = torch.meshgrid(*(torch.tensor(row) for row in rows.values()), indexing="ij")
                place = (grid[0], direction, grid[1], grid[2])
                values = held.setdefault(
                    each.target, torch.full(shape, torch.nan, dtype=weight.dtype, device=weight.device)
                )
                _check_free(values[place], each, rows)
                values[place] = each.value
                if each.start:
                    from_start[grid[0][:, 0], direction, grid[2][:, 0]] = True
        return cls(form, held, from_start)

    def start(self, states: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """`states` (num_layers * num_directions, B, H) with silenced units of h_0 at 0."""
        silenced = self.from_start.flatten(0, 1)[:, None]
        return torch.where(silenced, 0.0, states[0]), *states[1:]

    def force(self, layer: int, direction: int) -> Force:
        """The `Force` of one layer and direction at all steps at once, (T, B, H)."""
        held = {name: values[layer, direction, :, None] for name, values in self.held.items()}
        return partial(_hold, {name: (values.isnan(), values) for name, values in held.items()})

    def forces(self, layer: int, direction: int) -> Callable[[int], Force]:
        """A step to its `Force`, (B, H)."""
        every = self._every(layer, direction)
        return lambda t: partial(_hold, every[t])

    def hold(self, layer: int, direction: int) -> Hold:
        """As `forces`, in place."""
        every = self._every(layer, direction)

        def hold(t: int, name: str, place: Tensor) -> bool:
            if name not in every[t]:
                return False
            free, values = every[t][name]
            torch.where(free, place, values, out=place)
            return True

        return hold

    def _every(self, layer: int, direction: int) -> list[Held]:
        """What is held, step by step."""
        every: list[Held] = [{} for _ in range(next(iter(self.held.values())).shape[2])]
        for name, values in self.held.items():
            free = values[layer, direction].isnan()
            for t in (~free).any(dim=-1).nonzero().flatten().tolist():
                every[t][name] = (free[t], values[layer, direction, t])
        return every

    def kernel(self, layer: Layer) -> tuple[Tensor, tuple[Tensor, ...]]:
        """The form's own `Kernel`, but a layer with interventions is stepped through."""
        if not any((~values[layer.number].isnan()).any() for values in self.held.values()):
            return self.form.kernel(layer)
        assert self.form.mix is not None  # `of` refuses interventions where there is none
        walk, number = self.form.in_place, layer.number
        if walk is None or followed():
            return step_through(layer, by_equations(self.form.gates, self.form.mix, partial(self.forces, number)))

        def held(weights: CellWeights, from_input: Tensor, sweep: Sweep) -> Tensor:
            return walk(weights, from_input, sweep, self.hold(number, int(sweep.backward)))

        return step_through(layer, held)


def _hold(held: Held, name: str, value: Tensor) -> Tensor:
    """`value` with what is held put in."""
    if name not in held:
        return value
    free, values = held[name]
    return torch.where(free, value, values)


def _positions(places: Places, count: int, what: str) -> list[int]:
    """`places` as whole numbers from 0 to `count` - 1; Problem if they are not all there."""
    if places is None:
        return list(range(count))
    if isinstance(places, slice):
        ends = [end for end in (places.start, places.stop) if end is not None]
        if any(not -count <= end <= count for end in ends) or not range(count)[places]:
            raise _outside(what, f"{places.start}:{places.stop}", count)
        return list(range(count)[places])
    found = []
    for place in (places,) if isinstance(places, int) else places:
        if not -count <= place < count:
            raise _outside(what, str(place), count)
        found.append(place % count)
    if not found:
        raise _outside(what, "[]", count)
    return found


def _outside(what: str, given: str, count: int) -> Problem:
    """The sentence for a place that the run does not have."""
    sentences = {
        "layer": Problem(
            "The intervention is on layer {given}; this GRU has layers 0 to {last}.", given=given, last=count - 1
        ),
        "step": Problem(
            "The intervention is on step {given}; this sequence has steps 0 to {last}.", given=given, last=count - 1
        ),
        "unit": Problem(
            "The intervention is on unit {given}; this GRU has units 0 to {last}.", given=given, last=count - 1
        ),
    }
    return sentences[what]


def _check_free(values: Tensor, each: Intervention, rows: dict[str, list[int]]) -> None:
    """Problem where something else is held already at another value."""
    taken = ~values.isnan() & (values != each.value)
    if taken.any():
        layer, step, unit = taken.nonzero()[0].tolist()
        raise Problem(
            "Two interventions contradict each other: “{target}” of unit {unit} at step {step} (layer {layer}) is to be held "
            "at {one} and at {other}.",
            target=each.target,
            unit=rows["unit"][unit],
            step=rows["step"][step],
            layer=rows["layer"][layer],
            one=f"{values[layer, step, unit].item():g}",
            other=f"{each.value:g}",
        )
