"""Frequencies: how often the words of a language occur; what models of words learn from, and not needed to use them."""

import random
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice
from typing import Literal

from gru_viz.problem import Problem

Language = Literal["english", "chinese"]
#: Of each language its code in wordfreq, and what counts as a word.
LANGUAGES: dict[Language, tuple[str, re.Pattern]] = {
    "english": ("en", re.compile(r"[a-z]+('[a-z]+)?")),
    "chinese": ("zh", re.compile(r"[\u4e00-\u9fff]+")),
}
WORDS = 80_000
#: What rare words gain on frequent ones: a word is drawn by its frequency to this power.
POWER = 0.9
SOURCE = (
    "Word frequencies of wordfreq 3.1.1 (Robyn Speer, https://doi.org/10.5281/zenodo.7199437), whose data is licensed "
    "CC BY-SA 4.0. It draws on Wikipedia, OpenSubtitles (https://www.opensubtitles.org), the freely available SUBTLEX "
    "lists of Marc Brysbaert and others, NewsCrawl, GlobalVoices, Google Books Ngrams (https://books.google.com/ngrams), "
    "OSCAR, ParaCrawl, the Leeds Internet Corpus, Twitter, Reddit and the word list of Jieba."
)


@cache
def frequencies(language: Language) -> dict[str, float]:
    """The `WORDS` most frequent words of a language, the most frequent first, with their share of all words.

    Raises
    ------
    Problem
        The package wordfreq is not there.
    """
    try:
        from wordfreq import cB_to_freq, get_frequency_list  # noqa: PLC0415 - only training needs it
    except ImportError as error:
        raise Problem(
            "Words are drawn by the frequencies in the package wordfreq. Install it: pip install wordfreq"
        ) from error
    code, word = LANGUAGES[language]
    found: dict[str, float] = {}
    # A dictionary of all its words, most of which are too seldom, would take longer than all else here.
    for rank, bucket in enumerate(get_frequency_list(code)):
        found |= dict.fromkeys(filter(word.fullmatch, bucket), cB_to_freq(-rank))
        if len(found) >= WORDS:
            break
    return dict(islice(found.items(), WORDS))


def frequent_characters(count: int = 3000) -> str:
    """The most frequent Chinese characters, the most frequent first."""
    found: dict[str, float] = defaultdict(float)
    for word, share in frequencies("chinese").items():
        for character in word:
            found[character] += share
    return "".join(sorted(found, key=lambda character: -found[character])[:count])


@dataclass(frozen=True)
class Lexicon:
    """Words to draw from."""

    words: tuple[str, ...]
    weights: tuple[float, ...]

    def draw(self, source: random.Random) -> str:
        """One word."""
        return source.choices(self.words, cum_weights=self.weights)[0]


@cache
def lexicon(language: Language) -> Lexicon:
    """The words of a language, to be drawn by their frequency to the power `POWER`."""
    share = frequencies(language)
    return Lexicon(tuple(share), tuple(accumulate(each**POWER for each in share.values())))
