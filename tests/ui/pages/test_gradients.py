"""The page Gradients: what is shown, said and kept in the link."""

import json
import re
from functools import partial

import numpy as np
import pytest
import torch

from gru_viz import Experiment
from gru_viz.analysis import gradients as norms
from gru_viz.experiment.setup import Setup
from gru_viz.limits import Limits
from gru_viz.ui.blocks import reach
from gru_viz.ui.pages import gradients
from gru_viz.ui.widgets import progress
from tests.ui.visits import figures, opened, said, sound

LINKS = [
    {},
    {"w": "seed", "bi": "1", "L": "2", "layer": "1", "dir": "backward", "conv": "cho"},
    {"w": "seed", "conv": "textbook", "bias": "0"},
    {"w": "example", "model": "clue-both", "text": "ab+c-"},
    {"src": "generator", "len": "100", "H": "32"},
    {"text": "x"},
    {"text": "a b c\nd e", "seq": "1"},
]


@pytest.mark.parametrize("link", LINKS)
def test_gradients_shows_the_norms_and_what_matters(link):
    at = opened("gradients", **link)
    asked = link in ({}, LINKS[3])
    assert len(figures(at)) == 3 + asked
    assert not at.error
    for name in ("GRU", "LSTM", "RNN"):
        assert f'"name":"{name}' in figures(at)[0]


def test_saliency_of_a_deep_layer_is_by_the_tokens_themselves():
    at = opened("gradients", text="a b c a", w="seed", L="3", bi="1", layer="2", unit="4", t="2", dir="backward")
    setup = Setup.of(Experiment(text="a b c a", num_layers=3, bidirectional=True))
    values = setup.sequence.values.double().requires_grad_()
    gru = setup.own_module().double()
    (expected,) = torch.autograd.grad(gru(values.transpose(0, 1))[0][2, 0, gru.hidden_size + 4], values)
    shown = json.loads(figures(at)[2])["data"][0]["y"]
    np.testing.assert_allclose(shown, expected[0].norm(dim=1), rtol=1e-3)


def test_the_straight_road_of_one_unit_is_its_own():
    at = opened("gradients", text="a b c a", w="seed", unit="5")
    before = figures(at)[1]
    at.segmented_control(key="road_of").set_value("unit").run()
    assert at.session_state["_link"]["road"] == "unit"
    shown = json.loads(figures(at)[1])
    keep = Experiment(text="a b c a").run().update_gate[0, 0, :, 0, 5].double()
    roads = [keep[4 - k :].prod().log10().item() for k in range(4)]
    np.testing.assert_allclose(shown["data"][1]["y"], roads, atol=1e-5)
    assert figures(at)[1] != before
    assert "this unit of the last state" in said(at)


@pytest.fixture
def as_if_eight_times_as_wide(monkeypatch):
    """Of a GRU with an eighth of the units as many norms are computed at once, which takes 8³ times as long in one."""
    monkeypatch.setattr(norms, "WORK", norms.WORK // 8**3)


@pytest.mark.usefixtures("as_if_eight_times_as_wide")
def test_long_runs_say_what_they_leave_out():
    at = opened("gradients", src="generator", len="100", H="32")
    assert "The last steps: 25 (GRU, RNN, minGRU), 8 (LSTM) of 100" in said(at)


@pytest.mark.usefixtures("as_if_eight_times_as_wide")
def test_all_norms_are_computed_where_they_are_asked_for():
    at = opened("gradients", src="generator", len="80", H="12")
    short = figures(at)[0]
    button = at.button(key="all_norms")
    assert re.fullmatch(r"Compute all 80 steps: about \d+ s", button.label)
    sound(button.click().run())
    assert figures(at)[0] != short
    assert "all_norms" not in [b.key for b in at.button]
    assert "The last steps" not in said(at)


@pytest.mark.usefixtures("as_if_eight_times_as_wide")
def test_a_long_computation_can_be_stopped_and_taken_up_again(monkeypatch):
    at = opened("gradients", src="generator", len="80", H="12", w="seed")
    with monkeypatch.context() as patch:
        patch.setattr(progress, "_PIECE", 0.0)
        at.button(key="all_norms").click().run()
        assert at.get("progress")
        at.button(key="stop_all_gradient_norms").click().run()
    assert re.search(r"Gradient norms: stopped at \d+%", said(at))
    assert len(figures(at)) >= 3
    sound(at.button(key="go_on_all_gradient_norms").click().run())
    assert "stopped" not in said(at)
    assert "all_norms" not in [b.key for b in at.button]


@pytest.mark.usefixtures("as_if_eight_times_as_wide")
def test_norms_past_the_declared_limit_are_refused_with_a_sentence(monkeypatch):
    monkeypatch.setattr(reach, "LIMITS", Limits(operations=1_000_000))
    at = opened("gradients", src="generator", len="80", H="12")
    assert "at most 1.0e+06 are allowed here" in said(at)
    assert "all_norms" not in [b.key for b in at.button]


def test_what_the_answer_rests_on_is_the_mark_and_its_letter():
    at = opened("gradients")
    assert "score of what it says" in said(at)


def test_markup_in_tokens_stays_text():
    for page in ("memory", "gradients"):
        for spec in figures(opened(page, text="<b>x</b> $y$ &lt;")):
            assert "<b>x</b>" not in spec
            assert "$y" not in spec


@pytest.mark.parametrize(
    ("model", "text", "steps", "least"),  # untrained they are right on 20 % and on half
    [("brackets", "a(a)", 60, 50), ("clue-both", "ab+c-", 20, 80)],
    ids=["brackets", "clue-both"],
)
def test_an_lstm_and_an_rnn_are_trained_on_a_trained_grus_task(monkeypatch, model, text, steps, least):
    monkeypatch.setattr(gradients, "train_counterparts", partial(gradients.train_counterparts, steps=steps))
    at = opened("gradients", w="example", model=model, text=text)
    assert "but untrained" in said(at)
    untrained = figures(at)[0]
    sound(at.button(key="train_alike").click().run())
    found = re.search(r"LSTM \(right on (\d+)%\), RNN \(right on (\d+)%\)", said(at))
    assert int(found[1]) > least
    assert figures(at)[0] != untrained
    assert "train_alike" not in [button.key for button in at.button]


def test_an_untrained_gru_has_nothing_to_train_alike():
    assert "train_alike" not in [button.key for button in opened("gradients", w="seed").button]
