"""What the diagram of the cell is sent: the trace's own numbers, in windows that are light enough."""

import base64
import json

import numpy as np
import pytest
import torch
from torch import nn

import gru_viz
from gru_viz import Experiment
from gru_viz.ui.browser.scene import Window, scene, window_around


def numbers(data: dict, name: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(data["arrays"][name]), "<f4")


@pytest.mark.parametrize("convention", ["pytorch", "textbook", "cho"])
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_the_scene_holds_the_traces_own_numbers(convention, direction):
    e = Experiment(text="a b c d\ne f", hidden_size=3, num_layers=2, bidirectional=True, convention=convention)
    tr = e.run()
    d = ("forward", "backward").index(direction)
    data = scene(tr, 1, direction, 0, Window(0, 4), tuple("uvwxyz"), {"a": "b"})
    for short, name in (("r", "reset_gate"), ("z", "update_gate"), ("n", "candidate_state"), ("h", "hidden_state")):
        assert numbers(data, short).tolist() == getattr(tr, name)[1, d, :4, 0].flatten().tolist()
    assert not numbers(data, "start_h").any()
    assert numbers(data, "x").tolist() == tr.layer_inputs[1][:4, 0].flatten().tolist()
    assert numbers(data, "w").tolist() == tr.weights[1][d].weight_ih.flatten().tolist()
    assert (data["reset"], data["update"]) == (tr.reset_convention, tr.update_convention)
    assert data["means"]["backward"]["z"] == tr.update_gate[1, 1, :4, 0].mean(-1).numpy().round(4).tolist()
    assert data["tokens"] == ["a", "b", "c", "d"]


def test_the_scene_of_an_lstm_has_both_states_and_where_they_start():
    x = torch.randn(5, 1, 3)
    h0, c0 = torch.randn(1, 1, 4), torch.randn(1, 1, 4)
    tr = gru_viz.trace(nn.LSTM(3, 4), x, (h0, c0))
    data = scene(tr, 0, "forward", 0, Window(0, 5), ("a", "b", "c"), {})
    assert data["cell"] == "lstm"
    assert numbers(data, "s").tolist() == tr.cell_state.flatten().tolist()
    assert numbers(data, "start_h").tolist() == h0.flatten().tolist()
    assert numbers(data, "start_s").tolist() == c0.flatten().tolist()
    assert set(data["means"]["forward"]) == set("ifo")


def test_the_scene_is_light_enough():
    tr = gru_viz.trace(nn.GRU(64, 64), torch.randn(200, 1, 64))
    data = scene(tr, 0, "forward", 0, window_around(0, 200, 64, 64), tuple(map(str, range(64))), {})
    assert data["steps"] == 200
    assert len(json.dumps(data)) < 1_500_000


def test_a_long_sequence_is_sent_in_windows_that_cover_it():
    windows = {window_around(step, 2000, 256, 256) for step in range(2000)}
    assert all(w.steps < 2000 for w in windows)
    assert {step for w in windows for step in range(w.first, w.first + w.steps)} == set(range(2000))
    for step in (0, 777, 1999):
        w = window_around(step, 2000, 256, 256)
        assert w.first <= step < w.first + w.steps


def test_no_bias_sends_none():
    tr = Experiment(bias=False).run()
    data = scene(tr, 0, "forward", 0, Window(0, 11), ("x",) * 16, {})
    assert data["arrays"]["b"] == data["arrays"]["c"] == ""
