"""The memory lab in Chromium: memory, gradients, the other cells, the claims and the workbench."""

import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from gru_viz import Experiment
from gru_viz.analysis.gradients import gradient_norms
from gru_viz.analysis.memory import half_lives, shares
from gru_viz.experiment.link import told_by
from gru_viz.learning.lengths import lengths
from gru_viz.lesson.workbench import MISTAKES

#: Lines and bars of a chart: (name, y) of everything that is not a heatmap.
READ_LINES = """(chart) => document.querySelector(`.st-key-${chart} .js-plotly-plot`)._fullData
  .filter((t) => t.type !== "heatmap").map((t) => [t.name, Array.from(t.y)])"""


def lines(v, key: str) -> dict[str, np.ndarray]:
    """Lines and bars of a chart, by their names."""
    v.page.locator(f".st-key-{key} .js-plotly-plot .main-svg").first.wait_for()
    return {name: np.array(y, dtype=float) for name, y in v.page.evaluate(READ_LINES, key)}


def at_rest(v) -> None:
    """No analysis is under way."""
    expect(v.page.locator("[data-testid=stProgress]")).to_have_count(0, timeout=120_000)
    v.settle()


def test_memory_shows_what_is_kept_and_the_dial_lengthens_it(visit):
    v = visit("memory?w=seed")
    experiment = Experiment()
    tr = experiment.run()
    shown = np.array(v.chart("shares_chart")["values"][0], dtype=float)
    expected = shares(tr).share
    np.testing.assert_allclose(shown[::-1] if shown[0, 0] != shown[0, 0] else shown, expected, atol=1e-5)
    before = next(iter(lines(v, "lives_chart").values()))
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


def test_memory_finds_fixed_points_of_a_trained_gru(visit):
    v = visit("memory")
    v.toggle("show_fixed")
    at_rest(v)
    expect(v.page.get_by_text(re.compile(r"\d+ stable and \d+ unstable fixed points"))).to_be_visible()
    v.choose("dimensions", "3-D")
    v.page.locator(".st-key-path_chart .gl-container, .st-key-path_chart .js-plotly-plot").first.wait_for()
    assert v.link() == {"fix": "1", "dim": "3"}


def test_gradients_are_those_of_the_gru_on_the_screen(visit):
    v = visit("gradients?w=seed&conv=textbook")
    at_rest(v)
    expected = gradient_norms(Experiment(convention="textbook").run()).norms.flip(0)
    shown = lines(v, "norms_chart")
    assert set(shown) >= {"GRU", "LSTM", "RNN"}
    np.testing.assert_allclose(shown["GRU"], expected, atol=1e-3)  # powers of ten
    assert "Which inputs matter for unit 0 at step 3" in v.text()


def test_all_gradient_norms_can_be_asked_for_stopped_and_taken_up(visit):
    v = visit("gradients?w=seed&src=generator&len=500&H=128")
    at_rest(v)
    assert len(lines(v, "norms_chart")["GRU"]) < 500
    v.page.get_by_role("button", name=re.compile("Compute all 500 steps: about")).click()
    v.page.get_by_role("button", name="Stop").click()
    v.page.get_by_role("button", name="Go on").click()
    v.page.wait_for_function(
        """() => { const plot = document.querySelector(".st-key-norms_chart .js-plotly-plot");
          return plot && plot._fullData.filter((t) => t.y.length === 500).length === 3; }""",
        timeout=120_000,
    )
    assert v.page.get_by_role("button", name=re.compile("Compute all")).count() == 0


def test_an_lstm_and_an_rnn_learn_the_same_task_and_stay_for_another_sequence(visit):
    v = visit("gradients")
    at_rest(v)
    assert "but untrained" in v.text()
    v.page.get_by_role("button", name="Train the other cells on the same task").click()
    expect(v.page.get_by_text(re.compile(r"LSTM \(right on \d+%\)"))).to_be_visible(timeout=120_000)
    at_rest(v)
    v.type("text", "ab!cdef?")
    at_rest(v)
    expect(v.page.get_by_text(re.compile(r"LSTM \(right on \d+%\)"))).to_be_visible()
    assert len(lines(v, "norms_chart")["LSTM"]) == 8


