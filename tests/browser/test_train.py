"""The page Train in Chromium: to the end, looked back on, used, stopped."""

from dataclasses import replace

import numpy as np

from gru_viz import trace
from gru_viz.experiment.examples import home
from gru_viz.learning.learner import Learner
from gru_viz.learning.loop import Settings, Training
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS


def opened_by_nobody(chart: dict) -> int:
    """The step at which the update gate is lowest on average: where the state is written."""
    return int(np.array(chart["values"][3]).mean(axis=0).argmin())


def test_one_training_goes_to_the_end_and_another_is_stopped(visit):
    v = visit("table?steps=250")
    train_remember_to_the_end_scrub_and_use_it(v)
    v.turn("table?steps=3000&task=flip-flop&tlen=60")
    training_can_be_stopped(v)


def train_remember_to_the_end_scrub_and_use_it(v):
    v.turn_to("Train")
    v.page.get_by_role("button", name="Train", exact=True).click()
    v.page.get_by_text("s left").wait_for()
    v.page.locator(".st-key-curves_chart .js-plotly-plot").first.wait_for()
    v.page.get_by_role("button", name="Use this model").wait_for(timeout=120_000)
    v.settle()
    assert "100.0% right after 250 steps" in v.text()
    with v.page.expect_download() as started:
        v.page.locator(".st-key-curves_chart_picture").get_by_role("button", name="Download as PNG").click()
    assert started.value.suggested_filename == "learning-Remember.png"
    trained, before = v.chart("after_chart"), v.chart("before_chart")
    slider = v.page.locator(".st-key-cursor input[type=range]")
    slider.focus()
    slider.press("Home")
    v.settle()
    v.page.get_by_text("After 0 steps", exact=True).wait_for()
    assert v.chart("after_chart")["values"] == before["values"]
    slider.press("End")
    v.settle()
    v.page.get_by_text("After 250 steps", exact=True).wait_for()
    assert v.chart("after_chart")["values"] == trained["values"]
    v.turn_to("Table")
    v.turn_to("Train")
    v.page.get_by_text("right after 250 steps").wait_for()
    v.page.get_by_role("button", name="Use this model").click()
    v.page.locator(".st-key-gates_chart").wait_for()
    v.settle()
    assert v.link()["w"] == "trained"
    assert opened_by_nobody(v.chart()) == home().text.index("!") + 1
    assert "1 of 1 right" in v.page.locator(".st-key-gates_chart .annotation-text").first.text_content()
    v.turn_to("Coloured text")
    v.page.get_by_text("Trained here on “Remember”").wait_for()


def test_a_link_trains_again_at_once_and_shows_the_stage_that_was_seen(visit):
    v = visit("train?task=parity&tlen=8&steps=40&tH=4&price=0.1&tseed=3&tseq=5&snap=20&w=trained", turned=False)
    v.page.get_by_text("After 20 steps", exact=True).wait_for()
    v.settle()
    task = replace(TASKS["parity"], length=8)
    learner = Learner(task, 4, seed=3)
    training = Training(task, learner, Settings(steps=40, price=0.1, every=1, seed=3))
    training.begin()
    for _ in range(20):
        training.step()
    tr = trace(learner.gru, task.batch(1, FRESH_SEEDS + 2**31 + 5).inputs)
    shown = v.chart("after_chart")["values"][-4:]
    for values, name in zip(shown, ("reset_gate", "update_gate", "candidate_state", "hidden_state"), strict=True):
        np.testing.assert_allclose(np.array(values).T, getattr(tr, name)[0, 0, :, 0].detach(), atol=1e-4)
    # the weights of that stage are those that the link asks for on every page
    v.turn_to("Gates")
    v.page.get_by_text("1 of 1 right").or_(v.page.get_by_text("right")).first.wait_for()
    assert v.link()["w"] == "trained"
    v.page.locator(".st-key-gates_chart .js-plotly-plot").wait_for()


def training_can_be_stopped(v):
    v.turn_to("Train")
    v.page.get_by_text("not trained yet").wait_for()
    v.page.get_by_role("button", name="Train", exact=True).click()
    v.page.locator(".st-key-curves_chart .js-plotly-plot").first.wait_for()
    v.page.get_by_role("button", name="Stop").click()
    v.page.get_by_text("Stopped after").wait_for()
    v.settle()
    assert v.chart("after_chart")["values"]
