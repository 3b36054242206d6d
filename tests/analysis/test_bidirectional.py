"""Both directions merged, read out, located and timed."""

import dataclasses

import numpy as np
import pytest
import torch
from torch import nn

import gru_viz
from gru_viz.analysis.bidirectional import costs, final_positions, merge, output_layer
from gru_viz.analysis.difference import state_difference


@pytest.fixture
def run():
    torch.manual_seed(0)
    gru, x = nn.GRU(3, 4, num_layers=2, bidirectional=True), torch.randn(6, 2, 3)
    with torch.no_grad():
        return gru, x, gru_viz.trace(gru, x)


def test_concatenation_is_what_nn_gru_returns(run):
    gru, x, tr = run
    assert np.array_equal(merge(tr, sample=1), gru(x)[0][:, 1].detach().numpy())


def test_sum_mean_and_product(run):
    concat = merge(run[2])
    forward, backward = concat[:, :4], concat[:, 4:]
    assert np.array_equal(merge(run[2], "sum"), forward + backward)
    assert np.allclose(merge(run[2], "mean"), np.mean([forward, backward], axis=0))
    assert np.array_equal(merge(run[2], "product"), forward * backward)


def test_h_n_is_found_at_its_positions_in_output(run):
    gru, x, _tr = run
    output, h_n = gru(x)
    for index, (step, units) in enumerate(final_positions(6, 4).values()):
        assert torch.equal(output[step, :, units], h_n[2 + index])


def test_the_output_layer_is_a_seeded_nn_linear(run):
    merged = merge(run[2])
    scores = output_layer(merged, 5, "linear", seed=3)
    y = output_layer(merged, 5, "softmax", seed=3)
    assert y.shape == scores.shape == (6, 5)
    assert np.allclose(y.sum(axis=1), 1)
    assert np.allclose(y, nn.functional.softmax(torch.from_numpy(scores), -1))
    assert not np.array_equal(scores, output_layer(merged, 5, "linear", seed=4))
    # A linear map: twice the input moves the scores by as much again.
    zero = output_layer(merged * 0, 5, "linear", seed=3)
    assert np.allclose(output_layer(2 * merged, 5, "linear", seed=3) - zero, 2 * (scores - zero), atol=1e-6)


def test_two_directions_have_twice_the_parameters():
    one, two = costs([nn.GRU(3, 4), nn.GRU(3, 4, bidirectional=True)], torch.randn(5, 1, 3), repeats=3)
    assert two.parameters == 2 * one.parameters
    assert one.spread[0] <= one.seconds <= one.spread[1]


def test_state_difference_names_the_largest_gap():
    gru, x = nn.GRU(3, 4), torch.randn(5, 1, 3)
    one, other = gru_viz.trace(gru, x), gru_viz.trace(gru_viz.TextbookGRU.from_torch(gru), x)
    gap = state_difference(one, other)
    place = (gap.layer, gap.direction, gap.step, gap.sample, gap.unit)
    assert gap.largest == abs(one.hidden_state[place] - other.hidden_state[place]).item() > 0
    assert state_difference(one, one).largest == 0


def test_a_run_that_is_no_number_is_far_from_every_other_and_shorter_sequences_are_not():
    gru = torch.nn.GRU(2, 3)
    packed = torch.nn.utils.rnn.pack_sequence([torch.randn(4, 2), torch.randn(2, 2)])
    tr = gru_viz.trace(gru, packed)
    assert state_difference(tr, tr).largest == 0
    broken = tr.hidden_state.clone()
    broken[0, 0, 1, 1, 2] = torch.nan
    found = state_difference(tr, dataclasses.replace(tr, hidden_state=broken))
    assert np.isnan(found.largest)
    assert (found.step, found.sample, found.unit) == (1, 1, 2)
