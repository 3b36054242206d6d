"""Strongest: where in a corpus a quantity of one unit is largest, and where it is smallest."""

from functools import partial

import numpy as np

from gru_viz.corpus.opened import Corpus
from gru_viz.corpus.search.blocks import Block, mapped
from gru_viz.corpus.search.contexts import AROUND, Place
from gru_viz.progress import Computation


def search(
    corpus: Corpus, quantity: str, unit: int, layer: int = 0, direction: int = 0, *, count: int = 10
) -> Computation[tuple[list[Place], list[Place]]]:
    """The `count` highest peaks, and the `count` deepest troughs.

    A peak is a step with no larger value within `AROUND` steps of its sequence, the first of equal ones; so no two
    places overlap.
    """
    array = corpus.dataset[quantity].isel(layer=layer, direction=direction, unit=unit)
    what = partial(_extremes, count=count)
    found = yield from mapped(corpus, [array], what, overlap=AROUND)
    up, down = (_first([each[side] for each in found], count) for side in (0, 1))
    return [Place(at, at + 1, value) for at, value in up], [Place(at, at + 1, -value) for at, value in down]


def _extremes(block: Block, values: np.ndarray, *, count: int) -> tuple[list[tuple[int, float]], ...]:
    """Positions and heights in a block, the highest first: of peaks, and of troughs turned over."""
    values = values.astype(np.float64)
    apart = [block.apart(steps) for steps in range(1, min(AROUND, len(values) - 1) + 1)]
    return tuple(_peaks(block, side, apart, count) for side in (values, -values))


def _peaks(block: Block, values: np.ndarray, apart: list[np.ndarray], count: int) -> list[tuple[int, float]]:
    highest = np.ones(len(values), bool)
    for steps, other in enumerate(apart, start=1):
        before, after = values[:-steps], values[steps:]
        highest[steps:] &= other | (after > before)
        highest[:-steps] &= other | (before >= after)
    at = np.nonzero(highest[block.own])[0] + block.own.start
    best = at[np.argsort(-values[at], kind="stable")[:count]]
    return [(int(i) + block.low, float(values[i])) for i in best]


def _first(found: list[list[tuple[int, float]]], count: int) -> list[tuple[int, float]]:
    """The highest of all, the earliest of equal ones."""
    return sorted((each for block in found for each in block), key=lambda each: (-each[1], each[0]))[:count]
