"""Trained models in the app: weights in the sidebar, answers, Train, Coloured text, own files."""

import io
import re

import pytest
import torch
from safetensors.torch import save
from torch import nn

from gru_viz import Experiment
from gru_viz.experiment.fields import SHAPING
from gru_viz.learning.bundled import bundled
from gru_viz.ui.state.session import link_of, told_by
from tests.learning.test_modelfile import Creates, saved
from tests.ui.visits import figures, opened, said, sound, turned_to


def test_an_empty_link_is_home_and_old_links_stay_what_they_were():
    assert told_by({})[0].weights == "example"
    assert told_by({"lang": "zh_CN"})[0].weights == "example"
    assert told_by({"H": "5"})[0] == Experiment(hidden_size=5)
    assert link_of(told_by({"t": "2", "cmp": "1"})[0]) == {"t": "2", "cmp": "1"}
    assert told_by(link_of(Experiment()))[0] == Experiment()
    assert told_by(link_of(Experiment(language="en")))[0] == Experiment(language="en")


def test_compare_with_untrained_is_one_click_away():
    at = opened()
    at.toggle(key="compare").set_value(True).run()
    shown = figures(sound(at))
    assert len(shown) == 4
    assert '"Trained"' in shown[0]
    assert "1 of 1 right" in shown[0]
    assert "Untrained, seed 0" in shown[2]
    assert at.session_state["_link"] == {"cmp": "1"}


@pytest.mark.parametrize("name", bundled())
def test_choosing_a_model_sets_sizes_and_a_sequence_it_knows(name):
    at = opened(w="seed", H="5")
    typed = at.text_area(key="text").value
    at.selectbox(key="weights").set_value("example").run()
    at.selectbox(key="example_model").set_value(name).run()
    assert not sound(at).error
    assert len(figures(at)) == 2
    gru = bundled()[name].learner.gru
    assert f"nn.GRU({gru.input_size}, {gru.hidden_size}" in said(at)
    assert ("bidirectional=True" in said(at)) == gru.bidirectional
    assert " right" in figures(at)[0]
    for page in ("bi-gru", "text", "table"):
        assert not turned_to(at, page).error
    at.selectbox(key="weights").set_value("seed").run()
    assert at.text_area(key="text").value == typed
    assert at.number_input(key="hidden_size").value == 5


def test_a_sequence_that_the_next_model_knows_stays():
    at = opened()
    at.text_area(key="text").set_value("ab!cd?").run()
    at.selectbox(key="example_model").set_value("remember").run()
    assert at.text_area(key="text").value == "ab!cd?"
    at.selectbox(key="example_model").set_value("parity").run()
    assert re.fullmatch("[01]+", at.text_area(key="text").value)
    at.selectbox(key="example_model").set_value("remember").run()
    assert at.text_area(key="text").value == "ab!cd?"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_unknown_token_is_answered_with_what_the_model_knows(language):
    at = opened(lang=language)
    at.text_area(key="text").set_value("<b>x</b>").run()
    words = "does not know “<”. It knows: a b c d e f ! ?" if language == "en" else "不认识“<”。它认识：a b c d e f ! ?"
    assert words in at.error[0].value.replace("\\", "")
    assert at.text_area(key="text").value == "<b>x</b>"
    assert len(figures(sound(at))) == 2


def test_trained_here_before_any_training_says_where_to_go():
    at = opened()
    at.selectbox(key="weights").set_value("trained").run()
    assert "The page “Train”" in at.error[0].value
    assert len(figures(sound(at))) == 2


def trained(at, **settings):
    """Train to the end, as the page's own clock would."""
    turned_to(at, "train")
    at.session_state["fold_training"] = True
    for key, value in settings.items():
        at.session_state[key] = value
    at.run()
    at.button(key="start_training").click().run()
    for _ in range(200):
        if not any(button.key == "stop_training" for button in sound(at).button):
            return at
        at.run()
    raise AssertionError("training did not end")


