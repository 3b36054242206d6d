"""The pages Claims, Compare and nn.GRU in Chromium."""

import pytest
import torch
from playwright.sync_api import expect

from gru_viz.cells.kinds import CELLS
from gru_viz.learning.lengths import lengths
from gru_viz.lesson.claims.all import CLAIMS
from gru_viz.lesson.workbench import MISTAKES


def test_claims_are_followed_cells_compared_and_the_workbench_run(visit):
    v = visit("claims")
    a_sceptical_student_opens_a_claim_and_follows_it(v)
    v.turn("compare?w=seed")
    compare_has_two_rows_a_cell_and_the_table_of_lengths(v)
    v.turn("nn-gru?w=seed&L=2&bi=1&bf=1")
    the_workbench_runs_its_code_and_its_mistakes(v)


def compare_has_two_rows_a_cell_and_the_table_of_lengths(v):
    v.finish()
    rows = v.page.locator("[data-testid=stMarkdownContainer] table").first.locator("tbody tr")
    expect(rows).to_have_count(2 * len(CELLS))
    assert "1,632" in v.text()  # 3 · 16 · (16 + 16) + 6 · 16
    shown = v.lines("adding_lengths_chart")["GRU"]
    first = [
        row.accuracy
        for row in lengths()
        if (row.task, row.cell, row.length, row.start) == ("adding", "gru", 10, "pytorch")
    ]
    assert shown[0] == pytest.approx(sum(first) / len(first), abs=1e-3)


def a_sceptical_student_opens_a_claim_and_follows_it(v):
    v.finish()
    cards = v.page.locator("[class*=st-key-claim_]").get_by_role("button", name="See it")
    expect(cards).to_have_count(len(CLAIMS))
    v.page.get_by_text("The figure").first.click()
    v.page.locator(".st-key-claim_blind_candidate_chart .js-plotly-plot .main-svg").first.wait_for()
    cards.first.click()
    v.page.locator(".cell[data-step]").wait_for()
    v.settle()
    assert "/cell" in v.page.url
    assert v.link() == {"ra": "0"}


def the_workbench_runs_its_code_and_its_mistakes(v):
    torch.manual_seed(0)
    gru = torch.nn.GRU(16, 16, num_layers=2, batch_first=True, bidirectional=True)
    # Streamlit fetches what draws code blocks when the first one comes.
    expect(v.page.get_by_test_id("stMainBlockContainer")).to_contain_text(str(gru))
    text = v.text()
    assert f"{sum(p.numel() for p in gru.parameters()):,}" in text
    v.page.locator(".st-key-shapes_chart .js-plotly-plot .main-svg").first.wait_for()
    for mistake in MISTAKES:
        expect(v.page.get_by_text(mistake.title, exact=True).first).to_be_visible()
