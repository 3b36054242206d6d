"""Memory by the straight road and nudges: closed forms and the module itself."""

import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import given
from torch import nn

import gru_viz
from gru_viz import TextbookGRU, clamp
from gru_viz.analysis.memory import MOST_STEPS, half_lives, nudge, shares
from tests.runs import runs


def constant(keep: float, steps: int = 7, kind=nn.GRU, both=False):
    """A run whose update gate keeps the same share at every step."""
    torch.manual_seed(0)
    gru = kind(2, 3, bidirectional=both).double()
    z = keep if kind is nn.GRU else 1 - keep
    return gru_viz.trace(gru, torch.randn(steps, 1, 2).double(), intervene=clamp(update_gate=z))


@pytest.mark.parametrize("kind", [nn.GRU, TextbookGRU])
@pytest.mark.parametrize("keep", [0.5, 0.9, 0.125])
def test_constant_gates_give_powers_and_half_lives(kind, keep):
    tr = constant(keep, kind=kind)
    found = shares(tr)
    for k in range(7):
        for t in range(7):
            assert found.share[k, t] == pytest.approx(keep ** (t - k)) if t >= k else np.isnan(found.share[k, t])
    assert half_lives(tr) == pytest.approx(np.full(3, -1 / np.log2(keep)))


def test_gates_that_keep_all_or_nothing():
    assert half_lives(constant(1.0)).tolist() == [np.inf] * 3
    assert half_lives(constant(0.0)).tolist() == [0.0] * 3
    share = shares(constant(0.0)).share
    assert np.array_equal(np.nan_to_num(share), np.eye(7))


def test_backward_the_memory_reaches_to_the_left():
    found = shares(constant(0.5, both=True), direction="backward")
    assert found.steps.tolist() == list(range(7))
    assert found.share[6, 0] == pytest.approx(0.5**6)
    assert np.isnan(found.share[0, 6])


@given(runs(kinds=("torch", "textbook"), dtypes=(torch.float64,)))
def test_shares_are_products_of_the_gates(run):
    tr = gru_viz.trace(run.module.eval(), run.x, run.h0)
    keep = (tr.update_gate if tr.update_convention == "keep" else 1 - tr.update_gate)[0, 0, : tr.lengths[0], 0]
    found, one = shares(tr), shares(tr, unit=0)
    for k in range(len(keep)):
        for t in range(k, len(keep)):
            product = keep[k + 1 : t + 1].detach().prod(0)
            assert found.share[k, t] == pytest.approx(product.mean().item(), abs=1e-12)
            assert one.share[k, t] == pytest.approx(product[0].item(), abs=1e-12)


def test_a_long_sequence_is_sampled_and_exact_where_it_is_shown():
    tr = constant(0.99, steps=1000)
    found = shares(tr)
    assert len(found.steps) <= MOST_STEPS
    assert found.share[0, 10] == pytest.approx(0.99 ** found.steps[10])


def test_a_nudge_is_felt_from_its_step_on():
    torch.manual_seed(1)
    gru, x = nn.GRU(2, 3), torch.randn(8, 1, 2)
    other = x.clone()
    other[3] += 0.1
    found = nudge(gru_viz.trace(gru, x), gru_viz.trace(gru, other))
    assert found[:3].tolist() == [0, 0, 0]
    expected = (gru(other)[0] - gru(x)[0])[3:, 0].norm(dim=-1).detach().numpy()
    assert found[3:] == pytest.approx(expected, abs=1e-6)


def test_how_long_a_unit_remembers_whose_gate_is_no_number_is_not_known():
    tr = gru_viz.trace(torch.nn.GRU(2, 3), torch.randn(4, 2))
    gate = tr.update_gate.clone()
    gate[0, 0, 1, 0, 2] = torch.nan
    found = half_lives(dataclasses.replace(tr, update_gate=gate))
    assert np.isnan(found).tolist() == [False, False, True]
