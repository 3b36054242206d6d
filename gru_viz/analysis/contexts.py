"""Contexts: where in many sequences a quantity of a unit is largest and where it is smallest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gru_viz.cells.celltrace import CellTrace

#: Steps before and after the one that is looked at.
AROUND = 8


@dataclass(frozen=True)
class Context:
    """A stretch of a sequence around one step.

    Attributes
    ----------
    tokens : tuple of str (N)
    values : ndarray (N,)
        Of the quantity at each of them.
    at : int
        Which of them it is about.
    sample, step : int
        Where that is in the trace.
    """

    tokens: tuple[str, ...]
    values: np.ndarray
    at: int
    sample: int
    step: int

    @property
    def value(self) -> float:
        """The value that it is about."""
        return float(self.values[self.at])


def extremes(
    tr: CellTrace,
    quantity: str,
    layer: int = 0,
    direction: str | None = None,
    unit: int = 0,
    *,
    count: int = 6,
    tokens: Sequence[Sequence[str]] | None = None,
) -> tuple[list[Context], list[Context]]:
    """The contexts with the largest values, and those with the smallest, each from another sequence.

    Parameters
    ----------
    tr : CellTrace
        Of many sequences.
    quantity : str
        One of `tr.quantities`.
    layer, unit : int
    direction : "forward", "backward", or None for the first that there is
    count : int
        Of each.
    tokens : sequence of sequence of str, or None
        Names of the steps, where the trace has none of its own.
    """
    names = tr.tokens if tokens is None else tokens
    values = getattr(tr, quantity)[layer, tr.side(direction), :, :, unit].detach().double().cpu().numpy()
    inside = np.arange(len(values))[:, None] < np.asarray(tr.lengths)
    return (
        _first(values, np.where(inside, -values, np.inf), names, tr.lengths, count),
        _first(values, np.where(inside, values, np.inf), names, tr.lengths, count),
    )


def _first(
    values: np.ndarray, order: np.ndarray, names: Sequence[Sequence[str]], lengths: Sequence[int], count: int
) -> list[Context]:
    """The best place of each sequence by `order` (T, B), smallest first; no two contexts with the same words."""
    steps = order.argmin(axis=0)
    best = order[steps, np.arange(order.shape[1])]
    found: dict[tuple, Context] = {}
    for sample in np.argsort(best, kind="stable").tolist():
        step = int(steps[sample])
        start, end = max(0, step - AROUND), min(lengths[sample], step + AROUND + 1)
        words = tuple(map(str, names[sample][start:end]))
        each = Context(words, values[start:end, sample], step - start, sample, step)
        found.setdefault((words, each.at), each)
        if len(found) == count:
            break
    return list(found.values())
