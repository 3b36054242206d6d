"""Slopes of gates and what the linear path passes: autograd and products by hand."""

import numpy as np
import pytest
import torch
from torch import nn

import gru_viz
from gru_viz.analysis.slopes import linear_path, slopes


def test_the_slope_of_a_gate_is_sigmas_derivative_by_autograd():
    tr = gru_viz.trace(nn.GRU(3, 5), torch.randn(7, 1, 3))
    sums = torch.logit(tr.reset_gate[0, 0, :, 0].detach().double()).requires_grad_()
    sums.sigmoid().sum().backward()
    assert slopes(tr, "reset_gate").smooth == pytest.approx(sums.grad.numpy(), abs=1e-6)


def test_a_hard_gate_is_flat_beyond_two_and_leaps_where_sigma_does_not():
    gru = nn.GRU(1, 1)
    with torch.no_grad():
        for parameter in gru.parameters():
            parameter.zero_()
        gru.weight_ih_l0[0] = 1.0  # the reset gate is σ(x)
    found = slopes(gru_viz.trace(gru, torch.tensor([[[1.9]], [[2.1]], [[-1.0]]])), "reset_gate")
    assert found.hard[:, 0].tolist() == [0.25, 0, 0.25]
    smooth, hard = found.bends
    assert hard == pytest.approx(0.25 / 0.2, rel=1e-4)
    assert smooth < 0.1


def test_sigmas_slope_never_bends_by_more_than_its_second_derivative():
    for seed in range(5):
        torch.manual_seed(seed)
        found = slopes(gru_viz.trace(nn.GRU(3, 9), 4 * torch.randn(40, 1, 3)), "update_gate")
        assert found.bends[0] <= 1 / (6 * 3**0.5) < 0.0963


def test_a_single_step_bends_nowhere():
    assert slopes(gru_viz.trace(nn.GRU(1, 1), torch.ones(1, 1, 1)), "reset_gate").bends == (0, 0)


@pytest.mark.parametrize(("kind", "gate"), [(nn.GRU, "update_gate"), (nn.LSTM, "forget_gate")])
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_what_is_passed_is_the_product_of_what_later_steps_keep(kind, gate, direction):
    tr = gru_viz.trace(kind(3, 5, bidirectional=True), torch.randn(6, 1, 3))
    keep = getattr(tr, gate)[0, int(direction == "backward"), :, 0].detach().numpy()
    found = linear_path(tr, direction=direction)
    later = keep[:2] if direction == "backward" else keep[3:]
    assert found.passed[2] == pytest.approx(later.prod(axis=0).mean(), rel=1e-5)
    assert found.passed[0 if direction == "backward" else -1] == 1
    assert found.slope == pytest.approx((keep * (1 - keep)).mean(axis=1))
    side = int(direction == "backward")
    new = tr.input_gate[0, side, :, 0].detach().numpy() if kind is nn.LSTM else 1 - keep
    assert found.written == pytest.approx(new.mean(axis=1))
    assert np.all(found.slope <= 0.25)
