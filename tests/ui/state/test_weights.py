"""Learned weights in the sidebar: bundled models, what they know, files of the visitor's own."""

import io
import re

import numpy as np
import plotly.io
import pytest
import torch
from safetensors.torch import save
from torch import nn

import gru_viz
from gru_viz.learning.bundled import bundled
from tests.learning.test_modelfile import Creates, saved
from tests.ui.visits import figures, opened, said, sound, turned_to


@pytest.fixture(scope="module")
def visit():
    """Which goes from random weights to one model after the other and back, and pages from where it is to where it ends."""
    return opened("table", w="seed", H="5", text="xy zw"), ["table", "text", "bi-gru", "gates"]


@pytest.mark.parametrize("name", bundled())
def test_choosing_a_model_sets_sizes_and_a_sequence_it_knows_and_random_weights_have_theirs_again(visit, name):
    at, pages = visit
    at.selectbox(key="weights").set_value("example").run()
    at.selectbox(key="example_model").set_value(name).run()
    gru = bundled()[name].learner.gru
    for page in pages:
        assert not (sound(at) if page == pages[0] else turned_to(at, page)).error
        assert at.selectbox(key="example_model").value == name
        if page == "gates":
            assert len(figures(at)) == 2
            assert f"nn.GRU({gru.input_size}, {gru.hidden_size}" in said(at)
            assert ("bidirectional=True" in said(at)) == gru.bidirectional
            assert " right" in figures(at)[0]
    pages.reverse()
    at.selectbox(key="weights").set_value("seed").run()
    assert at.text_area(key="text").value == "xy zw"
    assert at.number_input(key="hidden_size").value == 5


def test_a_sequence_that_the_next_model_knows_stays():
    at = opened("table", w="example")
    at.text_area(key="text").set_value("ab!cd?").run()
    at.selectbox(key="example_model").set_value("remember").run()
    assert at.text_area(key="text").value == "ab!cd?"
    at.selectbox(key="example_model").set_value("parity").run()
    assert re.fullmatch("[01]+", at.text_area(key="text").value)
    at.selectbox(key="example_model").set_value("remember").run()
    assert at.text_area(key="text").value == "ab!cd?"


def test_three_switches_begin_with_pulses_as_they_were_taught_and_a_link_to_a_signal_keeps_it():
    at = opened("table", w="seed", src="generator", feat="3")
    at.selectbox(key="weights").set_value("example").run()
    at.selectbox(key="example_model").set_value("flip-flop").run()
    assert at.session_state["source"] == "numbers"
    first, *others = at.text_area(key="numbers").value.splitlines()
    assert {abs(float(pulse)) for pulse in first.split(",")} == {1}
    assert not any("-0" in row for row in others)
    linked = opened(w="example", model="flip-flop", src="generator", feat="3")
    assert linked.session_state["source"] == "generator"
    assert "cannot" not in said(linked)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_unknown_token_is_answered_with_what_the_model_knows(language):
    at = opened(lang=language)
    at.text_area(key="text").set_value("<b>x</b>").run()
    words = "does not know “<”. It knows: a b c d e f ! ?" if language == "en" else "不认识“<”。它认识：a b c d e f ! ?"
    assert words in said(at).replace("\\", "")
    assert not at.error
    assert at.text_area(key="text").value == "<b>x</b>"
    assert len(figures(sound(at))) == 2


def test_trained_here_before_any_training_says_where_to_go():
    at = opened(task="parity", tlen="8", steps="20", tH="4", snap="10")
    at.selectbox(key="weights").set_value("trained").run()
    assert "Nothing has been trained in this visit yet" in said(at)
    assert len(figures(at)) == 2
    at.button(key="offer_train").click().run()
    while any(button.key == "stop_training" for button in sound(at).button):
        at.run()
    assert '"After 10 steps"' in figures(at)[2]
    assert at.session_state["_link"]["w"] == "trained"
    assert "gru-Parity-step10" in at.session_state["_trained"].file
    assert "Nothing has been trained" not in said(turned_to(at, "gates"))


def test_the_weights_of_the_recorded_training_are_taken_from_it():
    at = turned_to(opened(w="trained"), "train")
    assert "This is a recorded training" in said(at)
    assert "Trained here on “Remember”" in said(turned_to(at, "gates"))


def two_grus() -> bytes:
    torch.manual_seed(0)
    parts = {"encoder": nn.GRU(6, 5, 2, bidirectional=True), "decoder.rnn": nn.GRU(3, 7)}
    tensors = {f"{name}.{key}": value for name, part in parts.items() for key, value in part.state_dict().items()}
    return save(tensors | {"encoder.embed.weight": torch.randn(12, 6)})


def uploaded(name: str, content: bytes, **link: str):
    at = opened(w="file", **link)
    return brought(at, name, content)


