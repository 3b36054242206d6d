"""The page Train: to the end, stopped, looked back on, used."""

import json
import re

import pytest
import torch

from gru_viz import Experiment
from gru_viz.experiment.link import told_by
from gru_viz.ui.state.line import trainings
from tests.ui.visits import figures, opened, said, sound, turned_to


def trained(at, **settings):
    """Train to the end, as the page's own clock would."""
    at.session_state["fold_training"] = True
    for key, value in settings.items():
        at.session_state[key] = value
    return ended(at.button(key="start_training").click().run())


def ended(at):
    """Once it has trained to the end."""
    for _ in range(200):
        if not any(button.key == "stop_training" for button in sound(at).button):
            return at
        at.run()
    raise AssertionError("training did not end")


def heatmaps(spec):
    """The numbers of a figure's rows of gates, without what is written over and beside them."""
    return [trace["z"] for trace in json.loads(spec)["data"] if "z" in trace and "text" not in trace]


def test_train_remember_scrub_the_snapshots_and_use_it():
    at = trained(opened("train"), train_steps=30, train_units=32, rate=0.05, task_length=6)
    assert "**100.0%** right after 30 steps" in said(at)
    assert len(figures(at)) == 6  # curves, before, after, openings, histograms, saturation
    assert '"Before training"' in figures(at)[1]
    last, spread = figures(at)[2], figures(at)[4:]
    assert "After 30 steps" in last
    at.select_slider(key="snapshot").set_value(20).run()
    assert "After 20 steps" in figures(sound(at))[2]
    assert heatmaps(figures(at)[2]) != heatmaps(last)
    assert all(one != other for one, other in zip(figures(at)[4:], spread, strict=True))
    assert at.session_state["_link"]["snap"] == "20"
    # Elsewhere nothing of it is on the screen.
    assert "snap" not in turned_to(at, "gates").session_state["_link"]
    assert turned_to(at, "train").session_state["_link"]["snap"] == "20"
    at.select_slider(key="snapshot").set_value(30).run()
    assert figures(at)[2] == last
    assert figures(at)[4:] == spread
    at.button(key="use_model").click().run()
    assert "Trained here on “Remember”" in said(sound(at))
    assert at.session_state["weights"] == "trained"
    assert "1 of 1 right" in figures(at)[0]
    for page in ("bi-gru", "text", "table"):
        assert not turned_to(at, page).error
    turned_to(at, "train")
    assert "**100.0%** right after 30 steps" in said(at)


def test_it_opens_on_a_recorded_training_that_can_be_looked_through():
    at = opened("train")
    assert "This is a recorded training" in said(at)
    assert "not the one of the sidebar" in said(at)
    assert len(figures(at)) == 6
    other, last, spread = figures(opened("train", tseq="2")), figures(at)[2], figures(at)[4:]
    assert heatmaps(other[2]) != heatmaps(last)
    mine, another = heatmaps(figures(at)[3]), heatmaps(other[3])
    assert len(mine) == 2
    assert all(gate[0] != gate[-1] for gate in mine)
    assert all(one != two for one, two in zip(mine, another, strict=True))
    at.select_slider(key="snapshot").set_value(24).run()
    assert heatmaps(figures(sound(at))[2]) != heatmaps(last)
    assert all(one != other for one, other in zip(figures(at)[4:], spread, strict=True))
    assert "w" not in at.session_state["_link"]


@pytest.mark.parametrize(
    ("language", "recorded", "done"),
    [("en", "This is a recorded training", "after 10 steps"), ("zh_CN", "这是一次录制的训练", "10 步")],
)
def test_a_training_of_ones_own_takes_the_place_of_the_recorded_one_with_every_setting_in_the_link(
    language, recorded, done
):
    at = opened("train", lang=language)
    assert recorded in said(at)
    assert {"en": "not the one of the sidebar", "zh_CN": "不是侧栏里的序列"}[language] in said(at)
    trained(at, train_steps=10, train_units=3, price=0.5, train_seed=4, task_sample=2)
    assert recorded not in said(at)
    assert "recorded" not in said(at)
    assert done in said(at)
    link = at.session_state["_link"]
    assert {key: link[key] for key in ("steps", "tH", "price", "tseed", "tseq")} == {
        "steps": "10",
        "tH": "3",
        "price": "0.5",
        "tseed": "4",
        "tseq": "2",
    }
    assert told_by(link)[0].numbers_key() == told_by({})[0].numbers_key()
    assert not any(row.shaping and row.key in link for row in Experiment.table().values())


