"""Typed text as a trained model's symbols."""

import pytest
import torch

from gru_viz import Problem
from gru_viz.learning.learner import Learner
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.tasks import TASKS
from gru_viz.learning.vocabulary import spelled

LETTERS, WORDS = TASKS["remember"].vocabulary, TASKS["negation"].vocabulary


@pytest.mark.parametrize(
    ("text", "vocabulary", "tokens"),
    [
        ("ab!c?", LETTERS, "ab!c?"),
        ("AB ! C ?", LETTERS, "ab!c?"),
        ("ab！c？", LETTERS, "ab!c?"),
        ('a "b"', TASKS["quotes"].vocabulary, 'a "b"'),
        ("a “b”", TASKS["quotes"].vocabulary, 'a "b"'),
        ("（a）", TASKS["brackets"].vocabulary, "(a)"),
    ],
)
def test_characters(text, vocabulary, tokens):
    assert spelled(text, vocabulary).tokens == (tuple(tokens),)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The film was not good.", ["the", "film", "was", "not", "good", "."]),
        ("电影不好。", ["电影", "不", "好", "。"]),
        ("电影 不 精彩 。", ["电影", "不", "精彩", "。"]),
    ],
)
def test_words(text, tokens):
    assert spelled(text, WORDS).tokens == (tuple(tokens),)


def test_each_line_is_a_sequence_and_each_symbol_its_own_feature():
    sequence = spelled("ab\n\n?!a", LETTERS)
    assert sequence.tokens == (("a", "b"), ("?", "!", "a"))
    assert sequence.feature_names == LETTERS
    assert sequence.values.shape == (2, 3, 8)
    assert torch.equal(sequence.values[1].argmax(-1), torch.tensor([LETTERS.index(c) for c in "?!a"]))
    assert not sequence.values[0, 2].any()


@pytest.mark.parametrize(
    ("text", "vocabulary", "words"),
    [
        ("abz", LETTERS, "“z”. It knows: a b c d e f ! ?"),
        ("ab\nc1", LETTERS, "Line 2: this model does not know “1”"),
        ("ab\nc,", LETTERS, "Line 2: this model does not know “,”"),
        ("the film was nothing .", WORDS, "“nothing”"),
        ("你好", WORDS, "“你”"),
        ("axb", TASKS["quotes"].vocabulary, 'It knows: a b c ␣ "'),
        ("  ", LETTERS, "no text yet"),
        ("a" * 2001, LETTERS, "at most 2000"),
    ],
)
def test_what_is_not_known_is_named_with_what_is(text, vocabulary, words):
    with pytest.raises(Problem) as caught:
        spelled(text, vocabulary)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", [name for name, task in TASKS.items() if task.vocabulary and not task.embedding_size])
def test_what_a_task_draws_can_be_typed(name):
    batch = TASKS[name].batch(20, 5)
    gap = " " if name == "negation" else ""
    sequence = spelled("\n".join(gap.join(row) for row in batch.tokens if row[0] != " "), TASKS[name].vocabulary)
    kept = [i for i, row in enumerate(batch.tokens) if row[0] != " "]
    assert sequence.tokens == tuple(batch.tokens[i] for i in kept)
    assert torch.equal(sequence.values, batch.inputs[kept])


def test_letters_become_rows_of_the_embedding_under_the_text_as_typed():
    task = TASKS["words"]
    model = Pretrained.of(Learner(task, 4), task)
    sequence = model.spelled("It's 3, ok.\n\n  我们 ")
    assert sequence.tokens == (("I", "t", "'", "s ", "3, ", "o", "k."), ("我", "们"))
    assert sequence.values.shape == (2, 7, 24)
    rows = [task.vocabulary.index(letter) for letter in "it's"] + [3027]
    assert torch.equal(sequence.values[0, :5], model.embedding[rows])
    assert not sequence.values[1, 2:].any()


@pytest.mark.xdist_group("wordfreq")
def test_what_the_task_of_words_draws_can_be_typed():
    task = TASKS["words"]
    learner, batch = Learner(task, 4), task.batch(20, 5)
    sequence = Pretrained.of(learner, task).spelled("\n".join("".join(row) for row in batch.tokens))
    assert torch.equal(sequence.values, learner.embed(batch.inputs))