def brought(at, name: str, content: bytes):
    at.file_uploader[0].set_value((name, content, "application/octet-stream")).run()
    return sound(at)


def test_a_file_of_ones_own_is_read_and_shown():
    at = uploaded("my [model].safetensors", two_grus(), ids="-1")
    assert not at.error
    assert "nn.GRU(6, 5, num_layers=2, bidirectional=True)" in said(at)
    assert "Weights from your file, layer “encoder”" in said(at).replace("\\", "")
    assert "not part of the link" in said(at)
    at.selectbox(key="file_gru").set_value(1).run()
    assert "nn.GRU(3, 7)" in said(sound(at))
    at.selectbox(key="file_gru").set_value(0).run()
    at.selectbox(key="file_embedding").set_value(1).run()
    assert "“The” is not a token id" in said(at)
    at.text_area(key="text").set_value("3 11 0 3").run()
    assert not sound(at).error
    assert "embedding of 12 rows" in said(at)
    for page in ("bi-gru", "text", "train", "table"):
        assert not turned_to(at, page).error
    assert "gru_viz.load('my [model].safetensors')['encoder']" in at.code[0].value
    at.selectbox(key="weights").set_value("seed").run()
    at.selectbox(key="weights").set_value("file").run()
    assert "embedding of 12 rows" in said(sound(at))


def test_a_file_whose_words_nobody_knows_shows_its_own_gates_over_its_first_ids_and_what_was_typed_waits():
    torch.manual_seed(0)
    parts = nn.ModuleDict({"emb": nn.Embedding(9, 6), "rnn": nn.GRU(6, 5)})
    at = uploaded("mine.pt", saved(parts.state_dict()), text="to be or not")
    assert at.text_area(key="text").value == "0 1 2 3 4 5 6 7 8"
    assert "“Where words end”" not in said(at)
    with torch.no_grad():
        expected = gru_viz.trace(parts["rnn"], parts["emb"](torch.arange(9))).update_gate[0, 0, :, 0]
    heatmaps = [np.array(trace.z) for trace in plotly.io.from_json(figures(at)[0]).data if trace.type == "heatmap"]
    assert any(z.shape == (5, 9) and np.allclose(z, expected.T, rtol=0, atol=1e-6) for z in heatmaps)
    at.button(key="offer_own").click().run()
    assert at.text_area(key="text").value == "to be or not"


def test_a_state_dict_in_half_precision_is_said():
    state = {"net." + key: value.half() for key, value in nn.GRU(4, 3).state_dict().items()}
    at = uploaded("m.pt", saved({"epoch": 1, "state_dict": state}), ids="-1")
    assert "Stored as float16, computed in float32 here." in said(at)
    assert "nn.GRU(4, 3)" in said(at)


def test_a_hostile_pickle_is_refused_and_does_not_run_and_other_weights_are_chosen_as_ever(tmp_path):
    trap = tmp_path / "created"
    at = uploaded("evil.pt", saved({"weight_ih_l0": Creates(trap)}))
    assert "was refused: opening it would run code" in at.error[0].value
    assert len(figures(at)) == 2
    assert not trap.exists()
    at.selectbox(key="weights").set_value("example").run()
    assert not sound(at).error


@pytest.fixture(scope="module", params=["en", "zh_CN"])
def bringing(request):
    """A visit to which one file after the other is brought."""
    return request.param, opened(w="file", lang=request.param)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pt", saved(nn.LSTM(2, 3, proj_size=2).state_dict()), "proj_size = 2"),
        ("a.pt", saved(nn.Linear(2, 3).state_dict()), "There is no recurrent layer in “a.pt”"),
        ("<b>.safetensors", b"\xff" * 90, "“<b>.safetensors” cannot be read"),
        ("a.safetensors", save({"weight_ih_l0": torch.ones(12, 2)}), "and is missing"),
    ],
)
def test_each_fault_of_a_file_is_answered_and_the_page_goes_on(bringing, name, content, words):
    language, at = bringing
    before = [error.value for error in at.error]
    message = brought(at, name, content).error[0].value.replace("\\", "")
    assert words in message if language == "en" else re.search("[\u4e00-\u9fff]", message)
    assert [error.value for error in at.error] != before
    assert len(figures(at)) == 2
    at.selectbox(key="weights").set_value("example").run()
    assert not sound(at).error
    at.selectbox(key="weights").set_value("file").run()


def test_a_gru_that_the_file_does_not_have_is_named():
    buffer = io.BytesIO()
    torch.save(nn.GRU(4, 3).state_dict(), buffer)
    at = uploaded("m.pt", buffer.getvalue(), gru="3")
    assert "has 1 recurrent layers; there is no number 3" in at.error[0].value