def test_before_a_training_the_page_shows_what_will_be_learned_and_leads_back():
    at = opened("train")
    recorded = figures(at)
    at.selectbox(key="task").set_value("parity").run()
    assert "**Parity**, 16 units, λ = 0.3: not trained yet" in said(sound(at))
    wanted, gates = map(json.loads, figures(at))
    bits = [bit.strip("\u200b") for bit in wanted["data"][0]["text"][0]]
    odd = ["odd" if sum(map(int, bits[: i + 1])) % 2 else "even" for i in range(len(bits))]
    assert wanted["data"][1]["text"][0] == odd
    assert gates["data"][0]["text"] == wanted["data"][0]["text"]
    at.button(key="back_to_training").click().run()
    assert figures(sound(at)) == recorded
    trained(at, task="parity", train_steps=10)
    mine = figures(at)
    at.slider(key="price").set_value(0.5).run()
    assert "λ = 0.5: not trained yet" in said(sound(at))
    at.button(key="back_to_training").click().run()
    assert figures(sound(at)) == mine


@pytest.mark.usefixtures("pieces")
def test_stopping_keeps_what_is_there():
    at = opened("train")
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
    ("link", "words"),
    [
        ({"task": "sine", "tbi": "0"}, "of “same as last”"),
        ({"task": "clue", "tbi": "1"}, "The clue comes later"),
        ({"task": "adding", "tconv": "textbook", "tlen": "6"}, "Adding problem"),
        ({"task": "negation", "tL": "2"}, "Negation"),
        ({"task": "flip-flop"}, "3-bit flip-flop"),
        ({"task": "brackets", "lr": "0.1"}, "Brackets"),
    ],
)
def test_any_task_trains_in_the_page(link, words):
    at = ended(opened("train", steps="10", tH="5", **({"tlen": "5"} | link)))
    assert words in said(at)
    assert len(figures(at)) == 6 + (link["task"] == "clue")
    at.button(key="use_model").click().run()
    assert not sound(at).error
    textbook = link.get("tconv") == "textbook"
    assert at.session_state["convention"] == ("textbook" if textbook else "pytorch")


def test_a_column_of_the_visitors_own_is_learned_and_tested_in_time():
    at = opened("train", w="seed", src="generator", sig="noisy-sine", len="300")
    at.selectbox(key="task").set_value("column").run()
    assert at.session_state["task_length"] == 20
    at = trained(at, train_steps=10)
    assert "of “same as last”" in said(at)
    at.button(key="use_model").click().run()
    assert not sound(at).error


def test_a_column_task_without_numbers_says_what_it_needs():
    at = opened("train")
    at.selectbox(key="task").set_value("column").run()
    assert "learns from your own numbers" in sound(at).info[0].value
    assert at.button(key="start_training").disabled
    assert not figures(at)
    at.button(key="take_signal").click().run()
    assert "**Next value of my column**, 16 units, λ = 0.3: not trained yet" in said(sound(at))
    assert at.session_state["source"] == "generator"
    assert len(figures(at)) == 2


@pytest.mark.usefixtures("pieces")
def test_a_diverging_training_says_so_and_keeps_the_last_good_weights():
    at = opened("train")
    at.session_state["task"], at.session_state["rate"] = "adding", 1.0
    at.run()
    at.button(key="start_training").click().run()
    with torch.no_grad():
        at.session_state["_training"].learner.head.weight.fill_(torch.nan)
    at.run()
    assert "came apart" in sound(at).warning[0].value
    assert len(figures(at)) == 6


class Guest:
    """Somebody else who trains."""


@pytest.mark.usefixtures("pieces")
def test_who_comes_later_sees_how_many_are_before_them_and_gets_a_turn(monkeypatch):
    line, guest = trainings(), Guest()
    monkeypatch.setattr(line, "room", 1 + len(line))
    line.before(guest)
    at = opened("train")
    at.session_state["train_steps"] = 10
    at.run()
    at.button(key="start_training").click().run()
    for _ in range(3):
        assert [bar.proto.text for bar in at.get("progress")] == ["Step 0 of 10 · waiting, 1 before you"]
        line.before(guest)
        at.run()
    line.leave(guest)
    at.run()
    for _ in range(20):
        if not at.get("progress"):
            break
        at.run()
    assert "after 10 steps" in said(at)
    assert len(line) == line.room - 1
