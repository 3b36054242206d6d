"""Figures of saturation: the numbers that went in."""

from dataclasses import replace

import numpy as np
import torch
from torch import nn

import gru_viz
from gru_viz import Experiment, figures
from gru_viz.analysis.saturation import saturation


def test_saturation_has_one_point_a_unit_gate_and_layer():
    torch.manual_seed(0)
    found = saturation(gru_viz.trace(nn.GRU(2, 3, 2, bidirectional=True), torch.randn(9, 1, 2)))
    fig = figures.saturation(found)
    assert len(fig.data) == 4
    assert [len(trace.x) for trace in fig.data] == [6] * 4
    np.testing.assert_allclose(fig.data[3].x, found.shut["update_gate"][1].ravel())
    assert len({trace.marker.symbol for trace in fig.data}) == 2


def test_histograms_show_before_and_after():
    found = saturation(Experiment().run())
    fig = figures.gate_histograms({"before": found, "after": replace(found)})
    assert [trace.name[-6:].strip() for trace in fig.data] == ["before", "after", "before", "after"]
    np.testing.assert_allclose(fig.data[0].y[::2], found.histogram["reset_gate"], atol=1e-6)
