"""Any text as letters: what is read, what is only shown, and what typed spaces say about the ends of words."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gru_viz.learning.frequencies import frequent_characters
from gru_viz.learning.letters import letter_tokens, letters, typed, word_ends

ENDS = {1: "|", 0: "", None: "?"}


def read(text: str) -> str:
    """The letters as read, unknown ones in brackets."""
    found = [typed(token) for token in letter_tokens(text)]
    return "".join(each.letter if each.known else f"[{each.letter}]" for each in found)


def divided(text: str) -> str:
    """The letters with what the spaces say: | where a word ends, ? where they say nothing."""
    tokens = letter_tokens(text)
    return "".join(typed(token).letter + ENDS[end] for token, end in zip(tokens, word_ends(tokens), strict=True))


@pytest.mark.xdist_group("wordfreq")
def test_the_letters_are_those_of_english_and_the_most_frequent_chinese_characters():
    assert letters() == ("'", *string.ascii_lowercase, *frequent_characters(3000))
    assert len(set(letters())) == 3027


@given(st.text())
def test_the_pieces_are_the_text_and_each_has_one_letter(text):
    tokens = letter_tokens(text)
    assert "".join(tokens) == (text if text.strip() else "")
    assert all(typed(token).letter.strip() for token in tokens)
    assert len(word_ends(tokens)) == len(tokens)


@given(st.text(alphabet=string.ascii_letters + "，。, .!？“”\n我们的世界"))
def test_spaces_and_punctuation_change_nothing_of_what_is_read(text):
    bare = "".join(c for c in text if c.isalpha())
    if bare:
        assert read(text) == read(bare) == bare.lower()


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("It was the Best, of times!", "itwasthebestoftimes"),
        ("今天，天气很好。", "今天天气很好"),
        ("I don’t know", "idon'tknow"),
        ("the dogs' bowl: 'tis rock 'n' roll", "thedogsbowltisrocknroll"),
        ("Café ＡＢＣ Ｎｏ． İ 𝐱", "cafeabcnoix"),
        ("in 2024", "in[2][0][2][4]"),
        ("ok 👍🏽 👨‍👩‍👧", "ok[👍🏽][👨‍👩‍👧]"),
        ("Привет と ﬁ", "[П][р][и][в][е][т][と][ﬁ]"),
        ("$5 + 3%", "[5][3]"),
        ("?! …", "[?][!][…]"),
    ],
)
def test_what_is_read(text, letters):
    assert read(text) == letters


def test_punctuation_stays_with_the_letter_before_it():
    assert letter_tokens("“Oh, no!” – a") == ("“O", "h, ", "n", "o!” – ", "a")
    assert letter_tokens(" \n") == ()


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("The film, was not good.", "the|film|was|not|good|"),
        ("it's well-known", "it's|well|known|"),
        ("itwasthebest", "i?t?w?a?s?t?h?e?b?e?s?t?"),
        ("Hello!", "h?e?l?l?o?"),
        ("门控 循环 单元", "门控|循环|单元|"),
        ("今天 很 冷，我们 走 吧。", "今天|很|冷|我们|走|吧|"),
        ("今天很冷, 我们走吧", "今?天?很?冷?我?们?走?吧?"),
        ("今天很冷，我们走吧", "今?天?很?冷?我?们?走?吧?"),
        ("我爱 Python 编程", "我?爱|python|编?程?"),
        ("I love 北京 and GRU模型 too", "i|love|北?京|and|gru?模?型|too|"),
        ("see you in 2024", "see|you|in|2024|"),
        ("ok 👍 これは ok", "ok|👍|こ?れ?は|ok|"),
    ],
)
def test_what_typed_spaces_say(text, ends):
    assert divided(text) == ends
