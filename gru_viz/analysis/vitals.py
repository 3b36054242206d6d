"""Vitals: what tells a living recurrent layer from a dead one."""

from collections.abc import Mapping
from itertools import groupby

import torch

from gru_viz.analysis.backward import backward, state_size
from gru_viz.analysis.gates import NEARLY_OPEN, NEARLY_SHUT
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.parts import inside, mean_inside
from gru_viz.randomness import seeded

#: Steps that a gradient is followed back, at most, and from how many directions at once.
_BACK, _DIRECTIONS = 100, 4
#: A unit whose state moves by less says nothing.
STILL = 0.01


def vitals(tr: CellTrace) -> dict[str, float]:
    """What tells a living recurrent layer from a dead one, over all its layers, directions, sequences and steps.

    Returns
    -------
    dict of str to float
        `GATE/mean`, `GATE/shut` and `GATE/open` of each gate: its mean, and the share of its values below `NEARLY_SHUT`
        and above `NEARLY_OPEN`; `half_life`: steps until half of a unit's state is gone, as `memory.half_lives` has them,
        at most 1/log₂(1 + 10⁻⁶) = 693,147, mean over the units; `write`, how much is written: the mean share of the state
        that is new, of an LSTM the mean input gate; `largest_state`, the largest |h|; `gradient_per_step`, the factor by
        which a gradient towards the last state grows at each step that it is taken back (first sequence, last layer);
        `dead`: how many units are dead, as `dead_units` lists them. Which units' gates stand shut or open all the time,
        `gru_viz.analysis.saturation.saturation` of a record says.
    """
    found: dict[str, float] = {}
    for name in tr.gates:
        gate = getattr(tr, name)
        found[f"{name}/mean"] = tr.mean(name).item()
        for what, true in {"shut": gate < NEARLY_SHUT, "open": gate > NEARLY_OPEN}.items():
            # Of what is no number nobody knows whether it is.
            share = mean_inside(torch.where(gate.isnan(), torch.nan, true.float()), tr.lengths)
            found[f"{name}/{what}"] = share.item()
    if (keep := tr.keep_gate) is not None:
        found["write"] = tr.mean(tr.cell.writes).item() if tr.cell.writes else 1 - mean_inside(keep, tr.lengths).item()
        rates = mean_inside(keep.double().clamp(1e-12, 1 - 1e-6).log2(), tr.lengths, [2, 3])
        found["half_life"] = (-1 / rates).mean().item()
    found["largest_state"] = torch.where(inside(h := tr.hidden_state, tr.lengths), h.abs(), 0).max().item()
    found["gradient_per_step"] = _per_step(tr)
    found["dead"] = float(len(dead_units(tr)))
    return found


def dead_units(tr: CellTrace) -> list[tuple[int, str, int]]:
    """Units that say nothing: their state moves by less than `STILL` in all that was read, from its least to its greatest.

    A state at 0 that is never written is one, and so is one that stands at its bound; one that is no number is none.

    Returns
    -------
    list of (int, str, int)
        Layer, direction and unit; none of a record of a single step, where nothing can move.
    """
    h = tr.hidden_state.detach()
    if sum(tr.lengths) < 2:
        return []
    there = inside(h, tr.lengths)
    highest, lowest = torch.where(there, h, -torch.inf).amax((2, 3)), torch.where(there, h, torch.inf).amin((2, 3))
    return [
        (layer, tr.directions[side], tr.unit_numbers[unit])
        for layer, side, unit in (highest - lowest < STILL).nonzero().tolist()
    ]


def in_words(tr: CellTrace, found: Mapping[str, float]) -> str:
    """What matters of a record's `vitals`, and which units are dead, in a line."""
    dead = dead_units(tr) if found["dead"] else []
    told = {
        "write": "write {:.2f}",
        "half_life": "half-life {:,.1f} steps",
        "gradient_per_step": "gradient {:.3f} a step",
    }
    parts = [form.format(found[name]) for name, form in told.items() if name in found]
    places = []
    for (layer, side), group in groupby(dead, key=lambda each: each[:2]):
        numbers = [str(unit) for *_place, unit in group]
        which = f"all {tr.hidden_size}" if len(numbers) == tr.hidden_size > 1 else ", ".join(numbers)
        where = [f"layer {layer}"] * (tr.num_layers > 1) + [side] * (tr.num_directions > 1)
        places.append(f"{' '.join(where)}: {which}" if where else which)
    dying = f"dead units: {'; '.join(places)}" if places else "no dead unit"
    return f"{', '.join(parts)}; {dying}"


def _per_step(tr: CellTrace) -> float:
    """Mean factor of a gradient's size from one step to the one before, on the way back from the last state read."""
    read = range(tr.lengths[0]) if tr.named() == "forward" else range(tr.lengths[0] - 1, -1, -1)
    steps = [*read][-_BACK:]
    back, _straight = backward(tr, tr.num_layers - 1, None, 0, steps)
    with seeded(0):
        towards = torch.zeros(_DIRECTIONS, state_size(tr), dtype=torch.float64)
        towards[:, : tr.hidden_size] = torch.randn(_DIRECTIONS, tr.hidden_size, dtype=torch.float64)
    start = towards.norm()
    log_size = 0.0
    for k in reversed(range(len(steps))):
        _sums, towards = back(towards, k)
        # Kept near 1, so that neither vanishing nor exploding gradients leave the numbers.
        size = towards.norm() / start
        if size == 0:
            return 0.0
        log_size, towards = log_size + size.log().item(), towards / size
    return float(torch.tensor(log_size / len(steps)).exp())
