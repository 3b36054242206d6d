"""Fixed points of a GRU that holds three switches: topology says how many there are, autograd what they are."""

import numpy as np
import pytest
import torch

from gru_viz.analysis.saddles import every_fixed_point, ways_out
from gru_viz.analysis.trajectory import one_layer
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.tasks import FRESH_SEEDS

#: One worker finds the points.
pytestmark = pytest.mark.xdist_group("saddles")
SILENCE = torch.zeros(3)


@pytest.fixture(scope="module")
def switches():
    model = load_bundled("flip-flop")
    single = one_layer(model.learner.gru, 0, "forward")
    states = model.learner.gru(model.task.batch(20, FRESH_SEEDS + 9).inputs)[0].flatten(0, 1).double()
    return model, single, every_fixed_point(single, SILENCE, states[::16])


def test_there_are_three_to_the_third_of_them_and_their_indices_add_up(switches):
    _model, _single, points = switches
    indices = [len(point.leaving) for point in points]
    # a cube: 8 corners, 12 edges, 6 faces, the middle
    assert [indices.count(k) for k in range(4)] == [8, 12, 6, 1]
    assert sum((-1) ** index for index in indices) == 1  # Poincaré and Hopf
    assert all(point.stable == (len(point.leaving) == 0) for point in points)


def test_every_point_is_fixed_and_what_leaves_it_grows_by_the_modules_own_derivative(switches):
    _model, single, points = switches
    for point in points:
        state = torch.from_numpy(point.state)

        def after(h):
            return single(SILENCE.double()[None, None], h[None, None])[1].flatten()

        assert (after(state) - state).norm() < 1e-6
        slope = torch.autograd.functional.jacobian(after, state).numpy()
        for way in point.leaving:
            assert np.linalg.norm(way) == pytest.approx(1)
            grown = slope @ way
            assert grown @ way > 1
            assert np.linalg.norm(grown - (grown @ way) * way) < 1e-6


def test_the_stable_points_answer_with_every_combination_of_the_switches(switches):
    model, _single, points = switches
    said = {
        tuple(model.learner.head(torch.from_numpy(point.state).float()).sign().int().tolist())
        for point in points
        if point.stable
    }
    assert len(said) == 8


def test_an_edge_leads_from_one_memory_to_its_neighbour(switches):
    model, single, points = switches
    stable = np.stack([point.state for point in points if point.stable])
    for saddle in (point for point in points if len(point.leaving) == 1):
        ends = []
        for path in ways_out(single, SILENCE, [saddle]):
            assert np.linalg.norm(path[0] - saddle.state) < 0.02
            gaps = np.linalg.norm(stable - path[-1], axis=1)
            assert gaps.min() < 0.01
            ends.append(stable[gaps.argmin()])
        answers = model.learner.head(torch.from_numpy(np.stack(ends)).float()).sign()
        assert (answers[0] != answers[1]).sum() == 1
