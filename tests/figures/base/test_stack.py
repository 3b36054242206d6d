"""Heatmaps of long runs: means over blocks; numbers beside low ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gru_viz.figures.base.blocks import MOST_CELLS, block_means, block_sizes
from gru_viz.figures.base.row import Row
from gru_viz.figures.base.scale import GATE_COLOUR
from gru_viz.figures.base.stack import stack
from gru_viz.figures.base.strip import Strip


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


@pytest.mark.parametrize(("units", "height"), [(96, 55), (16, 74), (96, 128), (5, 60)])
def test_numbers_of_units_do_not_touch_each_other(units, height):
    row = Row(np.zeros((3, units)), "z", "z", GATE_COLOUR)
    layout = stack([row], Strip(("a", "b", "c")), "t", row_height=height)["layout"]
    assert np.diff(layout["yaxis2"]["tickvals"]).min() * height / units >= layout["yaxis2"]["tickfont"]["size"] - 1
