"""Figures of gradients: the numbers that went in, on a log scale."""

import math

import numpy as np
import torch

from gru_viz import Experiment, figures
from gru_viz.analysis.gradients import GradientNorms, gradient_norms

TOKENS = ("<b>a</b>", "$x$", "c", "c")


def test_gradient_norms_run_backwards_on_a_log_scale_and_end_at_zero():
    norms = torch.tensor([-math.inf, -300.0, -5.0, 0.0], dtype=torch.float64)
    found = GradientNorms((0, 1, 2, 3), norms, norms, norms, norms[:, None], norms[:, None], norms[:, None])
    fig = figures.gradient_norms({"GRU": found, "RNN": found})
    assert list(fig.data[0].y) == [0.0, -5.0, -300.0, None]
    assert "exactly 0 further back" in fig.data[0].name
    assert fig.data[0].customdata[2] == "1.00·10⁻³⁰⁰"
    assert any("−" in tick for tick in fig.layout.yaxis.ticktext)


def test_the_rests_zero_at_the_last_step_is_no_note():
    fig = figures.straight_road(gradient_norms(Experiment().run()))
    assert fig.data[2].y[0] is None
    assert "exactly 0" not in fig.data[2].name


def test_saliency_marks_its_step():
    fig = figures.saliency(np.array([1.0, 2.0, np.nan, 0.5]), TOKENS, "∂", at=1)
    assert fig.data[0].marker.color[1] != fig.data[0].marker.color[0]
    assert fig.data[0].text[1] == "&#36;x&#36;"
