"""Spelling: the machine of a word for a model of words: after each letter, which next ones keep the word open and which end it."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from gru_viz.analysis.automaton.observation import Answering
from gru_viz.learning.letters import typed

#: The letters that are tried after each beginning of a word in Latin script.
LATIN = tuple("abcdefghijklmnopqrstuvwxyz'")


@dataclass(frozen=True)
class Fork:
    """What may follow the beginning of a word.

    Attributes
    ----------
    prefix : str
        Its letters so far; empty at its start.
    letter : str
        The letter that does follow.
    ends : dict of str to float, in [0, 1]
        For each letter that might follow, the probability that the word would end at it.
    """

    prefix: str
    letter: str
    ends: dict[str, float]

    @property
    def keeps_open(self) -> list[str]:
        """Letters after which the word goes on more likely than not."""
        return [letter for letter, end in self.ends.items() if end <= 0.5]

    @property
    def closes(self) -> list[str]:
        """Letters at which the word more likely ends."""
        return [letter for letter, end in self.ends.items() if end > 0.5]


def forks(model: Answering, tokens: Sequence[str], first: int, last: int) -> list[Fork]:
    """The trie of a word, along it: at each letter all that might stand in its place.

    Parameters
    ----------
    model : Answering
        Of words, in one direction: what stands behind a letter plays no part.
    tokens : sequence of str
        A text in letters, which the model reads from its beginning.
    first, last : int
        The word is `tokens[first : last + 1]`.
    """
    own = [typed(token).letter for token in tokens]
    found = []
    for place in range(first, last + 1):
        letters = _instead_of(own[place])
        rows = [(*own[:place], letter) for letter in letters]
        _tr, scores = model.run(model.task.encode(rows))
        ends = torch.softmax(scores[:, -1], -1)[:, 1].tolist()
        found.append(Fork("".join(own[first:place]), own[place], dict(zip(letters, ends, strict=True))))
    return found


def _instead_of(letter: str) -> tuple[str, ...]:
    """The letters of its script; of a Chinese character, of which there are thousands, itself."""
    return LATIN if letter in LATIN else (letter,)


def word_around(ends: Sequence[float], step: int) -> tuple[int, int]:
    """First and last letter of the word that a model of words sees around a step.

    Parameters
    ----------
    ends : sequence of float (T)
        The probability that a word ends at each letter.
    step : int
    """
    first = max((t + 1 for t in range(step) if ends[t] > 0.5), default=0)
    last = min((t for t in range(step, len(ends)) if ends[t] > 0.5), default=len(ends) - 1)
    return first, last
