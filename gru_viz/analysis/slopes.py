"""Slopes: how steep the gates are where a run has them, beside a gate of straight pieces, and what the linear path passes."""

from dataclasses import dataclass

import numpy as np

from gru_viz.analysis.gates import selected
from gru_viz.analysis.memory import kept_share
from gru_viz.cells.celltrace import CellTrace

#: A hard gate is as steep as σ in the middle, and flat beyond: min(1, max(0, 1/2 + a/4)).
STEEPEST = 0.25


@dataclass(frozen=True)
class Slopes:
    """Of one gate at every step and unit, (T, hidden_size); slopes are in [0, 1/4].

    Attributes
    ----------
    sums : ndarray
        The weighted sums a = σ⁻¹(g).
    smooth : ndarray
        σ′(a) = g(1 − g).
    hard : ndarray
        Of a hard gate at the same sums: 1/4 where |a| < 2, else 0.
    """

    sums: np.ndarray
    smooth: np.ndarray
    hard: np.ndarray

    @property
    def bends(self) -> tuple[float, float]:
        """The largest change of a slope from one step to the next for each 1 that its sum changes, of both.

        σ″ is at most 1/(6√3) = 0.096; a hard gate's slope leaps.
        """
        sums = np.abs(np.diff(self.sums, axis=0))
        smooth, hard = (
            float(
                np.divide(np.abs(np.diff(each, axis=0)), sums, out=np.zeros_like(sums), where=sums > 0).max(initial=0.0)
            )
            for each in (self.smooth, self.hard)
        )
        return smooth, hard


def slopes(tr: CellTrace, gate: str, layer: int = 0, direction: str | None = None, sample: int = 0) -> Slopes:
    """`Slopes` of a gate of one layer, direction and sequence."""
    g = selected(tr, gate, layer, direction, sample).astype(np.float64)
    inside = np.clip(g, 1e-12, 1 - 1e-12)  # float32 rounds the ends to 0 and 1, whose sums would be infinite
    sums = np.log(inside) - np.log1p(-inside)
    return Slopes(sums, g * (1 - g), np.where(np.abs(sums) < 2, STEEPEST, 0.0))


@dataclass(frozen=True)
class LinearPath:
    """What a state's linear path passes while the gate on it learns, means over the units, (T,).

    Attributes
    ----------
    passed : ndarray, in [0, 1]
        ∂s_T/∂s_t by that path alone: the product of what the gate keeps after step t.
    slope : ndarray, in [0, 1/4]
        g(1 − g) of the gate itself, through which any gradient to its own weights goes.
    written : ndarray, in [0, 1]
        How much of the new comes in at each step: an LSTM's input gate; of a GRU what it gives up of the old.
    """

    passed: np.ndarray
    slope: np.ndarray
    written: np.ndarray


def linear_path(tr: CellTrace, layer: int = 0, direction: str | None = None, sample: int = 0) -> LinearPath:
    """`LinearPath` of a GRU's h or an LSTM's c."""
    keep = kept_share(tr, layer, direction, sample).astype(np.float64)
    backward = tr.named(direction) == "backward"
    ordered = keep if backward else keep[::-1]
    later = np.concatenate([np.ones_like(ordered[:1]), ordered[:-1].cumprod(axis=0)])
    passed = later if backward else later[::-1]
    written = selected(tr, tr.cell.writes, layer, direction, sample) if tr.cell.writes else 1 - keep
    return LinearPath(passed.mean(axis=1), (keep * (1 - keep)).mean(axis=1), written.mean(axis=1))
