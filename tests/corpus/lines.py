"""What the tests of corpora share: lines to trace, and everything in a store."""

import numpy as np
import zarr

from gru_viz.corpus import Corpus

LINES = ["It was the best of times,", "", "  it was the worst of times… ", "你好，世界！ it's", "x" * 130, "a"]


def array(corpus: Corpus, name: str) -> np.ndarray:
    """One array of a store, without the tasks that Dask would make of it."""
    options = corpus.storage_options or None
    group = zarr.open_group(corpus.path, mode="r", zarr_format=2, use_consolidated=False, storage_options=options)
    return np.asarray(group[name][:])


def arrays(corpus: Corpus) -> dict[str, np.ndarray]:
    """Every array of a store."""
    return {name: np.asarray(values[:]) for name, values in zarr.open_group(corpus.path, mode="r").arrays()}