def test_train_remember_scrub_the_snapshots_and_use_it():
    at = trained(opened(), train_steps=500)
    assert "**100.0%** right after 500 steps" in said(at)
    assert len(figures(at)) == 6  # curves, before, after, openings, histograms, saturation
    assert '"Before training"' in figures(at)[1]
    last = figures(at)[2]
    assert "After 500 steps" in last
    at.select_slider(key="snapshot").set_value(20).run()
    assert "After 20 steps" in figures(sound(at))[2]
    assert figures(at)[2] != last
    assert at.session_state["_link"]["snap"] == "20"
    at.select_slider(key="snapshot").set_value(500).run()
    assert figures(at)[2] == last
    at.button(key="use_model").click().run()
    assert "Trained here on “Remember”" in said(sound(at))
    assert at.session_state["weights"] == "trained"
    assert "1 of 1 right" in figures(at)[0]
    for page in ("bi-gru", "text", "table"):
        assert not turned_to(at, page).error
    turned_to(at, "train")
    assert "**100.0%** right after 500 steps" in said(at)


def test_stopping_keeps_what_is_there():
    at = turned_to(opened(), "train")
    at.number_input(key="train_steps").set_value(3000).run()
    at.button(key="start_training").click().run()
    at.run()
    at.button(key="stop_training").click().run()
    done = re.search(r"Stopped after ([\d,]+) of 3,000 steps", "\n".join(i.value for i in sound(at).info))[1]
    assert f"right after {done} steps" in said(at)
    assert len(figures(at)) == 6
    turned_to(at, "gates")
    assert f"Stopped after {done}" in turned_to(at, "train").info[0].value


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"task": "sine", "train_both": False}, "of “same as last”"),
        ({"task": "clue", "train_both": True}, "The clue comes later"),
        ({"task": "adding", "train_convention": "textbook", "task_length": 6}, "Adding problem"),
        ({"task": "negation", "train_layers": 2}, "Negation"),
        ({"task": "flip-flop"}, "3-bit flip-flop"),
        ({"task": "brackets", "rate": 0.1}, "Brackets"),
    ],
)
def test_any_task_trains_in_the_page(settings, words):
    at = trained(opened(), train_steps=12, train_units=5, **settings)
    assert words in said(at)
    assert len(figures(at)) == 6 + (settings["task"] == "clue")
    at.button(key="use_model").click().run()
    assert not sound(at).error
    textbook = settings.get("train_convention") == "textbook"
    assert at.session_state["convention"] == ("textbook" if textbook else "pytorch")


def test_a_column_of_the_visitors_own_is_learned_and_tested_in_time():
    at = turned_to(opened(w="seed", src="generator", sig="noisy-sine", len="300"), "train")
    at.selectbox(key="task").set_value("column").run()
    assert at.session_state["task_length"] == 20
    at = trained(at, train_steps=20)
    assert "of “same as last”" in said(at)
    at.button(key="use_model").click().run()
    assert not sound(at).error


def test_a_column_task_without_numbers_says_what_it_needs():
    at = turned_to(opened(), "train")
    at.selectbox(key="task").set_value("column").run()
    at.button(key="start_training").click().run()
    assert "learns from your own numbers" in sound(at).error[0].value


def test_a_diverging_training_says_so_and_keeps_the_last_good_weights():
    at = turned_to(opened(), "train")
    at.session_state["task"], at.session_state["rate"] = "adding", 1.0
    at.run()
    at.button(key="start_training").click().run()
    with torch.no_grad():
        at.session_state["_trainer"].learner.head.weight.fill_(torch.nan)
    at.run()
    assert "came apart" in sound(at).warning[0].value
    assert len(figures(at)) == 6


def test_every_setting_of_the_training_is_in_the_link():
    at = trained(opened(), train_steps=10, train_units=3, price=0.5, train_seed=4, task_sample=2)
    link = at.session_state["_link"]
    assert {key: link[key] for key in ("steps", "tH", "price", "tseed", "tseq")} == {
        "steps": "10", "tH": "3", "price": "0.5", "tseed": "4", "tseq": "2"
    }  # fmt: skip
    assert told_by(link)[0].numbers_key() == told_by({})[0].numbers_key()
    assert not any(row.part in SHAPING and row.key in link for row in Experiment.table().values())


def test_coloured_text_ranks_units_by_the_answer_and_looks_at_the_best():
    at = opened("text", w="example", model="quotes", text='a "b" c')
    assert "Unit 11 follows the answer best: correlation 0.84" in said(at)
    html = "".join(element.proto.body for element in at.get("html"))
    assert html.count("<span style=") == 7
    at.button(key="best_unit").click().run()
    assert at.session_state["unit"] == 11
    at.segmented_control(key="quantity").set_value("update_gate").run()
    assert "follows the answer best" in said(sound(at))


