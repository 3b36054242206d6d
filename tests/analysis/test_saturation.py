"""How often gates are open or shut: gates that are known."""

import pytest
import torch
from torch import nn

import gru_viz
from gru_viz.analysis.saturation import saturation


def test_saturation_of_gates_that_are_known():
    gru = nn.GRU(1, 2)
    with torch.no_grad():
        for parameter in gru.parameters():
            parameter.zero_()
        gru.bias_hh_l0[:] = torch.tensor([9.0, -9.0, 9.0, 0.0, 0.0, 0.0])  # r open, r shut, z open, z in between
    packed = nn.utils.rnn.pack_sequence([torch.randn(5, 1), torch.randn(2, 1)])
    found = saturation(gru_viz.trace(gru, packed))
    assert found.open["reset_gate"].ravel().tolist() == [1, 0]
    assert found.shut["reset_gate"].ravel().tolist() == [0, 1]
    assert found.open["update_gate"].ravel().tolist() == [1, 0]
    assert found.shut["update_gate"].ravel().tolist() == [0, 0]
    assert found.histogram["reset_gate"][[0, -1]].tolist() == [0.5, 0.5]
    assert found.histogram["update_gate"].sum() == pytest.approx(1)
