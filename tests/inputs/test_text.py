"""Text to tokens to vectors."""

import pytest
import torch

from gru_viz import Problem
from gru_viz.inputs.text import text_sequence, tokenize


@pytest.mark.parametrize(
    ("text", "split", "tokens"),
    [
        ("The cat, the dog.", "auto", [["The", "cat", ",", "the", "dog", "."]]),
        ("don't re-use it", "words", [["don't", "re-use", "it"]]),
        ("这部电影不好看", "auto", [list("这部电影不好看")]),
        ("a b", "characters", [["a", " ", "b"]]),
        ("one two\n\n  \nthree", "auto", [["one", "two"], ["three"]]),
        ("x", "auto", [["x"]]),
        ("👩‍👩‍👧 ok 🇨🇳", "words", [["👩‍👩‍👧", "ok", "🇨🇳"]]),
        ("e\u0301a", "characters", [["e\u0301", "a"]]),
        ("שלום עולם", "auto", [["שלום", "עולם"]]),
        ("<b>x</b>", "auto", [["<", "b", ">", "x", "<", "/", "b", ">"]]),
        ("$x$", "auto", [["$", "x", "$"]]),
        ("((()))", "auto", [["(", "(", "(", ")", ")", ")"]]),
    ],
)
def test_tokens(text, split, tokens):
    assert [list(row) for row in tokenize(text, split)] == tokens


@pytest.mark.parametrize("text", ["", "   ", "\n \t\n", "\u3000"])
def test_nothing_typed_is_a_problem(text):
    with pytest.raises(Problem, match="no text yet"):
        text_sequence(text)


def test_one_hot_is_over_the_sequences_own_vocabulary():
    s = text_sequence("a b a\nb", encoding="one-hot")
    assert s.vocabulary == ("a", "b") == s.feature_names
    assert s.values.tolist() == [[[1, 0], [0, 1], [1, 0]], [[0, 1], [0, 0], [0, 0]]]
    assert s.lengths == (3, 1)


def test_embedding_is_seeded_and_equal_for_equal_tokens():
    one, same, other = (text_sequence("a b a", encoding="embedding", embedding_size=5, seed=s) for s in (1, 1, 2))
    assert torch.equal(one.values, same.values)
    assert not torch.equal(one.values, other.values)
    assert torch.equal(one.values[0, 0], one.values[0, 2])
    assert one.input_size == 5


def test_lines_of_different_length_are_packed():
    packed = text_sequence("a b c\nd").as_input()
    assert packed.batch_sizes.tolist() == [2, 1, 1]


@pytest.mark.parametrize(
    ("text", "encoding", "words"),
    [
        ("ab " * 10_000, "embedding", "10000 time steps; at most 2000"),
        ("\n".join("a" * 40), "embedding", "40 sequences"),
        (" ".join(f"w{i}" for i in range(300)), "one-hot", "300 features"),
    ],
)
def test_limits_answer_with_a_sentence(text, encoding, words):
    with pytest.raises(Problem, match=words):
        text_sequence(text, encoding=encoding)
