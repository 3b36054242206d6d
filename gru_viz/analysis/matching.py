"""Matching: which unit of one network does what a unit of another does, by their values on the same sequences."""

from dataclasses import dataclass

import numpy as np

from gru_viz.cells.celltrace import CellTrace


@dataclass(frozen=True)
class Match:
    """The units of a network beside those of another.

    Attributes
    ----------
    partner : ndarray (hidden_size,) of int
        For each unit the one of the other network; -1 where it has fewer units.
    correlation : ndarray (hidden_size,), in [-1, 1]
        Pearson's r of the two over all steps.
    """

    partner: np.ndarray
    correlation: np.ndarray

    @property
    def mean(self) -> float:
        """How alike they are on the whole: mean of the magnitudes."""
        return float(np.abs(self.correlation[self.partner >= 0]).mean())


def match(one: CellTrace, other: CellTrace, layer: int = 0, direction: str | None = None) -> Match:
    """Each unit of `one` with another unit of `other`, so that they are as alike as can be (Kuhn 1955; Li et al. 2015).

    Parameters
    ----------
    one, other : CellTrace
        Of the same sequences.
    layer : int
    direction : "forward", "backward", or None for the first that there is
    """
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - it takes half a second to load

    table = _correlations(_steps(one, layer, direction), _steps(other, layer, direction))
    rows, columns = linear_sum_assignment(-np.abs(table))
    partner, correlation = np.full(len(table), -1), np.zeros(len(table))
    partner[rows], correlation[rows] = columns, table[rows, columns]
    return Match(partner, correlation)


def _steps(tr: CellTrace, layer: int, direction: str | None) -> np.ndarray:
    """Hidden states of all steps of all sequences in a row, (N, hidden_size)."""
    states = tr.hidden_state[layer, tr.side(direction)].detach().double().cpu().numpy()
    return np.concatenate([states[:length, sample] for sample, length in enumerate(tr.lengths)])


def _correlations(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Pearson's r of all pairs of columns; 0 where one does not vary."""
    scaled = []
    for values in (one, other):
        centred = values - values.mean(axis=0)
        norm = np.linalg.norm(centred, axis=0)
        scaled.append(centred / np.where(norm > 0, norm, np.inf))
    return scaled[0].T @ scaled[1]
