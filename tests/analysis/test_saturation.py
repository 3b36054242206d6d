"""How often gates are open or shut: gates that are known."""

import dataclasses

import numpy as np
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


def test_a_gate_exactly_at_a_limit_is_neither_open_nor_shut():
    tr = gru_viz.trace(nn.GRU(1, 2), torch.randn(4, 1))
    shut, opened = torch.full_like(tr.reset_gate, 0.1), torch.full_like(tr.update_gate, 0.9)
    found = saturation(dataclasses.replace(tr, reset_gate=shut, update_gate=opened))
    for share in (found.shut, found.open):
        assert not share["reset_gate"].any()
        assert not share["update_gate"].any()
    less, more = torch.nextafter(shut, torch.zeros(())), torch.nextafter(opened, torch.ones(()))
    found = saturation(dataclasses.replace(tr, reset_gate=less, update_gate=more))
    assert found.shut["reset_gate"].all()
    assert found.open["update_gate"].all()


def test_shares_of_what_is_no_number_are_not_known():
    tr = gru_viz.trace(nn.GRU(1, 2), torch.randn(4, 1))
    gate = tr.reset_gate.clone()
    gate[..., 2, 0, 1] = torch.nan
    found = saturation(dataclasses.replace(tr, reset_gate=gate))
    assert np.isnan(found.shut["reset_gate"].ravel()).tolist() == [False, True]
    assert np.isnan(found.open["reset_gate"].ravel()).tolist() == [False, True]
    assert found.histogram["reset_gate"].sum() == pytest.approx(7 / 8)
    assert not np.isnan(found.open["update_gate"]).any()
