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


def test_every_pair_has_its_number_which_has_room_on_a_phone_too():
    fig = figures.missed_pairs(np.array([[1, 0.78], [0.78, 0.996]] * 8).repeat(8, axis=1), range(16))
    (heatmap,) = fig.data
    assert [*heatmap.text[0][6:10]] == ["100", "100", "78", "78"]
    assert fig.layout.meta["least"] / 16 > 3 * heatmap.textfont.size * 0.55  # of Source Sans' digits
