"""The page Memory in Chromium: what is kept, how long, and where it ends up."""

import numpy as np
from playwright.sync_api import expect

from gru_viz import Experiment
from gru_viz.analysis.memory import half_lives, shares

SUBTITLE = """(key) => document.querySelector(`.st-key-${key} .js-plotly-plot`)._fullLayout.title.subtitle.text ?? ''"""


def test_memory_shows_what_is_kept_and_the_dial_lengthens_it(visit):
    v = visit("memory?w=seed", turned=True)
    every_picture_says_whether_anybody_trained_the_weights(v, CHARTS, is_random=True)
    what_is_kept_is_shown_and_the_dial_lengthens_it(v)
    v.turn("memory")
    every_picture_says_whether_anybody_trained_the_weights(v, CHARTS, is_random=False)


CHARTS = ("shares", "lives", "nudge", "path")


def every_picture_says_whether_anybody_trained_the_weights(v, charts, *, is_random):
    for chart in charts:
        v.chart(f"{chart}_chart")
        subtitle = v.page.evaluate(SUBTITLE, f"{chart}_chart")
        assert ("random weights" in subtitle) is is_random, chart


def what_is_kept_is_shown_and_the_dial_lengthens_it(v):
    experiment = Experiment()
    tr = experiment.run()
    shown = np.array(v.chart("shares_chart")["values"][0], dtype=float)
    expected = shares(tr).share
    np.testing.assert_allclose(shown[::-1] if shown[0, 0] != shown[0, 0] else shown, expected, atol=1e-5)
    before = next(iter(v.lines("lives_chart").values()))
    np.testing.assert_allclose(before, np.sort(half_lives(tr))[::-1], rtol=1e-4)
    slider = v.control("update_gate_bias").get_by_role("slider")
    slider.focus()
    for _ in range(8):
        slider.press("ArrowRight")
    expect(v.control("update_gate_bias")).to_contain_text("2.00")
    v.settle()
    longer = half_lives(Experiment(update_gate_bias=2.0).run())
    v.page.wait_for_function(
        """(first) => Math.abs(document.querySelector(".st-key-lives_chart .js-plotly-plot")._fullData[0].y[0] - first) < 1e-3""",
        arg=float(longer.max()),
    )
    assert (np.sort(longer)[::-1] > before).all()
