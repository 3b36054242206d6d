"""Typing always works: whatever is typed is shown, the page says by which model, and nothing typed is lost."""

import json

import pytest
import torch
from safetensors.torch import save
from torch import nn

from gru_viz import bundled
from tests.ui.state.test_weights import two_grus, uploaded
from tests.ui.visits import figures, opened, said, sound, turned_to

ENGLISH, CHINESE = "I love my dog and my cat", "我今天学习了门控循环单元"


def typed(text: str, **link: str):
    at = opened(**link)
    at.text_area(key="text").set_value(text).run()
    return sound(at)


def press(at, key: str):
    at.button(key=key).click().run()
    return sound(at)


def divided(text: str, name: str = "words") -> str:
    return "|".join(bundled()[name].read(text).words)


@pytest.mark.parametrize(
    ("text", "language", "pages"),
    [
        (ENGLISH, "zh_CN", ("cell", "table")),
        (CHINESE, "en", ("text",)),
        ("👍🏽 שלום", "en", ("cell",)),
        ("<b>x</b>", "zh_CN", ("memory", "nn-gru")),
    ],
)
def test_text_that_the_model_cannot_read_goes_through_words_without_an_error(text, language, pages):
    """On every page: tests/ui/test_any_text.py."""
    at = typed(text, lang=language)
    assert not at.error
    assert at.text_area(key="text").value == text
    assert at.selectbox(key="example_model").value == "remember-price"
    shown = json.loads(figures(at)[0])
    if "<" not in text:
        assert f"<b>{divided(text)}</b>" in " ".join(note["text"] for note in shown["layout"]["annotations"])
    words = {"en": "Read by “Where words end", "zh_CN": "因为“记住字母"}
    assert words[language] in said(at)
    assert "a b c d e f" in said(at)
    for page in pages:
        assert not turned_to(at, page).error
        assert words[language] in said(at)


def test_what_is_typed_has_a_link_to_its_picture_a_way_back_and_a_place_beside_another_model():
    at = typed(ENGLISH)
    assert "Where words end, one direction" in said(at)
    again = opened(**at.session_state["_link"])
    assert figures(again)[0] == figures(at)[0]
    bi = turned_to(again, "bi-gru")
    assert "Where words end, both directions" in said(bi)
    assert "nn.GRU(24, 96, bidirectional=True)" in said(bi)
    back_to_the_model_shows_what_it_read_before_and_offers_what_was_typed(at)
    another_model_keeps_the_text_where_it_can_read_it_and_offers_it_where_not(at)


def back_to_the_model_shows_what_it_read_before_and_offers_what_was_typed(at):
    at.text_area(key="text").set_value("ab!cd?").run()
    assert "1 of 1 right" in figures(sound(at))[0]
    assert "Read by “Where words end" not in said(at)
    at.text_area(key="text").set_value(ENGLISH).run()
    press(at, "offer_back")
    assert at.text_area(key="text").value == "ab!cd?"
    assert "1 of 1 right" in figures(at)[0]
    assert ENGLISH in said(at)
    press(at, "offer_own")
    assert at.text_area(key="text").value == ENGLISH
    assert "Read by “Where words end" in said(at)


def another_model_keeps_the_text_where_it_can_read_it_and_offers_it_where_not(at):
    at.selectbox(key="example_model").set_value("words-both").run()
    assert at.text_area(key="text").value == ENGLISH
    at.selectbox(key="example_model").set_value("parity").run()
    assert set(at.text_area(key="text").value) <= {"0", "1"}
    assert ENGLISH in said(sound(at))
    press(at, "offer_own")
    assert at.text_area(key="text").value == ENGLISH
    at.selectbox(key="example_model").set_value("adding").run()
    assert not sound(at).error
    at.selectbox(key="example_model").set_value("words").run()
    assert at.text_area(key="text").value == ENGLISH


def test_back_from_a_link_shows_a_sample_of_the_models_task():
    at = opened(w="example", model="parity", text=ENGLISH)
    press(at, "offer_back")
    assert set(at.text_area(key="text").value) <= {"0", "1"}
    assert not at.error


def test_untrained_instead_keeps_the_text_and_says_that_it_is_random():
    at = press(typed(ENGLISH), "offer_untrained")
    assert at.text_area(key="text").value == ENGLISH
    assert "the pattern means nothing yet" in said(at)
    assert "random weights" in json.loads(figures(at)[0])["layout"]["title"]["subtitle"]["text"]


def test_numbers_that_the_next_model_cannot_read_are_offered_back():
    at = opened(w="seed", src="numbers", num="1 2 3 4\n5 6 7 8")
    at.selectbox(key="weights").set_value("example").run()
    assert at.session_state["source"] == "text"
    assert "cannot read your numbers" in said(sound(at))
    press(at, "offer_own")
    assert not at.error
    assert at.selectbox(key="weights").value == "seed"
    assert at.text_area(key="numbers").value == "1 2 3 4\n5 6 7 8"


def test_a_file_stays_where_a_trained_model_reads_as_many_columns():
    at = opened(w="seed", src="file")
    at.file_uploader[0].set_value(("x.csv", b"a\n1\n2\n3", "text/csv")).run()
    press(at, "offer_trained")
    assert at.selectbox(key="example_model").value == "sine"
    assert at.session_state["source"] == "file"


