"""Computing: every region that is not in the store yet, by whatever workers there are."""

import time
from collections.abc import Generator, Iterable

from gru_viz.corpus.layout import Layout
from gru_viz.corpus.progress import Progress
from gru_viz.corpus.region import regions, trace_region
from gru_viz.corpus.spelling import Spelling
from gru_viz.corpus.store import Store
from gru_viz.corpus.workers import Workers

#: Seconds between two notes in the store of how far it is: what is lost when it dies is at most computed again.
_NOTES = 1.0


def compute(store: Store, spelling: Spelling, layout: Layout, workers: Workers) -> Generator[Progress]:
    """Compute and write the regions, in whatever order the workers get to them."""
    positions, _sequences = store.sizes()
    noted = store.attributes
    done = set(range(noted["complete"] // layout.region)) | set(noted["done"])
    yield Progress("tracing", _positions(done, layout, positions), positions)
    left = (region for region in regions(store, layout) if region.number not in done)
    last = time.monotonic()
    try:
        for number in workers.each(trace_region, (store, spelling, layout), left):
            done.add(number)
            if time.monotonic() - last > _NOTES:
                _note(store, done, layout, positions)
                last = time.monotonic()
            yield Progress("tracing", _positions(done, layout, positions), positions)
    finally:
        _note(store, done, layout, positions)


def _positions(done: Iterable[int], layout: Layout, positions: int) -> int:
    """How many positions these regions have."""
    done = list(done)
    last = layout.regions(positions) - 1
    return len(done) * layout.region - ((last + 1) * layout.region - positions) * (last in done)


def _note(store: Store, done: set[int], layout: Layout, positions: int) -> None:
    """Put into the store how far it is without a gap, and what is done beyond the first one."""
    whole = next(number for number in range(len(done) + 1) if number not in done)
    complete = min(positions, whole * layout.region)
    store.say(
        complete=complete, done=sorted(number for number in done if number > whole), finished=complete == positions
    )
