"""Computing: a source is read, and every region of it computed that is not there yet, by whatever workers there are."""

import time
from collections.abc import Generator, Iterator

from gru_viz.corpus.layout import Layout
from gru_viz.corpus.progress import Progress
from gru_viz.corpus.reading import Read, read
from gru_viz.corpus.region import Region, regions, trace_region
from gru_viz.corpus.sources.source import Source
from gru_viz.corpus.spelling import Spelling
from gru_viz.corpus.store import Store
from gru_viz.corpus.workers import Workers
from gru_viz.machine import give_back

#: Seconds between two notes in the store of how far it is: what is lost when it dies is at most computed again.
_NOTES = 1.0
#: Regions, after which free memory goes back to the system: whoever computes on has to fetch it again.
_GIVEN_BACK = 16


def trace_all(
    store: Store, spelling: Spelling, source: Source, layout: Layout, workers: Workers
) -> Generator[Progress]:
    """Read, and compute and write the regions of what has been read while reading goes on."""
    noted = store.attributes
    done = set(range(noted["complete"] // layout.region)) | set(noted["done"])
    latest = Read(0, 0, False, None)
    yield Progress("reading", noted["read"]["positions"], None)

    def portions() -> Iterator[Read | None]:
        nonlocal latest
        for portion in read(store, spelling, source, layout, workers):
            if portion is not None:
                store.make_room(layout, portion.positions)
                latest = portion
            yield portion

    def left() -> Iterator[Region | None]:
        return (each for each in regions(store, layout, portions()) if each is None or each.number not in done)

    last = time.monotonic()
    try:
        for number in workers.each(trace_region, (store, spelling, layout), left()):
            if number is not None:
                done.add(number)
                if len(done) % _GIVEN_BACK == 0:
                    give_back()  # what large arrays left free, which glibc keeps for each thread
            if time.monotonic() - last > _NOTES:
                _note(store, done, layout, latest)
                last = time.monotonic()
            yield _progress(done, layout, latest)
    finally:
        _note(store, done, layout, latest)


def _progress(done: set[int], layout: Layout, read: Read) -> Progress:
    """How far it is: reading until the first region is there."""
    if not done:
        return Progress("reading", read.positions, read.expected)
    short = layout.regions(read.positions) * layout.region - read.positions
    last = read.whole and layout.regions(read.positions) - 1 in done
    return Progress("tracing", len(done) * layout.region - short * last, read.expected)


def _note(store: Store, done: set[int], layout: Layout, read: Read) -> None:
    """Put into the store how far it is without a gap, and what is done beyond the first one."""
    gap = next(number for number in range(len(done) + 1) if number not in done)
    whole = read.whole and gap == layout.regions(read.positions)
    complete = read.positions if whole else gap * layout.region
    store.say(complete=complete, done=sorted(number for number in done if number > gap), finished=whole)