def test_an_example_keeps_what_was_typed_and_offers_it_back():
    at = typed(ENGLISH)
    example(at, "02-quotes")
    assert f"Your text “{ENGLISH}” is kept" in said(at)
    press(at, "offer_own")
    assert at.text_area(key="text").value == ENGLISH
    assert "is kept" not in said(at)
    quotes = example(at, "02-quotes").text_area(key="text").value
    at.selectbox(key="weights").set_value("seed").run()
    assert at.text_area(key="text").value == quotes != ENGLISH


def example(at, name: str):
    next(box for box in at.selectbox if box.label == "Example").set_value(name).run()
    return sound(at)


def test_an_example_is_nobodys_own_text():
    at = opened()
    at.selectbox(key="example_model").set_value("parity").run()
    assert "your text" not in said(sound(at))


@pytest.mark.parametrize(
    ("model", "text", "mark", "completed"),
    [
        ("remember", "ab!cd", "?", "ab!cd?"),
        ("remember", "abc", "!a?", "abc!a?"),
        ("negation", "the film was good", ".", "the film was good ."),
        ("negation", "电影好", "。", "电影好 。"),
        ("negation", "the film", "good .", "the film good ."),
        ("clue-both", "abc", "+", "abc+"),
    ],
)
def test_what_an_answer_takes_is_said_and_one_click_away(model, text, mark, completed):
    at = opened(w="example", model=model, text=text)
    assert "0 of 0" not in figures(at)[0]
    notes = json.loads(figures(at)[0])["layout"]["annotations"]
    told = f"answers at “{mark}” only" if len(mark) == 1 else f"no answer without “{mark}”"
    assert told in " ".join(note["text"] for note in notes)
    assert told in said(at).replace("\\", "")
    assert at.button(key="offer_mark").label == f"Add “{mark}”"
    press(at, "offer_mark")
    assert at.text_area(key="text").value == completed
    assert " right" in figures(at)[0]


def test_the_mark_is_added_to_the_line_in_view():
    at = opened(w="example", model="remember", text="a!b\n\na!c?", seq="0")
    press(at, "offer_mark")
    assert at.text_area(key="text").value == "a!b?\n\na!c?"


def test_random_weights_offer_training_with_their_sizes_and_a_trained_model_with_their_text():
    at = opened(w="seed", H="24", bi="1", text=ENGLISH, conv="textbook")
    press(at, "offer_trained")
    assert at.selectbox(key="example_model").value == "words-both"
    assert at.text_area(key="text").value == ENGLISH
    at = opened(w="seed", H="200", L="2", text=ENGLISH)
    at.button(key="offer_train").click().run()
    assert at.session_state["train_units"] == 64
    assert at.session_state["train_layers"] == 2
    assert "random" not in said(opened())


@pytest.mark.parametrize(
    ("numbers", "model"), [("1\n2\n3", "sine"), ("1 0\n2 1\n3 1", "adding"), ("1 0 0\n0 0 1", "flip-flop")]
)
def test_numbers_stay_where_a_trained_model_reads_as_many(numbers, model):
    at = press(opened(w="seed", src="numbers", num=numbers), "offer_trained")
    assert at.selectbox(key="example_model").value == model
    assert at.text_area(key="numbers").value == numbers


def test_a_file_without_an_embedding_asks_before_it_reads_random_numbers():
    at = uploaded("m.safetensors", save({k: v.contiguous() for k, v in nn.GRU(4, 3).state_dict().items()}))
    assert not at.error
    assert "no embedding" in said(at)
    assert "nn.GRU(24, 96)" in said(at)
    press(at, "offer_random")
    assert at.session_state["_link"]["ids"] == "-1"
    assert "nn.GRU(4, 3)" in said(at)
    assert "no embedding" not in said(at)


def test_a_matching_embedding_in_the_file_is_taken():
    at = uploaded("m.safetensors", two_grus(), text="3 11 0 3")
    assert not at.error
    assert "embedding of 12 rows" in said(at)
    at.text_area(key="text").set_value(ENGLISH).run()
    assert not sound(at).error
    assert "is not a token id" in said(at).replace("\\", "")
    press(at, "offer_back")
    assert at.text_area(key="text").value == "3 11 0 3"


def test_weights_of_the_file_can_read_numbers_instead():
    torch.manual_seed(0)
    at = uploaded("m.safetensors", save({k: v.contiguous() for k, v in nn.GRU(1, 3).state_dict().items()}))
    press(at, "offer_numbers")
    assert "nn.GRU(1, 3)" in said(at)


@pytest.mark.parametrize(("language", "sentence"), [("en", "cannot read these numbers"), ("zh_CN", "读不了这些数值")])
def test_numbers_that_the_model_cannot_read_go_through_random_weights_without_an_error(language, sentence):
    at = opened(lang=language)
    for way in ("back", "trained", "untrained"):
        if way == "untrained":
            at = opened(lang=language)
        at.button_group(key="source").set_value("numbers").run()
        assert sentence in said(sound(at))
        assert not at.error
        assert "means nothing yet" in figures(at)[0] or language != "en"
        press(at, f"offer_{way}")
        assert (at.session_state["weights"], at.session_state["source"]) == {
            "back": ("example", "text"),
            "trained": ("example", "numbers"),
            "untrained": ("seed", "numbers"),
        }[way]
        assert sentence not in said(at)
        assert not at.error
