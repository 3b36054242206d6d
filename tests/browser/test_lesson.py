"""The pages Lesson, by its bare address, Compare, Claims and nn.GRU in Chromium."""

import pytest
import torch
from playwright.sync_api import expect

from gru_viz.cells.kinds import CELLS
from gru_viz.learning.lengths import lengths
from gru_viz.lesson.claims.all import CLAIMS
from gru_viz.lesson.course import courses
from gru_viz.lesson.workbench import MISTAKES


def test_the_bare_address_of_the_lesson_shows_what_its_first_step_is_about(visit):
    v = visit("lesson", turned=False)
    first = courses()[0]["gru"].steps[0].sheets["en"].experiment
    assert v.control("text").locator("textarea").input_value() == first.text
    assert v.link() == {"lesson": "gru"}
    # While it is read, what draws later steps is fetched.
    v.page.wait_for_function(_FETCHED, arg="/cell/kinds/gru.js")


_FETCHED = "(end) => performance.getEntriesByType('resource').some(({ name }) => name.endsWith(end))"


#: What stands between a formula or a piece of code and the Chinese behind it, in pixels, and the size of both marks.
_AIR = """() => {
  const behind = (e) => {
    while (!e.nextSibling) e = e.parentElement;
    const range = document.createRange();
    range.setStart(e.nextSibling, 0);
    range.setEnd(e.nextSibling, 1);
    return range.getBoundingClientRect();
  };
  const body = document.querySelector(".st-key-lesson_body");
  const mark = body.querySelector(".katex .cjk_fallback"), code = body.querySelector("p code");
  const text = document.createRange();
  text.selectNodeContents(code);
  return {
    code: behind(code).left - text.getBoundingClientRect().right,
    formula: behind(mark).left - mark.getBoundingClientRect().right,
    marks: [behind(code).width, mark.getBoundingClientRect().width],
    fonts: [code.parentElement, mark].map((e) => getComputedStyle(e).fontFamily),
  };
}"""


def test_no_gap_opens_between_a_formula_or_code_and_the_full_width_mark_behind(visit):
    v = visit("lesson?lesson=gru&step=6", locale="zh-CN")
    v.page.locator(".st-key-lesson_body .cjk_fallback").wait_for()
    air = v.page.evaluate(_AIR)
    assert air["code"] < 2
    assert air["formula"] == pytest.approx(0, abs=0.1)
    assert air["marks"][0] == pytest.approx(air["marks"][1], abs=0.1)
    assert air["fonts"][0] == air["fonts"][1]


def test_compare_has_two_rows_a_cell_and_the_table_of_lengths(visit):
    v = visit("compare?w=seed")
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


def test_a_sceptical_student_opens_a_claim_and_follows_it(visit):
    v = visit("claims", turned=False)  # a first visit
    v.finish()
    cards = v.page.locator("[class*=st-key-claim_]").get_by_role("button", name="See it")
    expect(cards).to_have_count(len(CLAIMS))
    v.page.get_by_text("The figure").first.click()
    v.page.locator(".st-key-claim_blind_candidate_chart .js-plotly-plot .main-svg").first.wait_for()
    cards.first.click()
    v.page.locator(".cell[data-step]").wait_for()
    v.settle()
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
