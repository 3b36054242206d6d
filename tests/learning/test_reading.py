"""Reading a text: what is read, divided, shown and judged, by a learner that knows nothing and by one that is told."""

import numpy as np
import pytest
import torch

from gru_viz import Problem, bundled
from gru_viz.learning.learner import Learner
from gru_viz.learning.reading import Reading, read
from gru_viz.learning.tasks import TASKS

WORDS = TASKS["words"]
LEARNER = Learner(WORDS, 6, bidirectional=True, seed=2).eval()


def told(text: str, ends: str) -> Reading:
    """`text` read by a model that sees an end wherever `ends` has a 1."""
    tokens = read(WORDS, LEARNER, text).tokens
    return Reading(tokens, np.array([0.9 if each == "1" else 0.1 for each in ends]), None)


def test_words_end_where_the_model_sees_an_end_and_at_the_end_of_the_text():
    reading = told("The film, 2!", "00101000")
    assert reading.letters == tuple("thefilm2")
    assert reading.words == ["the", "fi", "lm2"]
    assert told("a", "0").words == told("a", "1").words == ["a"]


def test_the_model_is_right_where_it_agrees_with_the_typed_spaces():
    assert told("the cat", "001010").right == (True, True, True, True, False, False)
    assert told("thecat", "001010").right == (None,) * 6
    assert told("在 家 里 吃饭 ok", "1110111").right == (True, True, True, True, True, False, True)


def test_every_typed_character_is_shown_at_the_step_that_reads_it():
    text = "“Oh, no!” 很好 👍"
    reading = read(WORDS, LEARNER, text)
    assert "".join(reading.tokens) == text
    assert reading.steps == (0, 0, 1, 1, 1, 2, 3, 3, 3, 3, 4, 5, 5, 6)
    assert reading.letters == tuple("ohno很好👍")
    assert reading.known == (True,) * 6 + (False,)


def test_the_trace_is_of_the_letters_and_gives_the_ends():
    reading = read(WORDS, LEARNER, "So it goes")
    assert reading.trace.reset_gate.shape == (1, 2, 8, 1, 6)
    assert reading.trace.tokens == (reading.tokens,)
    rows = torch.tensor([[WORDS.vocabulary.index(letter) for letter in "soitgoes"]])
    with torch.no_grad():
        states, _ = LEARNER.gru(LEARNER.embedding(rows))
        ends = LEARNER.head(states)[0].softmax(-1)[:, 1]
    assert torch.equal(reading.trace.output, states)
    assert np.array_equal(reading.ends, ends.numpy())


def test_spaces_punctuation_and_capitals_change_nothing():
    ends = read(WORDS, LEARNER, "It was:  the\nbest!").ends
    assert np.array_equal(ends, read(WORDS, LEARNER, "itwasthebest").ends)


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_nothing_typed_is_a_problem(text):
    with pytest.raises(Problem, match="There is no text yet"):
        read(WORDS, LEARNER, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("itwasthebestoftimesitwastheworstoftimes", "it was the best of times it was the worst of times"),
        ("我们昨天在公园里散步", "我们 昨天 在 公园 里 散步"),
        ("The film was not good.", "the film was not good"),
        ("今天很冷", "今天 很 冷"),
    ],
)
@pytest.mark.parametrize("reset", ["after", "before"])
def test_both_directions_divide_sentences_that_nobody_trained_on(text, words, reset):
    assert " ".join(bundled(reset)["words-both"].read(text).words) == words


def test_the_textbooks_own_equations_divide_the_lessons_own_sentence():
    words = bundled("before")["words-both"].read("门控循环单元是一种改进版的循环神经网络").words
    assert " ".join(words) == "门控 循环 单元 是 一种 改进版 的 循环 神经 网络"


@pytest.mark.parametrize("name", ["words", "words-both"])
def test_what_is_unknown_disturbs_its_neighbours_little(name):
    model = bundled()[name]
    for before, after in [("this is the", "house of my brother"), ("我们 昨天", "去 公园 散步")]:
        parts = [model.read(before).ends[:-1], model.read(after).ends[:-1]]
        whole = model.read(f"{before} 👍🏽 {after}").ends
        left, right = whole[: len(parts[0])], whole[-len(parts[1]) - 1 : -1]
        assert np.mean((left > 0.5) == (parts[0] > 0.5)) == 1
        assert np.mean((right > 0.5) == (parts[1] > 0.5)) == 1


def test_other_models_say_that_they_read_no_text():
    with pytest.raises(Problem, match="words, words-both"):
        bundled()["adding"].read("hello")
