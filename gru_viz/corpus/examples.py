"""Examples: a store for each bundled model, of what no training has seen: fresh sequences, for words real sentences."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gru_viz.corpus.opened import Corpus
from gru_viz.corpus.tracer import trace
from gru_viz.data import folder
from gru_viz.learning.bundled import Model, bundled
from gru_viz.learning.segmentation import sentences
from gru_viz.learning.tasks import FRESH_SEEDS

#: Fresh sequences of each task.
_SEQUENCES = 2_000


def make(place: Path, names: Iterable[str] = (), count: int = _SEQUENCES) -> Iterator[Corpus]:
    """Trace each bundled model, or those named, into a store of its name; one that is there is left as it is."""
    for name in names or bundled():
        yield trace(name, list(sources(bundled()[name], count)), place / f"{name}.zarr", progress=False)


def sources(model: Model, count: int) -> Iterator[Any]:
    """What a model reads of what it has never seen: lines of text, or arrays of numbers."""
    task = model.task
    if task.embedding_size:
        for language in ("english", "chinese"):
            yield from sentences(folder("sentences") / f"{language}.txt")
        return
    batch = task.batch(count, FRESH_SEEDS)
    if not task.vocabulary:
        yield from batch.inputs.numpy()
        return
    apart = " " if any(len(symbol) > 1 and symbol.isascii() for symbol in task.vocabulary) else ""
    yield from (apart.join(row) for row in batch.tokens)
