"""Contexts: what a search finds, with the tokens around it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gru_viz.corpus.opened import Corpus
from gru_viz.corpus.search.blocks import rows

#: Steps before and after what was found.
AROUND = 8
#: Candidates for each context that is wanted: the same words may stand in many places.
SPARE = 8


@dataclass(frozen=True)
class Place:
    """Something that was found.

    Attributes
    ----------
    start, end : int
        Positions in the corpus, the end exclusive.
    score : float
        By which it was found: a value, a distance, a number of units.
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Context:
    """A place with what stands around it.

    Attributes
    ----------
    place : Place
    low : int
        Position of the first token.
    tokens : tuple of str (N)
    values : ndarray (N,)
        One for each of them; of what, the search says.
    """

    place: Place
    low: int
    tokens: tuple[str, ...]
    values: np.ndarray

    @property
    def inside(self) -> range:
        """Which tokens the place itself is of."""
        return range(self.place.start - self.low, self.place.end - self.low)


def contexts(
    corpus: Corpus,
    places: Sequence[Place],
    count: int,
    values: Callable[[np.ndarray], np.ndarray],
    quantity: str,
    layer: int = 0,
    direction: int = 0,
) -> list[Context]:
    """The first `count` of `places`, of those that show the same tokens the first one.

    Parameters
    ----------
    values : callable
        All units of the quantity at the tokens of one, (N, hidden_size), float32 -> (N,).
    """
    chosen: dict[tuple, tuple[Place, int, tuple[str, ...]]] = {}
    for place in places:
        if len(chosen) == count:
            break
        low, high = around(corpus, place.start, place.end)
        tokens = tuple(corpus.tokens(low, high))
        chosen.setdefault((tokens, place.start - low, place.end - low), (place, low, tokens))
    kept = list(chosen.values())
    array = corpus.dataset[quantity].isel(layer=layer, direction=direction)
    read = rows(array, [(low, low + len(tokens)) for _place, low, tokens in kept])
    return [Context(*each, values(seen.astype(np.float32))) for each, seen in zip(kept, read, strict=True)]


def around(corpus: Corpus, start: int, end: int, steps: int = AROUND) -> tuple[int, int]:
    """Positions from `steps` before a stretch to as many after it, within the sequence of its start."""
    first, last = corpus.bounds(start)
    return max(first, start - steps), min(last, end + steps)
