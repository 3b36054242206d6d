"""Saturation: how much of the time each unit's gates are nearly shut or nearly open (Karpathy et al. 2015, fig. 4)."""

from dataclasses import dataclass

import numpy as np

from gru_viz.analysis.gates import NEARLY_OPEN, NEARLY_SHUT
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.parts import inside

BINS = 25


@dataclass(frozen=True)
class Saturation:
    """Of every gate, over all steps and sequences.

    Attributes
    ----------
    shut, open : dict of gate name to ndarray (num_layers, num_directions, hidden_size), in [0, 1]
        Share of the time below `NEARLY_SHUT`, above `NEARLY_OPEN`.
    histogram : dict of gate name to ndarray (BINS,), in [0, 1]
        Share of all values in each of `BINS` equal parts of [0, 1].
    """

    shut: dict[str, np.ndarray]
    open: dict[str, np.ndarray]
    histogram: dict[str, np.ndarray]


def saturation(tr: CellTrace) -> Saturation:
    """`Saturation` of everything that `tr` recorded; ValueError where its cell has no gates."""
    if not tr.gates:
        raise ValueError(f"tr: {tr.cell.name} has no gates; saturation is of a cell with gates, such as a GRU")
    gates = {name: getattr(tr, name).detach().float().cpu().numpy() for name in tr.gates}
    shape = gates[tr.gates[0]].shape
    there = np.broadcast_to(inside(getattr(tr, tr.gates[0]), tr.lengths).cpu().numpy(), shape)
    # Of a unit with a gate that is no number in a step that was read, no share is known.
    steps = {
        name: np.where((there & np.isnan(values)).any(axis=(2, 3)), np.nan, there.sum(axis=(2, 3)))
        for name, values in gates.items()
    }
    return Saturation(
        shut={name: (values < NEARLY_SHUT).sum(axis=(2, 3)) / steps[name] for name, values in gates.items()},
        open={name: (values > NEARLY_OPEN).sum(axis=(2, 3)) / steps[name] for name, values in gates.items()},
        histogram={
            name: np.histogram(values[there & ~np.isnan(values)], BINS, (0, 1))[0] / there.sum()
            for name, values in gates.items()
        },
    )
