"""By token: what a gate or a state is on average at each token of the vocabulary, over a whole corpus."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from gru_viz.corpus.opened import Corpus
from gru_viz.corpus.search.blocks import Block, mapped, of_units, over_units
from gru_viz.problem import Problem
from gru_viz.progress import Computation


@dataclass(frozen=True)
class Mean:
    """A token that occurs.

    Attributes
    ----------
    token : int
        Its number in the vocabulary.
    mean : float
    count : int
        How often it occurs.
    """

    token: int
    mean: float
    count: int


def search(
    corpus: Corpus, quantity: str, layer: int = 0, direction: int = 0, *, unit: int | None = None
) -> Computation[list[Mean]]:
    """A mean for every token that occurs, the largest first.

    Parameters
    ----------
    unit : int or None
        None for the mean over all units.

    Raises
    ------
    Problem
        The corpus is of numbers.
    """
    if not corpus.symbols:
        raise Problem("This corpus is of numbers: it has no tokens of which there could be means.")
    array = of_units(corpus, quantity, layer, direction, unit)
    what = partial(_sums, count=len(corpus.symbols))
    found = yield from mapped(corpus, [array, corpus.dataset["token"]], what)
    total, times = (np.sum([each[side] for each in found], axis=0) for side in (0, 1))
    there = np.nonzero(times)[0]
    mean = total[there] / times[there]
    order = np.argsort(-mean, kind="stable")
    return [Mean(int(there[i]), float(mean[i]), int(times[there[i]])) for i in order]


def _sums(_block: Block, values: np.ndarray, tokens: np.ndarray, *, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Of each token the sum of the means over units, and how often it occurs."""
    each = over_units(values)
    known = tokens >= 0
    return (
        np.bincount(tokens[known], each[known], minlength=count),
        np.bincount(tokens[known], minlength=count),
    )
