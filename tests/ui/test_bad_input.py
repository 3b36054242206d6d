"""Bad input: a sentence in the visitor's language, nothing typed is lost, the page keeps working."""

import json
import re

import pytest

from tests.ui.visits import figures, opened, said, sound


@pytest.fixture(scope="module", params=["en", "zh_CN"])
def visit(request):
    """In which one thing after the other is typed that cannot be used."""
    return request.param, opened(lang=request.param, w="seed")


@pytest.fixture(scope="module")
def numbers():
    """The same with numbers."""
    return opened(src="numbers")


def keeps_working(at, key: str, typed: str) -> None:
    """What was typed stays, the last good picture too, and the next change of a control still works."""
    assert at.text_area(key=key).value == typed
    assert len(figures(at)) == 2
    units = at.number_input(key="hidden_size")
    wanted = 5 if units.value != 5 else 6
    units.set_value(wanted).run()
    assert at.text_area(key=key).value == typed
    assert sound(at).number_input(key="hidden_size").value == wanted


REFUSED_TEXT = {
    "empty": ("", "no text yet", "还没有文本"),
    "spaces": ("   \n  ", "no text yet", "还没有文本"),
    "10,000 characters": ("ab, " * 2_500, "at most 2000", "最多允许 2000"),
    "a novel": ("ab, " * 25_001, "100,004 characters; at most 100,000", "有 100,004 个字符，这里最多读取 100,000 个"),
    "too many lines": ("a\n" * 40, "40 sequences", "40 个序列"),
}


@pytest.mark.parametrize("name", REFUSED_TEXT)
def test_text_that_cannot_be_used_is_answered_with_a_sentence(visit, name):
    typed, english, chinese = REFUSED_TEXT[name]
    language, at = visit
    at.text_area(key="text").set_value(typed).run()
    assert (english if language == "en" else chinese) in at.error[0].value
    keeps_working(at, "text", typed)


UNUSUAL = [
    "x",
    "👩‍👩‍👧 e\u0301 ok",
    "שלום עולם",
    "مرحبا",
    "<b>x</b>",
    "$x$",
    "<script>alert(1)</script>",
    "[link](http://x) `code` **b** :red[x]",
    "{name} {0} %s",
    "\u202eabc\x07",
    "a|b",
    "&lt;",
]


@pytest.mark.parametrize(("typed", "split"), [*((text, "auto") for text in UNUSUAL), (" ".join(UNUSUAL), "characters")])
def test_unusual_text_is_shown_as_it_is(typed, split):
    at = opened(text=typed, split=split)
    assert not at.error
    assert at.text_area(key="text").value == typed
    assert len(figures(at)) == 2
    for spec in figures(at):
        assert "<script" not in spec
        assert "$" not in spec
        assert "<b>x</b>" not in spec
    assert "<" not in "".join(json.loads(figures(at)[0])["data"][0]["text"][0])  # the tiles


REFUSED_NUMBERS = {
    "empty": ("", "no numbers yet"),
    "nan": ("1\nnan\n2", "Row 2, column"),
    "inf": ("1\ninf\n2", "Row 2"),
    "1e999": ("1\n1e999", "too large"),
    "ragged": ("1,2\n3", "Row 2 has 1 cell,"),
    "words": ("1\nhello", "“hello”"),
    "blank": ("a,b\n1,2\n,4", "column “a” is empty"),
    "script": ("1\n<script>", "“<script>”"),
}


@pytest.mark.parametrize("name", REFUSED_NUMBERS)
def test_numbers_that_cannot_be_used_are_answered_with_their_place(numbers, name):
    typed, words = REFUSED_NUMBERS[name]
    numbers.text_area(key="numbers").set_value(typed).run()
    assert words in numbers.error[0].value.replace("\\", "")
    keeps_working(numbers, "numbers", typed)


def test_markup_in_what_was_typed_is_not_markup_in_the_answer(numbers):
    numbers.text_area(key="numbers").set_value("1\n[a](http://b)").run()
    assert r"\[a\]\(http\://b\)" in numbers.error[0].value


def test_numbers_are_refused_in_the_visitors_language():
    assert "第 2 行、列" in opened(src="numbers", num="1\nnan", lang="zh_CN").error[0].value


def test_a_run_that_is_too_large_is_answered_not_tried():
    at = opened(unfolded=["signal"], src="generator", len="2000", batch="32", H="256", L="8", bi="1")
    assert re.search(r"at most 20,000,000", at.error[0].value)
    at.number_input(key="num_layers").set_value(1)
    at.number_input(key="batch").set_value(1)
    at.number_input(key="length").set_value(50)
    at.number_input(key="hidden_size").set_value(8).run()
    assert not sound(at).error
    assert len(figures(at)) == 2


@pytest.mark.parametrize(("typed", "words"), [("x", "“x” is not a finite number"), ("1 2", "h_0 has 2 numbers")])
def test_typed_start_states_are_checked(typed, words):
    at = opened(h0="typed", h0val=typed)
    assert words in at.error[0].value.replace("\\", "")


def test_a_gate_bias_without_bias_is_explained():
    assert "needs a bias" in said(opened(bias="0", zb="1"))


def test_a_line_that_is_longer_than_the_lesson_reads_stays_with_a_sentence():
    at = opened("lesson")
    at.text_input(key="lesson_text").set_value("hello " * 100).run()
    assert "600 characters; at most 300" in at.error[0].value
    assert at.text_input(key="lesson_text").value == "hello " * 100
    at.text_input(key="lesson_text").set_value("hello").run()
    sound(at)
    assert not at.error


def test_a_long_text_is_pasted_into_the_line_for_one_s_own_sentence_as_a_whole():
    at = opened(w="seed", H="2")
    at.text_input(key="own_sentence").set_value("word " * 300).run()
    assert at.text_area(key="text").value == "word " * 300
    assert not at.error
