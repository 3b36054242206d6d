"""The page Memory: what is shown, said and kept in the link."""

import re

import pytest

from gru_viz.experiment.link import told_by
from gru_viz.limits import Limits
from gru_viz.ui.blocks import wandering
from tests.ui.visits import figures, opened, said, sound

LINKS = [
    {},
    {"w": "seed", "bi": "1", "L": "2", "layer": "1", "dir": "backward", "conv": "cho"},
    {"w": "seed", "conv": "textbook", "bias": "0"},
    {"w": "example", "model": "clue-both", "text": "ab+c-"},
    {"src": "generator", "len": "900", "H": "32"},
    {"text": "x"},
    {"text": "a b c\nd e", "seq": "1"},
]


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_memory_shows_four_pictures_of_any_run(link, language):
    at = opened("memory", lang=language, **link)
    assert len(figures(at)) == 4
    assert not at.error
    assert ("Median half-life" if language == "en" else "半衰期中位数") in said(at)
    if language == "en":
        assert ("900 steps, evenly spaced" in said(at)) == ("len" in link)


def median(at) -> float:
    return float(re.search(r"Median half-life \*\*([\d.e+]+)\*\*", said(at))[1])


@pytest.mark.parametrize("convention", ["pytorch", "cho"])
def test_the_update_gate_bias_is_the_dial_of_the_half_lives(convention):
    at = opened("memory", w="seed", conv=convention)
    before = median(at)
    at.slider(key="update_gate_bias").set_value(3.0).run()
    assert median(sound(at)) > 2 * before


def test_choices_of_the_memory_page_are_in_the_link():
    at = opened("memory")
    at.segmented_control(key="memory_of").set_value("unit").run()
    at.segmented_control(key="dimensions").set_value("3").run()
    at.toggle(key="show_fixed").set_value(True).run()
    assert at.session_state["_link"] == {"mem": "unit", "dim": "3", "fix": "1"}
    assert told_by(at.session_state["_link"])[0].show_fixed
    assert "scatter3d" in figures(sound(at))[3]
    assert re.search(r"\*\*\d+\*\* stable and \*\*\d+\*\* unstable", said(at))


def test_fixed_points_of_many_units_are_found_and_refused_past_the_declared_limit(monkeypatch):
    at = opened("memory", fix="1", H="100", text="a b")
    assert re.search(r"\*\*\d+\*\* stable and \*\*\d+\*\* unstable", said(at))
    monkeypatch.setattr(wandering, "LIMITS", Limits(operations=4_000_000_000))
    assert "at most 4.0e+09 are allowed here" in said(opened("memory", fix="1", H="100", text="a b"))
    assert "stable" not in said(opened("memory", fix="1", H="100", text="a b"))
