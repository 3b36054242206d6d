"""Answers of a trained model under its tokens."""

import numpy as np
import pytest

from gru_viz import Experiment, figures
from gru_viz.analysis.answers import Answers, answers
from gru_viz.experiment.setup import Setup


def with_answers(text: str, model: str = "remember-price", **options):
    experiment = Experiment(weights="example", example_model=model, text=text, **options)
    setup = Setup.of(experiment)
    tr = setup.run()
    said = answers(tr, setup.model, setup.sequence)
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
