"""The task of words: what it draws and asks, by wordfreq's own answers."""

import importlib
import random
import re
import sys
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import torch

from gru_viz import Problem
from gru_viz.learning import frequencies, words
from gru_viz.learning.tasks import TASKS
from gru_viz.learning.words import draw_words_of

#: It takes half a second to load: one worker does.
pytestmark = pytest.mark.xdist_group("wordfreq")
WORDS = TASKS["words"]
OTHER = {"en": "zh", "zh": "en"}


def wordfreq():
    return importlib.import_module("wordfreq")


@pytest.mark.parametrize(("language", "code"), [("english", "en"), ("chinese", "zh")])
def test_sequences_are_words_one_after_the_other(language, code):
    known = {each: set(islice(wordfreq().iter_wordlist(each), 250_000)) for each in OTHER}
    source, foreign, numbers, total = random.Random(3), 0, 0, 0
    for _ in range(200):
        row = draw_words_of(language, source, 32)
        assert len(row) == 32
        for word in "".join(row).split():
            total += 1
            if re.fullmatch("[0-9]{1,4}", word):
                numbers += 1
                continue
            own = bool(re.match("[a-z]", word)) == (code == "en")
            foreign += not own
            assert word in known[code if own else OTHER[code]]
    assert 0.01 < numbers / total < 0.04
    assert 0.01 < foreign / total < 0.08


def test_frequent_words_are_drawn_more_often_but_less_so_than_they_occur():
    lexicon, source = frequencies.lexicon("english"), random.Random(0)
    drawn = [lexicon.draw(source) for _ in range(5_000)]
    share = drawn.count("the") / len(drawn)
    assert 0.3 * wordfreq().word_frequency("the", "en") < share < wordfreq().word_frequency("the", "en")
    assert np.median([wordfreq().zipf_frequency(word, "en") for word in drawn]) > 4.5


def test_the_answers_are_the_ends_of_the_words_and_unknown_letters_share_the_last_row():
    batch = WORDS.batch(40, 5, 32)
    assert batch.inputs.shape == (40, 32)
    assert batch.asked.float().mean() > 0.98
    unknown = 0
    for tokens, row, targets, asked in zip(batch.tokens, batch.inputs, batch.targets, batch.asked, strict=True):
        assert "".join(tokens).endswith(" ")
        for token, place, target, ask in zip(tokens, row, targets, asked, strict=True):
            assert not ask or bool(target) == token.endswith(" ")
            letter = token.strip()
            assert place == (WORDS.vocabulary.index(letter) if letter in WORDS.vocabulary else 3027)
            unknown += letter.isdigit()
    assert unknown


def test_counting_tells_nothing_of_the_end():
    """After any number of letters the chance that there are four more is about the same."""
    alike = replace(WORDS, draw=lambda _source, length: ["a "] * length)
    lengths = np.array([alike.batch(1, seed).inputs.shape[1] for seed in range(3000)])
    assert lengths.min() == 4
    more = [(lengths >= n + 4).sum() / (lengths >= n).sum() for n in (4, 12, 20, 40, 60)]
    assert np.allclose(more, np.exp(-4 / 28), atol=0.06)


def test_without_wordfreq_only_drawing_fails(monkeypatch):
    monkeypatch.setitem(sys.modules, "wordfreq", None)
    monkeypatch.setattr(frequencies, "frequencies", frequencies.frequencies.__wrapped__)
    monkeypatch.setattr(words, "lexicon", frequencies.lexicon.__wrapped__)
    with pytest.raises(Problem, match="pip install wordfreq"):
        WORDS.batch(1, 0)
    assert WORDS.encode([["a ", "的"]]).tolist() == [[1, WORDS.vocabulary.index("的")]]


def test_batches_are_the_same_each_time():
    assert torch.equal(WORDS.batch(8, 3).inputs, WORDS.batch(8, 3).inputs)
