"""Figures of training and of trained models: the numbers that went in, safe labels, fixed scales."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

import gru_viz
from gru_viz import Experiment, figures
from gru_viz.analysis.answers import Answers, answers
from gru_viz.analysis.clue import by_distance
from gru_viz.analysis.saturation import saturation
from gru_viz.figures.base.colours import backgrounds, foreground
from gru_viz.figures.base.stack import GATE_COLOUR, Strip, signed
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.learner import Learner
from gru_viz.learning.loop import Settings, train
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS


def with_answers(text: str, model: str = "remember-price", **options):
    experiment = Experiment(weights="example", example_model=model, text=text, **options)
    tr = experiment.run()
    said = answers(tr, experiment.pretrained(), experiment.sequence())
    return figures.gates(tr, answers=said, numbers=experiment.source != "text"), said


def test_answers_stand_under_their_tokens_with_their_verdict():
    fig, said = with_answers("a!bc?d?")
    tile = fig.data[1]
    words = [word.strip("\u200b") for word in tile.text[0]]
    names = [said.names[int(row.argmax())] for row in said.said]
    verdict = {True: "✓", False: "✗"}
    assert words == ["" if r is None else f"{names[t]} {verdict[r]}" for t, r in enumerate(said.right)]
    assert tile.z[0][4] == pytest.approx(said.said[4].max())
    assert np.isnan(tile.z[0][0])
    assert tile.yaxis == "y6"  # the heatmaps keep y2 … y5, which clicks rely on
    assert "2 of 2 right" in " ".join(a.text for a in fig.layout.annotations)


def test_a_wrong_answer_is_on_the_other_side_of_the_scale():
    said = Answers(np.array([[0.9, 0.1]]), (1,), (False,), ("<b>x</b>", "y"), classes=True)
    fig = figures.gates(Experiment(text="a").run(), answers=said)
    assert fig.data[1].z[0][0] == pytest.approx(-0.9)
    assert "&lt;b&gt;x&lt;/b&gt; ✗" in fig.data[1].text[0][0]


def test_values_are_lines_beside_what_is_right():
    numbers = "1,-1,1\n0,0,0\n-1,0,0\n0,1,-1"
    fig, said = with_answers("", "flip-flop", source="numbers", numbers=numbers, header="no")
    lines = [trace for trace in fig.data if trace.type == "scatter" and trace.yaxis == "y6"]
    assert len(lines) == 6
    np.testing.assert_allclose(lines[0].y, [want[0] for want in said.wanted])
    np.testing.assert_allclose(lines[1].y, said.said[:, 0], atol=1e-6)


def test_a_figure_without_answers_has_no_room_for_them():
    tr = Experiment().run()
    assert figures.gates(tr).layout.height < figures.gates(tr, answers=with_answers("a!b?")[1]).layout.height


RECORDS = list(train(TASKS["parity"], Learner(TASKS["parity"], 4), Settings(steps=6, every=2)))


def test_learning_curves_hold_every_record_on_a_still_axis():
    fig = figures.learning_curves(RECORDS, 100, baseline=0.25)
    assert list(fig.data[0].x) == [0, 2, 4, 6]
    assert list(fig.data[0].y) == [r.accuracy for r in RECORDS]
    assert list(fig.data[1].y) == [r.loss for r in RECORDS]
    assert list(fig.data[2].y) == [0.25, 0.25]
    assert fig.layout.xaxis.range == (-1.0, 101.0)
    assert len(figures.learning_curves(RECORDS[:1], 100).data) == 2


def test_openings_have_a_row_for_each_record_and_name_its_step():
    reset, update = np.random.default_rng(0).random((2, 4, 5)).astype(np.float32)
    fig = figures.openings(reset, update, [0, 20, 40, 60], Strip(list("<b>de")), at=2)
    heat = [trace for trace in fig.data if trace.type == "heatmap" and trace.coloraxis]
    np.testing.assert_allclose(heat[0].z, reset)
    np.testing.assert_allclose(heat[1].z, update)
    assert heat[0].customdata[2].tolist() == [40] * 5
    assert fig.layout.coloraxis.cmin == 0
    assert fig.layout.coloraxis.cmax == 1
    assert {shape.y0 for shape in fig.layout.shapes} == {1.5}


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


def test_clue_bars():
    batch = TASKS["clue"].batch(50, FRESH_SEEDS)
    found = by_distance(load_bundled("clue-both").learner, batch)
    fig = figures.clue(found, found)
    assert list(fig.data[0].y) == found.accuracy.round(4).tolist()


def test_text_colours_are_the_figures_own_and_legible():
    assert backgrounds(np.array([0.0, 1.0]), GATE_COLOUR) == ["rgb(68, 1, 84)", "rgb(253, 231, 37)"]
    low, middle, high = backgrounds(np.array([-1.0, 0.0, 1.0]), signed(np.zeros(1)))
    assert (foreground(low), foreground(middle), foreground(high)) == ("#FFFFFF", "#000000", "#FFFFFF")
    assert backgrounds(np.array([7.0]), GATE_COLOUR) == ["rgb(253, 231, 37)"]
