"""One's own sentence in the first minute: typed, read, looked at in both directions, and the way back."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from gru_viz import bundled
from tests.browser.test_appearance import END_OF_THE_LAST_HEATMAP

ENGLISH, CHINESE = "I love my dog and my cat", "我今天学习了门控循环单元"


def ends(chart: dict) -> list[float]:
    """Probabilities that a word ends, as drawn: below zero where the typed spaces say otherwise."""
    return np.abs(chart["values"][1][0])


def button(v, key: str):
    return v.page.locator(f".st-key-{key} button")


@pytest.mark.parametrize(("text", "locale"), [(ENGLISH, "en-US"), (CHINESE, "zh-CN")])
def test_a_sentence_of_ones_own_is_read_at_once_and_the_way_back_is_open(visit, text, locale):
    v = visit("", locale=locale)
    before = v.chart()["values"]
    v.page.locator(".st-key-own_sentence input").click()
    v.page.keyboard.type(text)  # over the example that stood there
    v.page.keyboard.press("Enter")
    v.settle()
    reading = bundled("after" if locale == "en-US" else "before")["words"].read(text)
    np.testing.assert_allclose(ends(v.chart()), reading.ends, atol=1e-5)
    assert v.page.evaluate(END_OF_THE_LAST_HEATMAP) <= 900  # of a laptop's first screen, though there are 96 units
    assert v.page.get_by_test_id("stAlertContentError").count() == 0
    expect(v.page.locator(".st-key-gates_chart")).to_contain_text("|".join(reading.words))
    button(v, "offer_back").click()
    v.settle()
    assert v.chart()["values"] == before
    button(v, "offer_own").click()
    v.settle()
    np.testing.assert_allclose(ends(v.chart()), reading.ends, atol=1e-5)
    assert v.link()["text"] == text
    if locale == "en-US":
        the_bi_gru_page_reads_it_in_both_directions(v)
        v.turn_to("Gates")
        v.resize(390, 844)
        on_a_phone_the_sentence_and_the_ways_on_fit(v, reading)
        v.resize(1440, 900)
        v.turn("?w=seed&H=20")
        random_weights_are_called_random_and_lead_to_training(v)


def the_bi_gru_page_reads_it_in_both_directions(v):
    v.turn_to("Bi-GRU")
    expect(v.page.locator(".stMainBlockContainer")).to_contain_text("Where words end, both directions")
    tr = bundled()["words-both"].read(ENGLISH).trace
    shown = v.chart("merged_chart")["values"][1]
    np.testing.assert_allclose(shown, tr.output[0].numpy().T, rtol=0, atol=1e-5)


def on_a_phone_the_sentence_and_the_ways_on_fit(v, reading):
    # As much of the sentence as there is place for: test_appearance.
    expect(v.page.locator(".st-key-gates_chart")).to_contain_text("|".join(reading.words)[:12])
    assert v.beyond() <= 0
    for key in ("offer_back", "offer_untrained"):
        box = button(v, key).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def random_weights_are_called_random_and_lead_to_training(v):
    expect(v.page.locator(".st-key-gates_chart .gtitle-subtitle")).to_contain_text("random weights")
    button(v, "offer_train").click()
    v.settle()
    assert re.search("/train", v.page.url)
    assert v.control("train_units").locator("input").input_value() == "20"