def test_coloured_text_of_remember_uses_the_correlation_ratio():
    assert re.search(r"tells the answers apart best: η = 1\.00", said(opened("text")))


def test_coloured_text_works_untrained_and_shows_tokens_literally():
    at = opened("text", text="<script>alert(1)</script> <b>x</b> &lt;")
    assert "Units by how much they vary" in said(at)
    html = "".join(element.proto.body for element in at.get("html"))
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;" in html


def test_a_very_long_text_is_cut_with_a_sentence():
    at = opened("text", text="\n".join(["a b c d " * 250] * 6))
    assert "The first 4,000 tokens are shown" in said(at)


def two_grus() -> bytes:
    torch.manual_seed(0)
    parts = {"encoder": nn.GRU(6, 5, 2, bidirectional=True), "decoder.rnn": nn.GRU(3, 7)}
    tensors = {f"{name}.{key}": value for name, part in parts.items() for key, value in part.state_dict().items()}
    return save(tensors | {"encoder.embed.weight": torch.randn(12, 6)})


def uploaded(name: str, content: bytes, **link: str):
    at = opened(w="file", **link)
    at.file_uploader[0].set_value((name, content, "application/octet-stream")).run()
    return sound(at)


def test_a_file_of_ones_own_is_read_and_shown():
    at = uploaded("my [model].safetensors", two_grus())
    assert not at.error
    assert "nn.GRU(3, 7)" in said(at)
    assert "Weights from your file, GRU “decoder.rnn”" in said(at).replace("\\", "")
    assert "not part of the link" in said(at)
    at.selectbox(key="file_gru").set_value(1).run()
    assert "nn.GRU(6, 5, num_layers=2, bidirectional=True)" in said(sound(at))
    at.selectbox(key="file_embedding").set_value(1).run()
    assert "“The” is not a token id" in at.error[0].value
    at.text_area(key="text").set_value("3 11 0 3").run()
    assert not sound(at).error
    assert "embedding of 12 rows" in said(at)
    for page in ("bi-gru", "text", "table", "train"):
        assert not turned_to(at, page).error
    assert "read_tensors('my [model].safetensors'" in turned_to(at, "table").code[0].value
    at.selectbox(key="weights").set_value("seed").run()
    at.selectbox(key="weights").set_value("file").run()
    assert "embedding of 12 rows" in said(sound(at))


def test_a_state_dict_in_half_precision_is_said():
    state = {"net." + key: value.half() for key, value in nn.GRU(4, 3).state_dict().items()}
    at = uploaded("m.pt", saved({"epoch": 1, "state_dict": state}))
    assert "Stored as float16, computed in float32 here." in said(at)
    assert "nn.GRU(4, 3)" in said(at)


def test_a_hostile_pickle_is_refused_and_does_not_run(tmp_path):
    trap = tmp_path / "created"
    at = uploaded("evil.pt", saved({"weight_ih_l0": Creates(trap)}))
    assert "was refused: opening it would run code" in at.error[0].value
    assert len(figures(at)) == 2
    assert not trap.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pt", saved(nn.LSTM(2, 3).state_dict()), "that is an LSTM"),
        ("a.pt", saved(nn.Linear(2, 3).state_dict()), "No GRU is in this file"),
        ("<b>.safetensors", b"\xff" * 90, "“<b>.safetensors” cannot be read"),
        ("a.safetensors", save({"weight_ih_l0": torch.ones(12, 2)}), "“weight_hh_l0” is missing"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_each_fault_of_a_file_is_answered_and_the_page_goes_on(name, content, words, language):
    at = uploaded(name, content, lang=language)
    message = at.error[0].value.replace("\\", "")
    assert words in message if language == "en" else re.search("[\u4e00-\u9fff]", message)
    assert len(figures(at)) == 2
    at.selectbox(key="weights").set_value("example").run()
    assert not sound(at).error


def test_a_gru_that_the_file_does_not_have_is_named():
    buffer = io.BytesIO()
    torch.save(nn.GRU(4, 3).state_dict(), buffer)
    at = uploaded("m.pt", buffer.getvalue(), gru="3")
    assert "has 1 GRUs; there is no number 3" in at.error[0].value
