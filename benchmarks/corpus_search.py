"""Searches in a corpus: seconds for each over one million letters, after the first touch."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

import gru_viz
from gru_viz.corpus import Corpus
from gru_viz.corpus.search import bytoken, byword, nearest, pattern, strongest
from gru_viz.data import folder
from gru_viz.learning.segmentation import sentences
from gru_viz.progress import Computation, whole

TOKENS = 1_000_000


def traced(store: Path) -> Corpus:
    """The held-out English sentences over and over, as “words” reads them."""
    torch.set_num_threads(1)
    lines = sentences(folder("sentences") / "english.txt")
    letters = sum(sum(map(str.isalpha, line)) for line in lines)
    return gru_viz.corpus.trace("words", lines * (TOKENS // letters + 1), store, progress=False)


def timed(search: Callable[[], Computation]) -> float:
    whole(search())
    times = []
    for _ in range(3):
        start = time.perf_counter()
        whole(search())
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        corpus = traced(Path(place) / "corpus.zarr")
        wanted = pattern.pattern(corpus, 500_000, 500_003)
        searches: dict[str, Callable[[], Computation]] = {
            "pattern": lambda: pattern.search(corpus, wanted),
            "nearest states": lambda: nearest.search(corpus, 500_000),
            "strongest places": lambda: strongest.search(corpus, "update_gate", 3),
            "means by letter": lambda: bytoken.search(corpus, "update_gate"),
            "means by word": lambda: byword.search(corpus, "update_gate"),
        }
        told = ", ".join(f"{name} {timed(search):.2f} s" for name, search in searches.items())
        units = corpus.dataset.sizes["unit"]
        print(
            f"{len(corpus):,} letters × {units} units, {len(wanted.units)} of them in the pattern: {told} (target 1 each)"
        )


if __name__ == "__main__":
    main()
