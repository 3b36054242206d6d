"""The ends of words under the letters, and the sentence as a model read it."""

import numpy as np
import pytest

from gru_viz import bundled, figures
from gru_viz.figures.wordends import key, sentence
from tests.figures.test_answers import with_answers


def heading(fig) -> str:
    return " ".join(note.text for note in fig.layout.annotations)


def test_the_surer_a_word_ends_the_more_it_stands_out_and_the_sentence_is_divided():
    fig, _said = with_answers("The film was not good.", "words-both", hidden_size=1)
    reading = bundled()["words-both"].read("The film was not good.")
    np.testing.assert_allclose(np.abs(fig.data[1].z[0]), reading.ends, atol=1e-6)
    lightness = [sum(int(colour[i : i + 2], 16) for i in (1, 3, 5)) for _place, colour in fig.data[1].colorscale]
    assert lightness[2] > lightness[3]
    on_dark = [sum(int(colour[i : i + 2], 16) for i in (1, 3, 5)) for _place, colour in fig.data[1].meta["on_dark"]]
    assert on_dark[0] > on_dark[1] > 0
    assert on_dark[3] > on_dark[2] > 0
    assert "<b>the|film|was|not|good</b>" in heading(fig)
    assert list(fig.data[0].text[0]) == [*"Th", "e␣", *"fil", "m␣", *"wa", "s␣", *"no", "t␣", *"goo", "d."]


def test_typed_spaces_judge_and_their_absence_does_not():
    text = "the mu sic"
    fig, said = with_answers(text, "words-both")
    ends = bundled()["words-both"].read(text).ends > 0.5
    wanted = np.array([0, 0, 1, 0, 1, 0, 0, 1], dtype=bool)
    marks = [mark.strip("\u200b") for mark in fig.data[1].text[0]]
    assert marks == ["✗" if end != want else "✓" if want else "" for end, want in zip(ends, wanted, strict=True)]
    assert [z < 0 for z in fig.data[1].z[0]] == (ends != wanted).tolist()
    assert f"{(ends == wanted).sum()} of 8 letters right" in heading(fig)
    assert said.hits == (ends == wanted).sum()
    assert key(said) == "✓ ✗ by the spaces as typed"
    fig, said = with_answers("今天很冷", "words-both")
    assert said.asked == 0
    assert set(fig.data[1].text[0]) == {"\u200b"}
    assert " right" not in heading(fig)
    assert key(said) == ""


def test_what_the_model_does_not_know_is_marked_and_shown_as_typed():
    fig, said = with_answers("a 😀 <b>", "words")
    assert said.known == (True, False, True)
    assert ["?" in mark for mark in fig.data[1].text[0]] == [False, True, False]
    assert list(fig.data[0].text[0]) == ["a␣", "😀␣&lt;", "b&gt;"]
    assert "does not know" in fig.data[1].customdata[0][1]
    assert key(said).endswith("? not known to it")


@pytest.mark.parametrize(
    ("words", "columns", "shown"),
    [(["ab", "cd"], 5, "ab|cd"), (["ab", "cd"], 4, "ab|…"), (["今天", "很", "冷"], 9, "今天|很…")],
)
def test_a_long_sentence_ends_where_the_picture_does(words, columns, shown):
    assert sentence(words, columns) == shown


@pytest.mark.parametrize("untrained", [True, False])
def test_random_weights_say_so_in_the_picture(untrained):
    fig = figures.gates(bundled()["words"].read("hello").trace, untrained=untrained)
    assert ("random weights" in fig.layout.title.subtitle.text) == untrained
