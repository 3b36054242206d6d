"""Counterfactual: how far a run with an edited token is from the original one, and for how long."""

from dataclasses import dataclass

import numpy as np

from gru_viz.analysis.gates import selected
from gru_viz.cells.celltrace import CellTrace

#: A difference has died away once it stays under this share of its largest value.
FAINT = 0.1


@dataclass(frozen=True)
class Counterfactual:
    """Both runs on the original's time axis.

    Attributes
    ----------
    original, changed : ndarray (T, hidden_size)
        h_t; NaN where the edited sequence has no such token.
    gaps : dict of quantity to ndarray (T,)
        Mean over the units of the absolute difference.
    peak : float
        Largest |Δh| of any unit at any step.
    peak_step : int
    alive : int
        For how many steps from the edit on, as the direction reads, some |Δh| is at least `FAINT` of the peak.
    to_the_end : bool
        It still is at the last step read.
    """

    original: np.ndarray
    changed: np.ndarray
    gaps: dict[str, np.ndarray]
    peak: float
    peak_step: int
    alive: int
    to_the_end: bool


def counterfactual(
    one: CellTrace, other: CellTrace, layer: int, direction: str | None, sample: int, step: int, *, removed: bool
) -> Counterfactual:
    """Compare the original run with the one whose token at `step` was replaced or removed.

    Parameters
    ----------
    one, other : CellTrace
    layer, sample, step : int
    direction : "forward" or "backward"
    removed : bool
        The other run lacks that step.
    """

    def aligned(tr: CellTrace, name: str) -> np.ndarray:
        values = selected(tr, name, layer, direction, sample)
        if tr is other and removed:
            values = np.insert(values, step, np.nan, axis=0)
        return values

    pairs = {name: (aligned(one, name), aligned(other, name)) for name in one.quantities}
    original, changed = pairs["hidden_state"]
    largest = np.nan_to_num(np.abs(changed - original)).max(axis=1)
    order = range(step, -1, -1) if one.named(direction) == "backward" else range(step, len(largest))
    peak = float(largest.max())
    seen = [t for t in order if peak > 0 and largest[t] >= FAINT * peak]
    last = order[-1]
    return Counterfactual(
        original=original,
        changed=changed,
        gaps={name: _mean_gap(*pair) for name, pair in pairs.items()},
        peak=peak,
        peak_step=int(largest.argmax()),
        alive=abs(seen[-1] - step) + 1 if seen else 0,
        to_the_end=bool(seen) and seen[-1] == last,
    )


def _mean_gap(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Mean absolute difference at each step; NaN where there is nothing to compare."""
    return np.abs(other - one).mean(axis=1)
