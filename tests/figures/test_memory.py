"""Figures of memory: the numbers that went in."""

import math

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

import gru_viz
from gru_viz import Experiment, figures
from gru_viz.analysis.gradients import gradient_norms
from gru_viz.analysis.memory import Shares, half_lives, shares
from gru_viz.analysis.trajectory import project

TOKENS = ("<b>a</b>", "$x$", "c", "c")


def test_shares_are_on_the_scale_of_the_gates_with_safe_ticks():
    found = Shares(np.arange(4), np.triu(np.full((4, 4), 0.5)))
    fig = figures.shares(found, TOKENS)
    np.testing.assert_allclose(fig.data[0].z, found.share)
    assert (fig.data[0].zmin, fig.data[0].zmax) == (0, 1)
    assert fig.layout.yaxis.ticktext[0] == "&lt;b&gt;a&lt;/b&gt;"
    assert list(fig.layout.xaxis.tickvals) == [0, 1, 2, 3]


def test_half_lives_are_sorted_and_infinite_ones_say_so():
    fig = figures.half_lives(np.array([2.0, np.inf, 0.0]), selected=2)
    assert [row[0] for row in fig.data[0].customdata] == [1, 0, 2]
    assert fig.data[0].customdata[0][1] == "∞"
    assert np.isfinite(fig.data[0].y).all()


@given(st.lists(st.floats(1e-2, 1e16), min_size=1, max_size=8))
def test_the_axis_of_half_lives_has_two_lines_at_least_and_every_bar_between_them(lives):
    fig = figures.half_lives(np.array(lives))
    low, high = fig.layout.yaxis.range
    assert low < math.log10(min(lives)) and math.log10(max(lives)) < high
    decades = range(math.floor(low) - 1, math.ceil(high) + 2)
    ticks = decades if fig.layout.yaxis.dtick == 1 else [math.log10(m) + d for d in decades for m in (1, 2, 5)]
    assert sum(low - 1e-9 <= tick <= high + 1e-9 for tick in ticks) >= 2


def test_one_unit_or_one_step_still_has_a_picture():
    for tr in (Experiment(hidden_size=1).run(), Experiment(text="a").run()):
        for dimensions in (2, 3):
            assert figures.trajectory(project(tr), tr.tokens[0], dimensions=dimensions).data
        figures.shares(shares(tr), tr.tokens[0])
        figures.half_lives(half_lives(tr))
        figures.straight_road(gradient_norms(tr))


def test_a_nudge_marks_its_step():
    fig = figures.nudge(np.arange(4.0), TOKENS, 2)
    assert fig.layout.shapes[0].x0 == 2
    assert isinstance(gru_viz.trace(nn.GRU(1, 1), torch.zeros(2, 1)), gru_viz.Trace)
