"""The bundled lesson, walked by keys in Chromium: every step shows its figure, every question is answered right and wrong."""

import os
import re
from bisect import bisect_left

import pytest
from playwright.sync_api import expect

from gru_viz.lesson.course import courses
from gru_viz.lesson.front import Question
from gru_viz.lesson.statements import STATEMENTS
from tests.browser.visit import Visit

COURSE = courses()[0]["gru"]
LOCALES = {"en": "en-US", "zh_CN": "zh-CN"}
#: `make thorough` walks the whole lesson in both languages, which takes three minutes; a part of it before every change.
WHOLE = bool(os.environ.get("GRU_VIZ_WALK"))
SOME = {"en": (1, 3), "zh_CN": (8, 9)}
#: What an error looks like, ours or Streamlit's.
WRONG = "[data-testid=stException], [data-testid=stAlertContentError], [data-testid=stAlertContentWarning]"


def sound(v: Visit) -> None:
    """Everything is there, and nothing has failed."""
    v.finish()
    assert not v.page.locator(WRONG).all_inner_texts()


def press(v: Visit, key: str) -> None:
    """A button of the question."""
    v.control(key).locator("button").click()
    sound(v)


def told(v: Visit) -> tuple[bool, float, str]:
    """Whether the answer was right, what was measured, and the whole sentence."""
    box = v.control("question").locator("[data-testid^=stAlertContent]")
    expect(box).to_have_count(1)
    sentence = box.inner_text()
    right = box.get_attribute("data-testid") == "stAlertContentSuccess"
    found = re.search(r"(?:[Mm]easured:?|测得|step|第) ?([−-]?[\d.,]+)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", sentence)
    power = int((found[2] or "⁰").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
    return right, float(found[1].rstrip(".,").replace(",", "")) * 10**power, sentence


def answer(v: Visit, question: Question) -> None:
    """Right and wrong, and that the page tells them apart."""
    if question.choices:
        verdicts = []
        for number, choice in enumerate(question.choices):
            press(v, f"choice_{number}")
            right, found, sentence = told(v)
            assert right == (bisect_left(question.bounds, found) == number), sentence
            assert f"“{choice}”" in sentence
            verdicts.append(right)
            press(v, "again")
        # What is timed anew may fall to either side of a bound, though not to both in one walk by much.
        assert any(verdicts)
        press(v, "passed")
        return
    press(v, "guessed")
    right, found, sentence = told(v)
    if question.slider is not None:
        low, high = question.slider
        press(v, "again")
        v.control("guess").get_by_role("slider").focus()
        for _step in range(round(100 * abs(found - (low + high) / 2) / (high - low))):
            v.page.keyboard.press("ArrowRight" if found > (low + high) / 2 else "ArrowLeft")
        v.settle()
        press(v, "guessed")
        assert told(v)[0], sentence
        return
    assert not right, sentence
    press(v, "again")
    v.control("guess").locator("input").fill(f"{re.findall(r'[0-9]+', sentence)[1]}: ")
    v.page.keyboard.press("Enter")
    v.settle()
    press(v, "guessed")
    assert told(v)[0]


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.timeout(600)
def test_the_lesson_is_walked_and_its_questions_answered(visit, language):
    first, last = (1, len(COURSE.steps)) if WHOLE else SOME[language]
    v = visit("lesson" if first == 1 else f"lesson?lesson=gru&step={first}", locale=LOCALES[language])
    if first == 1:
        the_bare_address_shows_what_its_first_step_is_about(v, language)
    seen: set[str] = set()
    for number in range(first, last + 1):
        sheet = COURSE.steps[number - 1].sheets[language]
        expect(v.page.locator(".step-title")).to_have_text(sheet.front.title)
        expect(v.page.locator(".walk span")).to_have_text(f"{number} / {len(COURSE.steps)}")
        assert v.link().get("step", "1") == str(number)
        sound(v)
        if sheet.front.question is not None:
            answer(v, sheet.front.question)
        figures = v.page.locator(".js-plotly-plot .main-svg, .cell[data-step], [data-testid=stCode], table")
        expect(figures.first).to_be_visible()
        seen |= set(sheet.front.covers)
        if number < last:
            v.page.keyboard.press("PageDown")
            v.page.wait_for_function(f"location.search.includes('step={number + 1}')")
    assert not WHOLE or seen == set(STATEMENTS)
    v.page.locator(".step-title").click()
    v.page.keyboard.press("ArrowLeft")
    expect(v.page.locator(".walk span")).to_have_text(f"{last - 1} / {len(COURSE.steps)}")
    v.settle()
    if language == "zh_CN":
        v.turn("lesson?lesson=gru&step=6")
        no_gap_opens_between_a_formula_or_code_and_the_full_width_mark_behind(v)


def the_bare_address_shows_what_its_first_step_is_about(v, language):
    assert v.control("text").locator("textarea").input_value() == COURSE.steps[0].sheets[language].experiment.text
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


def no_gap_opens_between_a_formula_or_code_and_the_full_width_mark_behind(v):
    v.page.locator(".st-key-lesson_body .cjk_fallback").wait_for()
    air = v.page.evaluate(_AIR)
    assert air["code"] < 2
    assert air["formula"] == pytest.approx(0, abs=0.1)
    assert air["marks"][0] == pytest.approx(air["marks"][1], abs=0.1)
    assert air["fonts"][0] == air["fonts"][1]
