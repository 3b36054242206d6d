"""Heatmaps of long runs: means over blocks."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gru_viz.figures.base.blocks import MOST_CELLS, block_means, block_sizes


@given(st.integers(1, 2000), st.integers(1, 256))
def test_large_heatmaps_are_thinned_to_their_limit(steps, units):
    time, unit = block_sizes(steps, units)
    assert -(-steps // time) * -(-units // unit) <= MOST_CELLS + 400
    if steps * units <= MOST_CELLS:
        assert (time, unit) == (1, 1)


def test_block_means_are_means():
    values = np.arange(24, dtype=np.float32).reshape(6, 4)
    assert block_means(values, 4, 2).tolist() == [
        [values[:4, :2].mean(), values[:4, 2:].mean()],
        [values[4:, :2].mean(), values[4:, 2:].mean()],
    ]
