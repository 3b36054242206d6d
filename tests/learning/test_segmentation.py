"""How well words are found: F1 by hand, and in sentences that were written for it and that no model has seen."""

import numpy as np
import pytest
import torch

from gru_viz.learning.bundled import bundled
from gru_viz.learning.letters import letter_tokens, word_ends
from gru_viz.learning.recipes import SENTENCES
from gru_viz.learning.segmentation import ends_f1, on_fresh, on_sentences, sentences
from gru_viz.learning.tasks import TASKS

WORDS = TASKS["words"]
MODELS = [(name, reset) for name in ("words", "words-both") for reset in ("after", "before")]
#: F1 in English and Chinese; one direction cannot know after "the" whether "them" comes.
FLOORS = {"words": (0.78, 0.84), "words-both": (0.94, 0.94)}


def every_fourth(inputs):
    """Says that a word ends at every fourth letter."""
    scores = torch.tensor([[0.0, 9.0 if t % 4 == 3 else -9.0] for t in range(inputs.shape[1])])
    return scores.expand(len(inputs), -1, -1)


@pytest.mark.parametrize(
    ("texts", "f1"),
    [
        (["ab cd ef gh"], 1 / 2),  # found 1 of 3, all of it right; the end of the text does not count
        (["abcd efgh", "门控循环 单元"], 1),
        (["abc d efgh abcd"], 4 / 5),  # found 2 of 3, both right
        (["ab cdefg h"], 0),
        (["ab cd", "abcdefgh 我们 abcd"], 1 / 3),  # found 3, one of them right; there are 3, as 我|们 is not judged
    ],
)
def test_f1(texts, f1):
    assert ends_f1(WORDS, every_fourth, texts) == pytest.approx(f1)


def test_there_are_enough_sentences_in_both_languages_and_every_letter_of_them_is_judged():
    for language in ("english", "chinese"):
        found = sentences(SENTENCES / f"{language}.txt")
        assert len(found) == len(set(found)) >= 60
        assert None not in [end for sentence in found for end in word_ends(letter_tokens(sentence))]


@pytest.mark.xdist_group("wordfreq")
@pytest.mark.parametrize(("name", "reset"), MODELS)
def test_bundled_models_find_the_words_of_sentences_and_their_cards_say_how_well(name, reset):
    model = bundled(reset)[name]
    found = on_sentences(WORDS, model.learner, SENTENCES)
    english, chinese = FLOORS[name]
    assert found.english >= english
    assert found.chinese >= chinese
    assert model.card.sentences == found
    assert model.card.fresh == on_fresh(WORDS, model.learner)


@pytest.mark.parametrize("reset", ["after", "before"])
def test_the_second_direction_helps_in_both_languages(reset):
    one, both = (bundled(reset)[name].card.sentences for name in FLOORS)
    assert both.english > one.english + 0.1
    assert both.chinese > one.chinese + 0.04


@pytest.mark.parametrize("reset", ["after", "before"])
def test_one_direction_does_not_count_the_letters_to_the_end(reset):
    """Its answers to words late in a text are those to the same words early in one."""
    model, some = bundled(reset)["words"], sentences(SENTENCES / "english.txt")[:25]
    alone = [model.read(sentence).ends for sentence in some]
    together = np.split(model.read(" ".join(some)).ends, np.cumsum([len(each) for each in alone])[:-1])
    means = [np.mean(np.concatenate(each)) for each in (alone, together)]
    assert means[0] == pytest.approx(means[1], abs=0.03)


def test_the_reset_gate_falls_where_a_chinese_word_begins():
    begins, elsewhere = [], []
    for sentence in sentences(SENTENCES / "chinese.txt")[:40]:
        reading = bundled()["words"].read(sentence)
        reset = reading.trace.reset_gate[0, 0, :, 0].mean(-1).tolist()
        for value, first in zip(reset, [True, *(reading.ends[:-1] > 0.5).tolist()], strict=True):
            (begins if first else elsewhere).append(value)
    assert np.mean(begins) < np.mean(elsewhere) - 0.05
