"""TextbookGRU: an nn.Module like nn.GRU."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given
from torch import nn

import gru_viz
from gru_viz import TextbookGRU
from gru_viz.cells.build import parameter_count
from tests.runs import call, data, runs


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


@given(runs(kinds=("textbook",)))
def test_without_gradients_the_states_are_those_of_the_equations_as_written(run):
    if next(run.module.parameters()).dtype == torch.float32:
        # Weights three times as large carry rounding itself past 1e-6: in float32 the equations as written are then up
        # to 5e-6 off their own values in float64. What such gates do is compared there.
        run.module.eval()
        with torch.no_grad():
            for parameter in run.module.parameters():
                parameter.div_(3)
    written, quick = (call(replace(run, gradients=gradients)) for gradients in (True, False))
    for one, other in zip(map(data, written), map(data, quick), strict=True):
        assert not other.requires_grad
        torch.testing.assert_close(one, other, rtol=0, atol=1e-6 if one.dtype == torch.float32 else 1e-12)


def test_a_long_run_without_gradients_stays_with_the_equations():
    torch.manual_seed(2)
    gru, x = gru_viz.TextbookGRU(32, 64), torch.randn(1000, 1, 32)
    written, _h_n = gru(x)
    with torch.no_grad():
        quick, _h_n = gru(x)
    torch.testing.assert_close(written.detach(), quick, rtol=0, atol=1e-6)


def test_what_was_computed_without_gradients_can_be_learned_from():
    gru, x = gru_viz.TextbookGRU(2, 3), torch.randn(4, 1, 2)
    with torch.no_grad():
        output, _h_n = gru(x)
    head = nn.Linear(3, 1)
    head(output).sum().backward()
    torch.testing.assert_close(head.weight.grad[0], output.sum(dim=(0, 1)))


def test_every_sequence_of_a_vmap_is_computed():
    gru, x = gru_viz.TextbookGRU(2, 3), torch.randn(5, 4, 1, 2)
    with torch.no_grad():
        mapped = torch.vmap(lambda each: gru(each)[0])(x)
        expected = torch.stack([gru(each)[0] for each in x])
    torch.testing.assert_close(mapped, expected, rtol=0, atol=1e-6)


@pytest.mark.xdist_group("compiler")
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
