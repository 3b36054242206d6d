"""Gate summaries against closed forms."""

import numpy as np
import pytest
import torch
from torch import nn

import gru_viz
from gru_viz.analysis.gates import summarise


def constant_gates(z: float, r: float) -> nn.GRU:
    """A GRU whose gates have these values at every step."""
    gru = nn.GRU(2, 3)
    with torch.no_grad():
        for parameter in gru.parameters():
            parameter[:6] = 0
        gru.bias_ih_l0[:3], gru.bias_ih_l0[3:6] = torch.logit(torch.tensor(r)), torch.logit(torch.tensor(z))
    return gru


@pytest.mark.parametrize(("z", "r", "shut", "opened"), [(0.95, 0.05, (1, 0), (0, 1)), (0.5, 0.5, (0, 0), (0, 0))])
def test_constant_gates(z, r, shut, opened):
    summary = summarise(gru_viz.trace(constant_gates(z, r), torch.randn(5, 2)))
    assert summary.opening["reset_gate"] == pytest.approx(np.full(5, r), abs=1e-6)
    assert summary.opening["update_gate"] == pytest.approx(np.full(5, z), abs=1e-6)
    assert (summary.shut["reset_gate"], summary.shut["update_gate"]) == shut
    assert (summary.open["reset_gate"], summary.open["update_gate"]) == opened
    assert summary.carried == pytest.approx(z**5, rel=1e-5)


def test_the_carried_share_does_not_depend_on_the_convention():
    tr = gru_viz.trace(nn.GRU(2, 3), torch.randn(5, 2))
    assert summarise(tr).carried == pytest.approx(summarise(tr.with_update_convention("write")).carried, rel=1e-5)


def test_the_carried_share_is_the_gradient_of_the_straight_road():
    """With the recurrent matrices at 0 the straight road is the only one: autograd must find its product."""
    gru = nn.GRU(2, 3).double()
    with torch.no_grad():
        gru.weight_hh_l0.zero_()
    h0 = torch.zeros(1, 3, dtype=torch.float64, requires_grad=True)
    tr = gru_viz.trace(gru, torch.randn(6, 2, dtype=torch.float64), h0)
    tr.h_n.sum().backward()
    assert summarise(tr).carried == pytest.approx(h0.grad.mean().item(), rel=1e-6)
