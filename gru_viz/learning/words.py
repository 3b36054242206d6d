"""Words: where do words end, in letters without the spaces between them? English and Chinese, drawn word by word."""

import random

from gru_viz.learning.frequencies import Language, lexicon

#: Share of draws that are a number, which has no row of its own and so stands for everything unknown.
NUMBERS = 0.02
#: Share of draws from the other language, so that texts may mix them.
OTHER = 0.03
_OTHER: dict[Language, Language] = {"english": "chinese", "chinese": "english"}


def draw_words(source: random.Random, length: int) -> list[str]:
    """`length` letters of words in one language, mostly."""
    return draw_words_of(source.choice(("english", "chinese")), source, length)


def draw_words_of(language: Language, source: random.Random, length: int) -> list[str]:
    """`length` letters as they would be typed; the last one of a word has a space behind it.

    A word longer than what is left is drawn again, as a text ends with a word.
    """
    row: list[str] = []
    while len(row) < length:
        word = _draw_word(language, source)
        if len(row) + len(word) <= length:
            row += [*word[:-1], word[-1] + " "]
    return row


def _draw_word(language: Language, source: random.Random) -> str:
    """A word or a number of up to four digits."""
    chance = source.random()
    if chance < NUMBERS:
        return str(source.randrange(10 ** source.randint(1, 4)))
    return lexicon(_OTHER[language] if chance > 1 - OTHER else language).draw(source)
