"""What is lost without each unit: a table of numbers on colours, which can be read on a wall, too."""

import numpy as np
import pytest

from gru_viz import figures
from gru_viz.analysis.ablation import KINDS, Ablation, Outcome

RANKED = [(unit, dict.fromkeys(KINDS, Outcome(Ablation(), 0.5, 1.0, None))) for unit in range(20)]


@pytest.mark.parametrize("fig", [figures.missed(RANKED, 0.9), figures.missed_pairs(np.ones((2, 2)), (4, 1))])
def test_the_numbers_in_the_cells_are_12_pixels_high_however_low_a_cell_is(fig):
    """Which are 18 on a wall of 720 (ui/components/present); Plotly by itself makes them as small as there is room."""
    (heatmap,) = fig.data
    assert heatmap.texttemplate
    assert heatmap.textfont.size >= 12
