"""Pattern: the units that are on in a stretch and off around it, and where else the same units are (as in LSTMVis).

H. Strobelt, S. Gehrmann, H. Pfister, A. M. Rush: LSTMVis, IEEE TVCG 24 (2018).
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from gru_viz.corpus.opened import Corpus
from gru_viz.corpus.search.blocks import Block, mapped
from gru_viz.corpus.search.contexts import Place
from gru_viz.progress import Computation

#: Chosen thresholds are no lower: below it a unit is hardly on.
LEAST = 0.1


@dataclass(frozen=True)
class Pattern:
    """What is looked for.

    Attributes
    ----------
    start, end : int
        The stretch that it was found in, the end exclusive.
    threshold : float
        At which a unit is on: above it, or where it is turned below its negative.
    units : tuple of int
    signs : tuple of int
        1, or -1 where a unit is turned.
    quantity : str
    layer, direction : int
    """

    start: int
    end: int
    threshold: float
    units: tuple[int, ...]
    signs: tuple[int, ...]
    quantity: str = "hidden_state"
    layer: int = 0
    direction: int = 0

    def on(self, values: np.ndarray) -> np.ndarray:
        """(N, hidden_size) -> (N, units): which of its units are on."""
        return values[:, self.units].astype(np.float32) * np.array(self.signs, np.float32) >= np.float32(self.threshold)


@dataclass(frozen=True)
class Matches:
    """Where else.

    Attributes
    ----------
    places : list of Place
        Their scores: how many of the pattern's units are on just there and off around it.
    counts : ndarray (units + 1,)
        How many places there are, by score.
    """

    places: list[Place]
    counts: np.ndarray


def pattern(
    corpus: Corpus,
    start: int,
    end: int,
    threshold: float | None = None,
    quantity: str = "hidden_state",
    layer: int = 0,
    direction: int = 0,
) -> Pattern:
    """The units that are on at every step of [start, end) and off at the steps before and after it in its sequence.

    Parameters
    ----------
    threshold : float or None
        Above 0; None for the one that most units fit, in the middle of what they leave it.
    """
    first, last = corpus.bounds(start)
    low, high = max(first, start - 1), min(last, end + 1)
    seen = corpus.dataset[quantity].isel(position=slice(low, high), layer=layer, direction=direction)
    values = seen.to_numpy().astype(np.float32)
    inside = slice(start - low, start - low + min(end, last) - start)
    sign = np.where(values[inside][0] < 0, -1, 1)
    values = values * sign
    outside = np.delete(values, np.arange(len(values))[inside], axis=0)
    most, least = values[inside].min(axis=0), outside.max(axis=0, initial=0.0)
    if threshold is None:
        threshold = _fitting(np.maximum(least, LEAST), most)
    units = np.nonzero((most >= np.float32(threshold)) & (least < np.float32(threshold)))[0]
    return Pattern(
        start,
        min(end, last),
        threshold,
        tuple(units.tolist()),
        tuple(sign[units].tolist()),
        quantity,
        layer,
        direction,
    )


def _fitting(least: np.ndarray, most: np.ndarray) -> float:
    """A threshold inside as many of the intervals (least, most] as possible, to two digits where that is among them."""
    inside = most > least
    if not inside.any():
        return 0.5
    tops = np.unique(most[inside])
    fits = (tops[:, None] > least[inside]) & (tops[:, None] <= most[inside])
    top = tops[fits.sum(axis=1).argmax()]
    bottom = least[inside][fits[fits.sum(axis=1).argmax()]].max()
    middle = round(float(top + bottom) / 2, 2)
    return middle if bottom < np.float32(middle) <= top else float(top)


def search(corpus: Corpus, wanted: Pattern, *, count: int = 10) -> Computation[Matches]:
    """The stretches at which most units of a pattern are on, each on at every step of it and off before and after.

    Of equally many units those come first whose stretch is most like the pattern's in length, then the earliest, the shorter.
    """
    array = corpus.dataset[wanted.quantity].isel(layer=wanted.layer, direction=wanted.direction)
    found = yield from mapped(corpus, [array], partial(_runs, wanted=wanted, count=count))
    cut = np.concatenate([each[2] for each in found])
    stretches, scores = _stretches(_joined(cut, corpus.offsets))
    own = (stretches[:, 0] == wanted.start) & (stretches[:, 1] == wanted.end)
    stretches, scores = stretches[~own], scores[~own]
    counts = np.bincount(scores, minlength=len(wanted.units) + 1) + sum(each[3] for each in found)
    every = np.concatenate([stretches, *(each[0] for each in found)])
    best, reached = _best(every, np.concatenate([scores, *(each[1] for each in found)]), wanted, count)
    rows = zip(best.tolist(), reached.tolist(), strict=True)
    return Matches([Place(start, end, float(score)) for (start, end), score in rows], counts)


def _runs(block: Block, values: np.ndarray, *, wanted: Pattern, count: int) -> tuple[np.ndarray, ...]:
    """Of a block: its best stretches with their scores, the runs that its borders may have cut, and how many of each score."""
    on = wanted.on(values)
    begins = block.begins[:, None]
    blank = np.zeros((1, on.shape[1]), bool)
    starts = on & (begins[:-1] | ~np.concatenate([blank, on[:-1]]))
    ends = on & (begins[1:] | ~np.concatenate([on[1:], blank]))
    unit, first = np.nonzero(starts.T)
    last = np.nonzero(ends.T)[1] + 1
    cut = ((first == 0) & ~block.begins[0]) | ((last == len(on)) & ~block.begins[-1])
    runs = np.stack([unit, first + block.low, last + block.low], axis=1)
    stretches, scores = _stretches(runs[~cut])
    own = (stretches[:, 0] == wanted.start) & (stretches[:, 1] == wanted.end)
    stretches, scores = stretches[~own], scores[~own]
    counts = np.bincount(scores, minlength=len(wanted.units) + 1)
    return *_best(stretches, scores, wanted, count), runs[cut], counts


def _joined(cut: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Runs (unit, start, end), those that go on in the next block as one."""
    if not len(cut):
        return cut
    cut = cut[np.lexsort((cut[:, 1], cut[:, 0]))]
    goes_on = (cut[1:, 0] == cut[:-1, 0]) & (cut[1:, 1] == cut[:-1, 2]) & ~np.isin(cut[1:, 1], offsets)
    first = np.concatenate([[True], ~goes_on])
    last = np.concatenate([~goes_on, [True]])
    return np.column_stack([cut[first, :2], cut[last, 2]])


def _stretches(runs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different stretches (start, end) of runs, and of how many units each is one."""
    order = runs[np.lexsort((runs[:, 2], runs[:, 1])), 1:]
    new = np.ones(len(order), bool)
    new[1:] = (order[1:] != order[:-1]).any(axis=1)
    at = np.nonzero(new)[0]
    return order[at], np.diff(np.append(at, len(order)))


def _best(stretches: np.ndarray, scores: np.ndarray, wanted: Pattern, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The first `count` in the order that `search` says."""
    unlike = np.abs(stretches[:, 1] - stretches[:, 0] - (wanted.end - wanted.start))
    order = np.lexsort((stretches[:, 1], stretches[:, 0], unlike, -scores))[:count]
    return stretches[order], scores[order]
