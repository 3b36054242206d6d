"""Adam: PyTorch's numbers without PyTorch's compiler."""

import copy
import math

import pytest
import torch
from torch import nn

from gru_viz.learning.adam import Adam


@pytest.mark.xdist_group("compiler")
def test_every_step_is_that_of_pytorchs_class_whichever_parameters_have_a_gradient():
    model = nn.ModuleDict({name: nn.GRU(3, 5) for name in ("always", "late", "never")})
    other = copy.deepcopy(model)
    ours, theirs = Adam(model.parameters()), torch.optim.Adam(other.parameters())
    x = torch.randn(7, 2, 3)
    for step in range(30):
        rate = 0.02 * (1 + math.cos(math.pi * step / 30)) / 2
        theirs.param_groups[0]["lr"] = rate
        for each, optimiser in ((model, ours), (other, theirs)):
            optimiser.zero_grad()
            for name in ("always", "late")[: 1 if step < 5 else 2]:
                each[name](x)[0].square().sum().backward()
        ours.step(rate)
        theirs.step()
        assert all(torch.equal(a, b) for a, b in zip(model.parameters(), other.parameters(), strict=True))
    assert not torch.equal(model["late"].weight_hh_l0, model["never"].weight_hh_l0)


def test_without_a_gradient_nothing_moves():
    model = nn.GRU(3, 5)
    before = copy.deepcopy(model.state_dict())
    Adam(model.parameters()).step()
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