def test_compare_has_six_rows_and_the_table_of_lengths(visit):
    v = visit("compare?w=seed")
    at_rest(v)
    rows = v.page.locator("[data-testid=stMarkdownContainer] table tbody tr")
    expect(rows).to_have_count(6)
    assert "1,632" in v.text()  # 3 · 16 · (16 + 16) + 6 · 16
    shown = lines(v, "adding_lengths_chart")["GRU"]
    first = [row.accuracy for row in lengths() if (row.task, row.cell, row.length) == ("adding", "gru", 10)]
    assert shown[0] == pytest.approx(sum(first) / len(first), abs=1e-3)


def test_a_sceptical_student_opens_a_claim_and_follows_it(visit):
    v = visit("claims")
    at_rest(v)
    cards = v.page.locator("[class*=st-key-claim_]").get_by_role("button", name="See it")
    expect(cards).to_have_count(13)
    v.page.get_by_text("The figure").first.click()
    v.page.locator(".st-key-claim_blind_candidate_chart .js-plotly-plot .main-svg").first.wait_for()
    cards.first.click()
    v.page.locator(".cell[data-step]").wait_for()
    assert "/cell" in v.page.url
    assert v.link()["ra"] == "0"


def test_the_workbench_runs_its_code_and_its_mistakes(visit):
    v = visit("nn-gru?w=seed&L=2&bi=1&bf=1")
    torch.manual_seed(0)
    gru = torch.nn.GRU(16, 16, num_layers=2, batch_first=True, bidirectional=True)
    # Streamlit fetches what draws code blocks when the first one comes.
    expect(v.page.get_by_test_id("stMainBlockContainer")).to_contain_text(str(gru))
    text = v.text()
    assert f"{sum(p.numel() for p in gru.parameters()):,}" in text
    v.page.locator(".st-key-shapes_chart .js-plotly-plot .main-svg").first.wait_for()
    for mistake in MISTAKES:
        expect(v.page.get_by_text(mistake.title, exact=True).first).to_be_visible()


@pytest.mark.parametrize("link", ["cell=lstm&bi=1", "cell=rnn&nl=relu&bi=1"])
def test_another_cell_is_shown_clicked_and_turned_around(visit, link):
    v = visit(f"?{link}&text=to+be+or+not+to+be")
    experiment = told_by(v.link())[0]
    tr = experiment.run()
    chart = v.chart()
    assert len(chart["values"]) == 1 + len(tr.quantities)
    for shown, name in zip(chart["values"][1:], tr.quantities, strict=True):
        np.testing.assert_allclose(shown, getattr(tr, name)[0, 0, :, 0].numpy().T, rtol=0, atol=1e-6)
    v.click_cell(len(tr.quantities) - 1, 4, 2)
    assert v.link()["t"] == "4"
    assert v.link()["unit"] == "2"
    value = abs(tr.hidden_state[0, 0, 4, 0, 2].item())
    expect(v.page.locator(".st-key-arithmetic")).to_contain_text(f"{value:.4g}")
    v.turn_to(f"Bi-{tr.cell.name}")
    shown = v.chart("merged_chart")["values"][1]
    np.testing.assert_allclose(shown, tr.output[:, 0].numpy().T, rtol=0, atol=1e-6)
    v.turn_to("Table")
    expect(v.page.locator("[data-testid=stCode]")).to_contain_text(
        f"torch.nn.{tr.cell.name}(16, 16, bidirectional=True"
    )


def test_the_cell_is_chosen_in_the_sidebar(visit):
    v = visit("?w=seed")
    v.choose("cell", "LSTM")
    assert v.link() == {"cell": "lstm"}
    assert len(v.chart()["values"]) == 7
    v.turn_to("Memory")
    assert "This page is about the GRU" in v.text()
    v.turn_to("Gates")
    v.choose("cell", "GRU")
    assert len(v.chart()["values"]) == 5
