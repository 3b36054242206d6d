"""Trajectories and fixed points: distances, Jacobians of the module itself, closed forms."""

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn

import gru_viz
from gru_viz import Experiment, TextbookGRU, clamp
from gru_viz.analysis.trajectory import fixed_points, one_layer, project


def test_the_projection_keeps_distances_when_nothing_is_left_out():
    tr = Experiment(text="a b c d e f", hidden_size=3, bidirectional=True).run()
    found = project(tr)
    states = tr.hidden_state[0, :, :, 0].double().numpy()
    for d, name in enumerate(("forward", "backward")):
        gaps = np.linalg.norm(states[d][:, None] - states[d][None], axis=-1)
        shown = np.linalg.norm(found.paths[name][:, None] - found.paths[name][None], axis=-1)
        np.testing.assert_allclose(shown, gaps, atol=1e-9)
        np.testing.assert_allclose(found.place(states[d]), found.paths[name], atol=1e-12)
    assert found.explained.sum() == pytest.approx(1)
    assert (np.diff(found.explained) <= 0).all()


def test_a_state_that_never_moves_has_no_variance_to_explain():
    tr = gru_viz.trace(nn.GRU(1, 4), torch.zeros(3, 1, 1), intervene=clamp(update_gate=1.0))
    assert project(tr).explained.tolist() == [0, 0, 0]


@given(st.integers(0, 2**20), st.sampled_from([nn.GRU, TextbookGRU]), st.integers(1, 6))
@example(1048575, TextbookGRU, 4)  # downhill alone ends in hollows
@example(97, nn.GRU, 4)
@settings(max_examples=settings().max_examples // 4)  # each is two hundred runs
def test_fixed_points_are_fixed_and_their_stability_is_the_jacobians(seed, kind, units):
    torch.manual_seed(seed)
    module = kind(2, units).double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.mul_(3)
    single = one_layer(module, 0, "forward")
    x = torch.randn(2).double()
    found = fixed_points(single, x, torch.rand(12, units).double() * 2 - 1)
    assert found
    for point in found:
        state = torch.from_numpy(point.state)

        def after(h):
            return single(x[None, None], h[None, None])[1].flatten()

        assert (after(state) - state).norm() < 1e-6
        radius = torch.linalg.eigvals(torch.autograd.functional.jacobian(after, state)).abs().max().item()
        assert point.radius == pytest.approx(radius, abs=1e-8)
        assert point.stable == (radius < 1)
        if radius < 0.95:  # nearby states come back
            near = state + 1e-4 * torch.randn(units).double()
            _, last = single(x.expand(200, 1, -1), near[None, None])
            assert (last.flatten() - state).norm() < 1e-5


def test_two_memories_and_the_watershed_between_them():
    """One unit with strong feedback: h = tanh(4 h) has three fixed points, the middle one unstable."""
    gru = nn.GRU(1, 1, bias=False).double()
    with torch.no_grad():
        gru.weight_ih_l0.zero_()
        gru.weight_hh_l0[:] = torch.tensor([[0.0], [0.0], [8.0]])  # r = z = 1/2: n = tanh(8 h / 2)
    found = fixed_points(one_layer(gru, 0, "forward"), torch.zeros(1), torch.linspace(-1, 1, 9)[:, None])
    states = sorted(round(float(point.state[0]), 4) for point in found)
    assert states == [-0.9993, 0.0, 0.9993]
    assert [point.stable for point in sorted(found, key=lambda point: abs(point.state[0]))] == [False, True, True]
