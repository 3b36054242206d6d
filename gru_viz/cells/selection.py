"""Selection: a part of a trace that is a trace itself."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from torch import Tensor

from gru_viz.cells.parts import Which, first_states, last_states, numbers
from gru_viz.cells.starts import narrowed, rows
from gru_viz.cells.tables import DIMENSIONS

if TYPE_CHECKING:
    from gru_viz.cells.celltrace import CellTrace

Record = TypeVar("Record", bound="CellTrace")


def selected(tr: Record, layer: Which, direction: str | None, sample: Which, units: Which, steps: Which) -> Record:
    """As `CellTrace.sel`."""
    layers, _directions, count, batch, _units = tr.hidden_state.shape
    if direction is not None or units is not None:
        part = tr.sel(layer=layer, sample=sample, steps=steps)
        sides = list(range(tr.num_directions)) if direction is None else [tr.side(direction)]
        return _narrowed(part, sides, numbers("units", units, tr.hidden_size))
    kept, samples = numbers("layer", layer, layers), numbers("sample", sample, batch)
    at = numbers("steps", steps, count)
    lengths = tuple(sum(t < tr.lengths[i] for t in at) for i in samples)
    if not all(lengths) or at != list(range(at[0], at[-1] + 1)):
        raise ValueError(f"steps: expected steps one after the other that every sequence has, got {steps}")
    found: dict[str, Any] = {
        f.name: value[kept][:, :, at][:, :, :, samples]
        for f in fields(tr)
        if isinstance(value := getattr(tr, f.name), Tensor) and value.dim() == 5
    }
    ends = {f"{state.letter}_n": last_states(found[state.name], lengths, tr.directions) for state in tr.cell.states}
    return replace(
        tr,
        **found,
        **ends,
        output=found["hidden_state"][-1].movedim(0, -2).flatten(-2),
        tokens=tuple(tuple(tr.tokens[i][t] for t in at if t < tr.lengths[i]) for i in samples),
        lengths=lengths,
        start=tuple(
            first_states(tr.started_from(state.before)[kept][:, :, at][:, :, :, samples], lengths, tr.directions)
            for state in tr.cell.states
        ),
        restarts=tuple(
            (step - at[0], tuple(rows(value, kept, tr.num_directions, samples) for value in values))
            for step, values in tr.restarts
            if step in at[1:]
        ),
        layer_inputs=tuple(tr.layer_inputs[n][at][:, samples] for n in kept),
        weights=tuple(tr.weights[n] for n in kept),
        whole=tr.whole and tr.whole.sel(layer=layer, sample=sample, steps=steps),
    )


def _narrowed(part: Record, sides: list[int], units: list[int]) -> Record:
    """Only these directions and units of a record, which stays at hand as its `whole`."""
    states = [state.name for state in part.cell.states]
    found: dict[str, Any] = {
        f.name: value[:, sides][..., units]
        for f in fields(part)
        if isinstance(value := getattr(part, f.name), Tensor) and value.dim() == len(DIMENSIONS)
    }
    ends = (last_states(getattr(part, name), part.lengths, part.directions) for name in states)
    ends = (end.unflatten(0, (-1, part.num_directions))[:, sides].flatten(0, 1)[..., units] for end in ends)
    return replace(
        part,
        **found,
        **{f"{state.letter}_n": end for state, end in zip(part.cell.states, ends, strict=True)},
        output=found["hidden_state"][-1].movedim(0, -2).flatten(-2),
        weights=tuple(tuple(layer[side] for side in sides) for layer in part.weights),
        start=tuple(narrowed(value, part.num_directions, sides, units) for value in part.start),
        restarts=tuple(
            (step, tuple(narrowed(value, part.num_directions, sides, units) for value in values))
            for step, values in part.restarts
        ),
        directions=tuple(part.directions[side] for side in sides),
        units=tuple(part.unit_numbers[unit] for unit in units),
        whole=part.entire,
    )
