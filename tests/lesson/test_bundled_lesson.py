"""The bundled lesson: every statement and every claim in its place, in both languages, and nothing wrong with any file."""

import re
from urllib.parse import parse_qs

import pytest

from gru_viz import bundled
from gru_viz.lesson.claims.all import CLAIMS
from gru_viz.lesson.course import LANGUAGES, courses
from gru_viz.lesson.statements import STATEMENTS

COURSE = courses()[0]["gru"]
FRONTS = [step.sheets["en"].front for step in COURSE.steps]


def test_it_has_a_step_a_minute_and_no_fault():
    assert COURSE.every_fault() == []
    assert 25 <= len(COURSE.steps) <= 35
    assert all(set(step.sheets) == set(LANGUAGES) for step in COURSE.steps)


def test_it_covers_every_statement_of_the_lesson_in_its_order():
    covered = [statement for front in FRONTS for statement in front.covers]
    assert set(covered) == set(STATEMENTS)
    firsts = [covered.index(statement) for statement in STATEMENTS]
    sections = [statement.split()[0] for statement in STATEMENTS]
    for one, other in zip(range(len(firsts)), range(1, len(firsts)), strict=False):
        # Inside 4.5.1 figures that belong together stand together.
        assert firsts[one] <= firsts[other] or sections[one] == sections[other] or "4.2" in sections[one]


def test_each_formula_comes_after_its_figure():
    # On a phone a figure stands between what comes before the line of dashes and what comes after it.
    for sheet in (sheet for step in COURSE.steps for sheet in step.sheets.values()):
        assert "$$" not in sheet.before, sheet.front.title


def test_words_name_no_place_that_a_wall_or_a_phone_has_otherwise():
    for sheet in (sheet for step in COURSE.steps for sheet in step.sheets.values()):
        text = f"{sheet.before}\n{sheet.after}"
        assert not re.search(r"\b(above|below|on the left|on the right)\b|上方|下方", text), text


def test_every_claim_stands_where_the_lesson_says_it():
    for claim in CLAIMS:
        (front,) = [front for front in FRONTS if front.figure == f"claim {claim.name}"]
        assert set(front.covers) & set(claim.statements), claim.name


def test_the_visitors_own_sentence_goes_through_most_of_it():
    assert sum(front.own for front in FRONTS) > len(FRONTS) / 2


@pytest.mark.parametrize(
    ("language", "words"), [("en", "it was the best of times"), ("zh_CN", "今天 我们 学习 循环 神经 网络")]
)
@pytest.mark.parametrize("reset", ["after", "before"])
def test_one_direction_errs_on_the_sentence_of_the_lesson_and_the_second_repairs_it(language, words, reset):
    links = [step.sheets[language].front.link for step in COURSE.steps if step.sheets["en"].front.own]
    (text,) = {parse_qs(link.lstrip("?"))["text"][0] for link in links}
    assert text.replace(" ", "") == words.replace(" ", "")
    models = bundled(reset)
    assert models["words-both"].read(text).words == words.split()
    assert models["words"].read(text).words != words.split()


def test_both_languages_ask_the_same_and_show_the_same():
    for step in COURSE.steps:
        one, other = (step.sheets[language].front for language in LANGUAGES)
        assert (one.figure, one.own, one.covers, one.highlight) == (
            other.figure,
            other.own,
            other.covers,
            other.highlight,
        )
        assert bool(step.sheets["en"].after) == bool(step.sheets["zh_CN"].after), step.name
        if one.question is None:
            assert other.question is None
            continue
        assert one.question.measure == other.question.measure
        assert len(one.question.choices) == len(other.question.choices)
        assert one.question.ask != other.question.ask
        assert (one.question.why != other.question.why) and (
            set(one.question.choices).isdisjoint(other.question.choices) or one.question.choices[0].isdigit()
        )


def test_chinese_is_written_with_full_width_punctuation_and_the_lessons_own_words():
    for step in COURSE.steps:
        sheet = step.sheets["zh_CN"]
        asked = sheet.front.question
        words = [sheet.front.title, sheet.before, sheet.after]
        words += [asked.ask, asked.why, *asked.choices] if asked else []
        for text in words:
            assert not re.search("[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]", text), text
            assert not re.search("前向|后向|直路", text), text
