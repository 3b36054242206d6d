"""Colours of text are those of the figures."""

import numpy as np

from gru_viz.figures.base.colours import backgrounds, foreground
from gru_viz.figures.base.scale import GATE_COLOUR, signed


def test_text_colours_are_the_figures_own_and_legible():
    assert backgrounds(np.array([0.0, 1.0]), GATE_COLOUR) == ["rgb(68, 1, 84)", "rgb(253, 231, 37)"]
    low, middle, high = backgrounds(np.array([-1.0, 0.0, 1.0]), signed(np.zeros(1)))
    assert (foreground(low), foreground(middle), foreground(high)) == ("#FFFFFF", "#000000", "#FFFFFF")
    assert backgrounds(np.array([7.0]), GATE_COLOUR) == ["rgb(253, 231, 37)"]
