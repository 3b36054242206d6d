"""Segmentation: how well a model of words finds the words of texts in which they are divided by spaces."""

import random
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import get_args

import torch
from pydantic import BaseModel, ConfigDict

from gru_viz.learning.frequencies import Language
from gru_viz.learning.learner import Learner
from gru_viz.learning.letters import letter_tokens, word_ends
from gru_viz.learning.tasks import FRESH_SEEDS, Task
from gru_viz.learning.words import draw_words_of


class Segmentation(BaseModel):
    """F1 of the word ends, by language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    english: float
    chinese: float


def on_fresh(task: Task, learner: Learner, texts: int = 500, length: int = 32) -> Segmentation:
    """On texts drawn as those to train on, none of which it was trained on."""
    return Segmentation(**{language: ends_f1(task, learner, each) for language, each in _fresh(texts, length).items()})


@cache
def _fresh(texts: int, length: int) -> dict[Language, list[str]]:
    """The same for every model."""
    source = random.Random(FRESH_SEEDS)
    return {
        language: ["".join(draw_words_of(language, source, length)) for _ in range(texts)]
        for language in get_args(Language)
    }


def on_sentences(task: Task, learner: Learner, folder: Path) -> Segmentation:
    """On the sentences of `folder`, a file for each language."""
    return Segmentation(
        **{language: ends_f1(task, learner, sentences(folder / f"{language}.txt")) for language in get_args(Language)}
    )


def sentences(file: Path) -> list[str]:
    """The sentences of a file, one a line; lines that begin with "#" are comments."""
    return [line for line in file.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]


def ends_f1(task: Task, learner: Learner, texts: Iterable[str]) -> float:
    """Harmonic mean of precision and recall of the word ends inside `texts`; the end of a text is no find."""
    both = found = there = 0
    for tokens, ends in _read(task, learner, texts):
        for end, wanted in zip(ends[:-1], word_ends(tokens)[:-1], strict=True):
            if wanted is not None:
                both, found, there = both + (end and wanted == 1), found + end, there + wanted
    return 2 * both / (found + there)


def _read(task: Task, learner: Learner, texts: Iterable[str]) -> Iterator[tuple[tuple[str, ...], list[bool]]]:
    """The letters (T) of each text and whether a word ends at each (T); texts of one length at a time."""
    spelled = sorted((letter_tokens(text) for text in texts), key=len)
    for _, group in groupby(spelled, key=len):
        alike = list(group)
        with torch.no_grad():
            ends = learner(task.encode(alike)).softmax(-1)[..., 1] > 0.5
        yield from zip(alike, ends.tolist(), strict=True)
