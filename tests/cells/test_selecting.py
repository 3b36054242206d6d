"""A record in one line, and parts of it that are records."""

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence

import gru_viz

GRU = nn.GRU(3, 5, num_layers=2, bidirectional=True)
RUN = gru_viz.trace(GRU, pack_sequence([torch.randn(n, 3) for n in (4, 7, 6)], enforce_sorted=False))


def test_a_record_says_in_one_line_what_it_is():
    line = repr(RUN)
    assert "\n" not in line
    for word in ("GRUTrace", "2 × 2", "T=7", "B=3", "H=5", "float32", "update_gate 0.", "reset_gate 0."):
        assert word in line
    assert len(RUN) == 7


def test_a_part_has_the_same_numbers():
    part = RUN.sel(layer=1, sample=1, steps=slice(2, 5))
    assert part.update_gate.shape == (1, 2, 3, 1, 5)
    assert torch.equal(part.update_gate[0, :, :, 0], RUN.update_gate[1, :, 2:5, 1])
    assert torch.equal(part.layer_inputs[0][:, 0], RUN.layer_inputs[1][2:5, 1])
    assert torch.equal(part.weights[0][1].weight_ih, GRU.weight_ih_l1_reverse)
    assert part.tokens == (("2", "3", "4"),)
    # Forward ends at the last step, backward at the first.
    assert torch.equal(part.h_n[:, 0], torch.stack([part.hidden_state[0, 0, -1, 0], part.hidden_state[0, 1, 0, 0]]))


def test_all_of_it_is_the_same_record():
    whole = RUN.sel()
    assert torch.equal(whole.h_n, RUN.h_n)
    assert whole.lengths == RUN.lengths
    alone = RUN.sel(sample=[1])
    assert torch.allclose(alone.output, gru_viz.trace(GRU, RUN.layer_inputs[0][:, 1:2]).output, atol=1e-6)


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"layer": 2}, "layer: expected numbers from 0 to 1"),
        ({"sample": []}, "sample"),
        ({"steps": slice(5, None)}, "steps"),
        ({"steps": [0, 2]}, "steps"),
    ],
)
def test_what_is_not_there_has_a_sentence(chosen, sentence):
    with pytest.raises(ValueError, match=sentence):
        RUN.sel(**chosen)


def test_detached_it_carries_no_gradients():
    assert RUN.update_gate.requires_grad
    assert not RUN.detach().update_gate.requires_grad
    assert not RUN.detach().output.data.requires_grad


def test_figures_take_a_part():
    part = RUN.sel(sample=2, layer=1, steps=slice(1, 4))
    assert gru_viz.figures.gates(part, direction="backward").data
