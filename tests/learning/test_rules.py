"""The rule of each task holds for anything typed, not only for what the task draws."""

import pytest

from gru_viz.learning.tasks import TASKS


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a!b?c?", [None, None, None, 1, None, 1]),
        ("a!b!c?", [None] * 5 + [2]),
        ("abc?", [None] * 4),
        ("!?a?", [None] * 4),
        ("!!a?", [None, None, None, 0]),
    ],
)
def test_the_rule_of_remember_holds_for_anything_typed(text, wanted):
    assert TASKS["remember"].label(list(text)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the film was good .", 1),
        ("the film was not good .", 0),
        ("电影 不 差 。", 1),
        ("the film was .", None),
        ("good bad .", None),
    ],
)
def test_the_rule_of_negation_holds_for_anything_typed(text, wanted):
    assert TASKS["negation"].label(text.split())[-1] == wanted


def test_the_rule_of_brackets_ends_where_they_make_no_sense():
    assert TASKS["brackets"].label(list("(a))(")) == [1, 1, 0, None, None]
    assert TASKS["brackets"].label(list("(((((")) == [1, 2, 3, 4, None]


def test_a_clue_that_never_comes_asks_nothing():
    assert TASKS["clue"].label(list("a+bc")) == [1, 1, None, None]
