"""Examples: a store for each bundled model, of what no training has seen: fresh sequences, for words real sentences."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from gru_viz.corpus.opened import Corpus
from gru_viz.corpus.spelling import spelling_of
from gru_viz.corpus.tracer import trace
from gru_viz.corpus.unseen import unseen
from gru_viz.learning.bundled import bundled

#: Fresh sequences of each task.
_SEQUENCES = 2_000


def make(place: Path, names: Iterable[str] = (), count: int = _SEQUENCES) -> Iterator[Corpus]:
    """Trace each bundled model, or those named, into a store of its name; one that is there is left as it is."""
    for name in names or bundled():
        source = unseen(bundled()[name].task, spelling_of(name).separator, count)
        yield trace(name, source, place / f"{name}.zarr", progress=False)
