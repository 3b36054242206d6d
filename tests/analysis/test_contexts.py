"""Strongest and weakest contexts against a search by brute force."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence

import gru_viz
from gru_viz.analysis.contexts import AROUND, extremes


@pytest.mark.parametrize("quantity", ["update_gate", "hidden_state"])
def test_the_largest_and_smallest_values_are_found_with_what_stands_around_them(quantity):
    torch.manual_seed(0)
    rows = [torch.randn(length, 2) for length in (30, 25, 12, 3, 1)]
    tokens = [[f"{number}.{step}" for step in range(len(row))] for number, row in enumerate(rows)]
    tr = gru_viz.trace(nn.GRU(2, 4, num_layers=2, bidirectional=True), pack_sequence(rows), tokens=tokens)
    values = [getattr(tr, quantity)[1, 1, : len(row), number, 3].detach().numpy() for number, row in enumerate(rows)]
    strongest, weakest = extremes(tr, quantity, 1, "backward", 3, count=4)
    for found, best in ((strongest, np.max), (weakest, np.min)):
        expected = sorted((float(best(row)) for row in values), reverse=best is np.max)[:4]
        assert [each.value for each in found] == pytest.approx(expected)
        for each in found:
            assert tokens[each.sample][each.step] == each.tokens[each.at]
            first = max(0, each.step - AROUND)
            assert each.tokens == tuple(tokens[each.sample][first : each.step + AROUND + 1])
            np.testing.assert_allclose(each.values, values[each.sample][first : each.step + AROUND + 1], rtol=1e-6)


def test_the_same_words_are_shown_once():
    tr = gru_viz.trace(nn.GRU(1, 2), torch.ones(5, 9, 1), tokens=[list("abcde")] * 9)
    strongest, _weakest = extremes(tr, "hidden_state")
    assert len(strongest) == 1
