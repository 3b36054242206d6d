"""Segmentation: how well a model of words finds the words of texts in which they are divided by spaces."""

import random
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ConfigDict

from gru_viz.learning.frequencies import Language
from gru_viz.learning.learner import Learner
from gru_viz.learning.letters import word_ends
from gru_viz.learning.reading import followed
from gru_viz.learning.tasks import FRESH_SEEDS, Task
from gru_viz.learning.words import draw_words_of


class Segmentation(BaseModel):
    """F1 of the word ends, by language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    english: float
    chinese: float


def on_fresh(task: Task, learner: Learner, texts: int = 500, length: int = 32) -> Segmentation:
    """On texts drawn as those to train on, none of which it was trained on."""
    source = random.Random(FRESH_SEEDS)
    drawn = {
        language: ["".join(draw_words_of(language, source, length)) for _ in range(texts)]
        for language in get_args(Language)
    }
    return Segmentation(**{language: ends_f1(task, learner, each) for language, each in drawn.items()})


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
    for text in texts:
        tokens, _tr, ends = followed(task, learner, text)
        for end, wanted in zip(ends[:-1] > 0.5, word_ends(tokens)[:-1], strict=True):
            if wanted is not None:
                both, found, there = both + (end and wanted == 1), found + bool(end), there + wanted
    return 2 * both / (found + there)
