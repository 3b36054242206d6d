"""Region: the part of a corpus that is computed and written in one piece, by whoever gets to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import torch

from gru_viz.corpus.batches import computed
from gru_viz.corpus.layout import SEQUENCES, Layout
from gru_viz.corpus.reading import Read
from gru_viz.corpus.spelling import Spelling
from gru_viz.corpus.store import Store


@dataclass(frozen=True)
class Region:
    """Positions `start` to `stop`, which the sequences `first` to `last` (exclusive) reach into.

    A sequence that reaches over its edge is computed on both sides, so that nobody waits for anybody, and what a region
    becomes depends on nothing but its number.
    """

    number: int
    start: int
    stop: int
    first: int
    last: int


def regions(store: Store, layout: Layout, read: Iterable[Read | None]) -> Iterator[Region | None]:
    """All regions in their order, each as soon as all of it has been read; None where `read` gives None.

    The table of sequences is gone through a chunk at a time.
    """
    number = first = base = seen = 0
    ends = np.zeros(0, np.int64)
    for portion in read:
        if portion is None:
            yield None
            continue
        for begin in range(seen, portion.sequences, SEQUENCES):
            piece = slice(begin, min(portion.sequences, begin + SEQUENCES))
            ends = np.concatenate([ends[first - base :], store.column("offset", piece) + store.column("length", piece)])
            base = first
            last = portion.whole and piece.stop == portion.sequences
            for start in range(number * layout.region, int(ends[-1]), layout.region):
                stop = min(start + layout.region, int(ends[-1]))
                if stop < start + layout.region and not last:
                    break
                first = base + int(np.searchsorted(ends, start, "right"))
                yield Region(number, start, stop, first, base + int(np.searchsorted(ends, stop, "left")) + 1)
                number += 1
        seen = portion.sequences


def trace_region(store: Store, spelling: Spelling, layout: Layout, region: Region) -> int:
    """Compute and write one region; its number."""
    store = Store(store.url, store.options)  # as it is now: whoever reads on makes its arrays longer
    sequences = slice(region.first, region.last)
    offsets, lengths = store.column("offset", sequences), store.column("length", sequences)
    begin, end = int(offsets[0]), int(offsets[-1] + lengths[-1])
    name = "token" if spelling.spell else "input"
    values = torch.from_numpy(store.column(name, slice(begin, end)))

    def read(places: torch.Tensor) -> torch.Tensor:
        return spelling.vectors(values[places])

    found = computed(spelling.module, read, spelling.start, lengths, layout.keep, layout.dtype)
    inside = slice(region.start - begin, region.stop - begin)
    store.write(region.start, {name: values[inside] for name, values in found.items()})
    return region.number
