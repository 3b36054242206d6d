"""Region: the part of a corpus that is computed and written in one piece, by whoever gets to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import torch

from gru_viz.corpus.batches import computed
from gru_viz.corpus.layout import SEQUENCES, Layout
from gru_viz.corpus.reading import Read
from gru_viz.corpus.spelling import Spelling
from gru_viz.corpus.store import Store


@dataclass(frozen=True, eq=False)
class Region:
    """Positions `start` to `stop`, and the sequences that reach into them.

    A sequence that reaches over its edge is computed on both sides, so that nobody waits for anybody, and what a region
    becomes depends on nothing but its number.

    Attributes
    ----------
    number, start, stop : int
    begin : int
        Where the first of the sequences begins.
    lengths : int64 (sequences,)
        Of those one after another.
    """

    number: int
    start: int
    stop: int
    begin: int
    lengths: np.ndarray = field(repr=False)

    def read(self, store: Store, name: str) -> np.ndarray:
        """What stands at all positions of its sequences."""
        return store.column(name, slice(self.begin, self.begin + int(self.lengths.sum())))


def regions(store: Store, layout: Layout, read: Iterable[Read | None]) -> Iterator[Region | None]:
    """All regions in their order, each as soon as all of it has been read; None where `read` gives None.

    The table of sequences is gone through a chunk at a time.
    """
    number = first = begin = seen = 0
    lengths = np.zeros(0, np.int64)
    for portion in read:
        if portion is None:
            yield None
            continue
        new = range(seen, portion.sequences, SEQUENCES)
        # Where the end is told of only after everything has been read, the last region is still to come.
        for at in new or (seen,):
            piece = slice(at, min(portion.sequences, at + SEQUENCES))
            lengths = np.concatenate([lengths[first:], store.column("length", piece)])
            ends, first = begin + np.cumsum(lengths), 0
            last = portion.whole and piece.stop == portion.sequences
            for start in range(number * layout.region, int(ends[-1]), layout.region):
                stop = min(start + layout.region, int(ends[-1]))
                if stop < start + layout.region and not last:
                    break
                first = int(np.searchsorted(ends, start, "right"))
                begin = int(ends[first] - lengths[first])
                yield Region(number, start, stop, begin, lengths[first : np.searchsorted(ends, stop, "left") + 1])
                number += 1
        seen = portion.sequences


def trace_region(store: Store, spelling: Spelling, layout: Layout, region: Region) -> int:
    """Compute and write one region; its number."""
    given = torch.from_numpy(region.read(store, "token" if spelling.spell else "input"))
    inside = slice(region.start - region.begin, region.stop - region.begin)
    found = computed(spelling, given, region.lengths, layout.keep, layout.dtype, inside.start)
    store.write(region.start, {name: values[inside] for name, values in found.items()})
    return region.number
