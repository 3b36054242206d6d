"""The page Gradients in Chromium: of the GRU on the screen, all of them, of cells trained alike."""

import re

import numpy as np
from playwright.sync_api import expect

from gru_viz import Experiment
from gru_viz.analysis.gradients import gradient_norms
from gru_viz.cells.kinds import CELLS
from tests.browser.test_memory import every_picture_says_whether_anybody_trained_the_weights


def test_gradients_are_those_of_the_gru_on_the_screen_and_others_learn_the_same_task(visit):
    v = visit("gradients?w=seed&conv=textbook", turned=True)
    they_are_those_of_the_gru_on_the_screen(v)
    every_picture_says_whether_anybody_trained_the_weights(v, CHARTS, is_random=True)
    v.turn("gradients")
    v.finish()
    every_picture_says_whether_anybody_trained_the_weights(v, CHARTS, is_random=False)
    an_lstm_and_an_rnn_learn_the_same_task_and_stay_for_another_sequence(v)


CHARTS = ("norms", "road", "unit_saliency")


def they_are_those_of_the_gru_on_the_screen(v):
    v.finish()
    expected = gradient_norms(Experiment(convention="textbook").run()).norms.flip(0)
    shown = v.lines("norms_chart")
    assert set(shown) >= {"GRU", "LSTM", "RNN"}
    np.testing.assert_allclose(shown["GRU"], expected, atol=1e-3)  # powers of ten
    assert "Which inputs matter for unit 0 at step 3" in v.text()


def an_lstm_and_an_rnn_learn_the_same_task_and_stay_for_another_sequence(v):
    assert "but untrained" in v.text()
    v.page.get_by_role("button", name="Train the other cells on the same task").click()
    expect(v.page.get_by_text(re.compile(r"LSTM \(right on \d+%\)"))).to_be_visible(timeout=120_000)
    v.finish()
    v.type("text", "ab!cdef?")
    v.finish()
    expect(v.page.get_by_text(re.compile(r"LSTM \(right on \d+%\)"))).to_be_visible()
    assert len(v.lines("norms_chart")["LSTM"]) == 8


def test_all_gradient_norms_can_be_asked_for_stopped_and_taken_up(visit):
    v = visit("gradients?w=seed&src=generator&len=300&H=96", turned=True)
    v.finish()
    assert len(v.lines("norms_chart")["LSTM"]) < 300
    v.page.get_by_role("button", name=re.compile("Compute all 300 steps: about")).click()
    v.page.get_by_role("button", name="Stop").click()
    v.page.get_by_role("button", name="Go on").click()
    v.page.wait_for_function(
        """(cells) => { const plot = document.querySelector(".st-key-norms_chart .js-plotly-plot");
          return plot && plot._fullData.filter((t) => t.y.length === 300).length === cells; }""",
        arg=len(CELLS),
        timeout=120_000,
    )
    assert v.page.get_by_role("button", name=re.compile("Compute all")).count() == 0
