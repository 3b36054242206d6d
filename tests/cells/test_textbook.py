"""TextbookGRU: an nn.Module like nn.GRU."""

import pytest
import torch
from torch import nn

import gru_viz
from gru_viz import TextbookGRU
from gru_viz.cells.build import parameter_count


def test_parameters_have_the_names_and_shapes_of_nn_gru():
    ours = gru_viz.TextbookGRU(3, 4, num_layers=2, bidirectional=True)
    theirs = nn.GRU(3, 4, num_layers=2, bidirectional=True)
    assert [(n, p.shape) for n, p in ours.named_parameters()] == [(n, p.shape) for n, p in theirs.named_parameters()]
    assert parameter_count(ours) == parameter_count(theirs)
    assert repr(ours) == f"Textbook{theirs!r}"


def test_one_unit_by_hand():
    """Worked on paper: r = z = σ(0) = 1/2, h̃ = tanh(x + r·h) with h = 0 first, then h = tanh(1)/2."""
    gru = gru_viz.TextbookGRU(1, 1, bias=False).double()
    with torch.no_grad():
        gru.weight_ih_l0[:] = torch.tensor([[0.0], [0.0], [1.0]])
        gru.weight_hh_l0[:] = torch.tensor([[0.0], [0.0], [1.0]])
    output, h_n = gru(torch.ones(2, 1, dtype=torch.float64))
    first = torch.tanh(torch.tensor(1.0, dtype=torch.float64)) / 2
    second = first / 2 + torch.tanh(1 + first / 2) / 2
    assert output[:, 0].tolist() == pytest.approx([float(first), float(second)], abs=1e-15)
    assert torch.equal(h_n[0], output[-1])


def test_it_learns():
    torch.manual_seed(0)
    gru = gru_viz.TextbookGRU(1, 8)
    x = torch.randn(12, 16, 1)
    target = x.cumsum(0).tanh()
    optimiser = torch.optim.Adam(gru.parameters(), lr=0.02)
    losses = []
    for _ in range(60):
        loss = (gru(x)[0][..., :1] - target).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 4


def test_from_torch_keeps_mode_dtype_and_frozen_parameters():
    gru = nn.GRU(2, 3).double().eval()
    gru.bias_ih_l0.requires_grad_(False)
    twin = gru_viz.TextbookGRU.from_torch(gru)
    assert not twin.training
    assert twin.weight_hh_l0.dtype == torch.float64
    assert not twin.bias_ih_l0.requires_grad
    assert torch.equal(twin.weight_ih_l0[3:6], -gru.weight_ih_l0[3:6])


def test_to_torch_undoes_from_torch():
    torch.manual_seed(4)
    gru = nn.GRU(3, 4, 2, bidirectional=True)
    again = TextbookGRU.from_torch(gru).to_torch()
    assert isinstance(again, nn.GRU)
    assert all(torch.equal(a, b) for a, b in zip(gru.parameters(), again.parameters(), strict=True))
