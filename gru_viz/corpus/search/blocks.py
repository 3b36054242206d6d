"""Blocks: a corpus chunk by chunk, a few at once, each reduced to what a search needs of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gru_viz.corpus.opened import Corpus
from gru_viz.machine import cores
from gru_viz.progress import Computation

if TYPE_CHECKING:
    import xarray as xr

#: Chunks of a block, and blocks that are at work at once for each core.
_CHUNKS, _AT_ONCE = 4, 2


@dataclass(frozen=True)
class Block:
    """A stretch of positions.

    Attributes
    ----------
    start, end : int
        Positions that are the block's own.
    low, high : int
        Those that it sees, which may reach into its neighbours.
    begins : ndarray (high - low + 1,) of bool
        Where a sequence begins; the last one is the position after it.
    """

    start: int
    end: int
    low: int
    high: int
    begins: np.ndarray

    @property
    def own(self) -> slice:
        """Which of the positions that it sees are its own."""
        return slice(self.start - self.low, self.end - self.low)

    def apart(self, steps: int) -> np.ndarray:
        """(high - low - steps,): whether a position that it sees and the one `steps` later are of different sequences."""
        number = np.cumsum(self.begins[:-1])
        return number[steps:] != number[:-steps]


def mapped(
    corpus: Corpus,
    arrays: "Sequence[xr.DataArray]",
    what: Callable[..., Any],
    overlap: int = 0,
    beside: "Callable[[Block], xr.DataArray] | None" = None,
) -> Computation[list[Any]]:
    """`what(block, values, …)` of every block, in order; yields the share that is done.

    Whichever scheduler dask has been told of does the work: threads by default, a cluster where there is a client.

    Parameters
    ----------
    corpus : Corpus
        Of one that is half written what is computed.
    arrays : sequence of DataArray (position, …)
        A few of the first one's chunks are a block.
    what : callable
    overlap : int
        Positions of either neighbour that a block sees.
    beside : callable or None
        What else `what` is given of a block, last.
    """
    from dask.base import compute  # noqa: PLC0415 - an extra
    from dask.delayed import delayed  # noqa: PLC0415 - an extra

    size = len(corpus)
    edges = [edge for edge in _edges(arrays[0])[::_CHUNKS] if edge < size] + [size]
    many, found = max(1, cores() * _AT_ONCE), []
    for first in range(0, len(edges) - 1, many):
        tasks = []
        for start, end in zip(edges[first : first + many], edges[first + 1 :], strict=False):
            block = _block(start, end, size, corpus.offsets, overlap)
            seen = [each.isel(position=slice(block.low, block.high)).data for each in arrays]
            seen += [] if beside is None else [beside(block).data]
            tasks.append(delayed(what, pure=False)(block, *seen))
        found += compute(*tasks)
        yield edges[min(first + many, len(edges) - 1)] / size
    return found


def rows(array: "xr.DataArray", stretches: Sequence[tuple[int, int]]) -> Iterator[np.ndarray]:
    """What an array holds in each stretch [a, b), every chunk read once."""
    wanted = [np.arange(a, b) for a, b in stretches]
    places = np.unique(np.concatenate(wanted)) if wanted else np.empty(0, int)
    read = array.isel(position=places).to_numpy()
    for each in wanted:
        yield read[np.searchsorted(places, each)]


def of_units(corpus: Corpus, quantity: str, layer: int, direction: int, unit: int | None) -> "xr.DataArray":
    """(position, unit): all units of a layer and direction, or one."""
    units = slice(None) if unit is None else [unit]
    return corpus.dataset[quantity].isel(layer=layer, direction=direction, unit=units)


def over_units(values: np.ndarray) -> np.ndarray:
    """(N, units) -> (N,), float64: means. As a product, which is much faster than NumPy's mean of halves."""
    units = values.shape[1]
    return (values.astype(np.float32) @ np.full(units, 1 / units, np.float32)).astype(np.float64)


def _edges(array: "xr.DataArray") -> list[int]:
    """Where chunks begin and end."""
    chunks = array.chunksizes.get("position") or (array.sizes["position"],)
    return [0, *np.cumsum(chunks).tolist()]


def _block(start: int, end: int, size: int, offsets: np.ndarray, overlap: int) -> Block:
    low, high = max(0, start - overlap), min(size, end + overlap)
    begins = np.zeros(high - low + 1, bool)
    first, last = np.searchsorted(offsets, (low, high + 1))
    begins[offsets[first:last] - low] = True
    begins[-1] |= high == size
    return Block(start, end, low, high, begins)
