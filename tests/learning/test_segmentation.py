"""How well words are found: F1 by hand, and the sentences that were written for it."""

import pytest
import torch

from gru_viz.learning.letters import letter_tokens, word_ends
from gru_viz.learning.recipes import SENTENCES
from gru_viz.learning.segmentation import ends_f1, sentences
from gru_viz.learning.tasks import TASKS

WORDS = TASKS["words"]


class EveryFourth:
    """Says that a word ends at every fourth letter."""

    gru = torch.nn.GRU(1, 1, batch_first=True)

    def embed(self, inputs):
        return torch.zeros(*inputs.shape, 1)

    def head(self, states):
        return torch.tensor([[[0.0, 9.0 if t % 4 == 3 else -9.0] for t in range(states.shape[1])]])


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
    assert ends_f1(WORDS, EveryFourth(), texts) == pytest.approx(f1)


def test_there_are_enough_sentences_in_both_languages_and_every_letter_of_them_is_judged():
    for language in ("english", "chinese"):
        found = sentences(SENTENCES / f"{language}.txt")
        assert len(found) == len(set(found)) >= 60
        assert None not in [end for sentence in found for end in word_ends(letter_tokens(sentence))]
