"""The page Train in Chromium: to the end, looked back on, used, stopped."""

import numpy as np

from gru_viz.experiment.examples import home


def opened_by_nobody(chart: dict) -> int:
    """The step at which the update gate is lowest on average: where the state is written."""
    return int(np.array(chart["values"][3]).mean(axis=0).argmin())


def test_train_remember_to_the_end_scrub_and_use_it(visit):
    v = visit("train")
    v.page.get_by_role("button", name="Train", exact=True).click()
    v.page.get_by_text("s left").wait_for()
    v.page.locator(".st-key-curves_chart .js-plotly-plot").first.wait_for()
    v.page.get_by_role("button", name="Use this model").wait_for(timeout=120_000)
    v.settle()
    assert "100.0% right after 600 steps" in v.text()
    trained, before = v.chart("after_chart"), v.chart("before_chart")
    slider = v.page.locator(".st-key-cursor input[type=range]")
    slider.focus()
    slider.press("Home")
    v.settle()
    v.page.get_by_text("After 0 steps", exact=True).wait_for()
    assert v.chart("after_chart")["values"] == before["values"]
    slider.press("End")
    v.settle()
    v.page.get_by_text("After 600 steps", exact=True).wait_for()
    assert v.chart("after_chart")["values"] == trained["values"]
    v.turn_to("Table")
    v.turn_to("Train")
    v.page.get_by_text("right after 600 steps").wait_for()
    v.page.get_by_role("button", name="Use this model").click()
    v.page.locator(".st-key-gates_chart").wait_for()
    v.settle()
    assert v.link()["w"] == "trained"
    assert opened_by_nobody(v.chart()) == home().text.index("!") + 1
    assert "1 of 1 right" in v.page.locator(".st-key-gates_chart .annotation-text").first.text_content()
    v.turn_to("Coloured text")
    v.page.get_by_text("Trained here on “Remember”").wait_for()


def test_training_can_be_stopped(visit):
    v = visit("train?steps=3000&task=flip-flop&tlen=60")
    v.page.get_by_role("button", name="Train", exact=True).click()
    v.page.locator(".st-key-curves_chart .js-plotly-plot").first.wait_for()
    v.page.get_by_role("button", name="Stop").click()
    v.page.get_by_text("Stopped after").wait_for()
    v.settle()
    assert v.chart("after_chart")["values"]
