"""What the tests of corpora share: lines to trace, and everything in a store."""

import numpy as np

from gru_viz.corpus import Corpus

LINES = ["It was the best of times,", "", "  it was the worst of times… ", "你好，世界！ it's", "x" * 130, "a"]


def arrays(corpus: Corpus) -> dict[str, np.ndarray]:
    """Every array of a store."""
    return {str(name): values.to_numpy() for name, values in corpus.dataset.variables.items()}
