"""Welcome: one's own sentence is at hand at home."""

import pytest

from tests.ui.visits import opened, said, sound


@pytest.mark.parametrize("text", ["I love my dog and my cat", "我今天学习了门控循环单元"])
def test_ones_own_sentence_is_read_at_once_and_nothing_typed_is_lost(text):
    at = opened()
    sound(at.text_input(key="own_sentence").set_value(text).run())
    assert at.session_state["text"] == text
    assert not at.error
    assert at.text_input(key="own_sentence").value == text
    assert "Read by" in said(at)


def test_a_very_long_text_is_left_to_the_box_for_texts():
    at = opened(text="a b c " * 333 + "abc", H="2")
    assert at.text_input(key="own_sentence").value == ""
    assert at.text_area(key="text").value == "a b c " * 333 + "abc"


def test_the_lesson_is_at_hand_at_home():
    at = opened()
    at.button(key="start_lesson").click().run()
    assert sound(at).session_state["lesson_step"] == 1
    assert at.selectbox(key="lesson_step").value == 1
