"""Figures of trajectories: the numbers that went in."""

import numpy as np
import pytest

from gru_viz import Experiment, figures
from gru_viz.analysis.trajectory import FixedPoint, project

TOKENS = ("<b>a</b>", "$x$", "c", "c")


@pytest.mark.parametrize("dimensions", [2, 3])
def test_a_trajectory_holds_both_directions_and_fixed_points(dimensions):
    tr = Experiment(text="a b c d", hidden_size=4, bidirectional=True).run()
    found = project(tr)
    points = [FixedPoint(tr.hidden_state[0, 0, 1, 0].double().numpy(), 0.0, radius) for radius in (0.5, 1.5)]
    fig = figures.trajectory(found, TOKENS, points, dimensions=dimensions, selected=2)
    np.testing.assert_allclose(fig.data[0].x, found.paths["forward"][:, 0], rtol=1e-5)
    np.testing.assert_allclose(fig.data[1].y, found.paths["backward"][:, 1], rtol=1e-5)
    assert fig.data[0].text[0] == "&lt;b&gt;a&lt;/b&gt;"
    stable = next(trace for trace in fig.data if trace.name == "stable fixed point")
    np.testing.assert_allclose(stable.x, found.paths["forward"][[1], 0], rtol=1e-4, atol=1e-6)
    assert fig.data[0].type == ("scatter" if dimensions == 2 else "scatter3d")
