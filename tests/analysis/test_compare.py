"""Costs of the cells against the modules."""

import pytest
import torch
from torch import nn

from gru_viz.analysis.compare import cell_costs, multiply_adds
from gru_viz.cells.mingru import MinGRU
from gru_viz.progress import whole

NAMES = ("RNN", "minGRU", "GRU", "LSTM")


def test_counts_are_the_modules_own():
    costs = whole(cell_costs(torch.randn(5, 2, 3), 4, 2, budget=0))
    assert [(cost.name, cost.directions) for cost in costs] == [(n, d) for n in NAMES for d in (1, 2)]
    for cost, kind in zip(costs[::2], (nn.RNN, MinGRU, nn.GRU, nn.LSTM), strict=True):
        assert cost.parameters == sum(p.numel() for p in kind(3, 4, 2).parameters())
        assert cost.forward.fastest <= cost.forward.median <= cost.forward.slowest
        assert cost.training.median > 0


@pytest.mark.parametrize(("kind", "gates"), [(nn.RNN, 1), (nn.GRU, 3), (nn.LSTM, 4)])
def test_multiply_adds_of_a_step_by_hand(kind, gates):
    assert multiply_adds(kind(3, 5)) == gates * 5 * (3 + 5)
    assert multiply_adds(kind(3, 5, 2, bidirectional=True)) == 2 * gates * 5 * (3 + 5) + 2 * gates * 5 * (10 + 5)


def test_a_cell_without_a_recurrent_matrix_multiplies_inputs_only():
    assert multiply_adds(MinGRU(3, 5)) == 2 * 5 * 3
    assert multiply_adds(MinGRU(3, 5, 2, bidirectional=True)) == 2 * 2 * 5 * 3 + 2 * 2 * 5 * 10
