"""Unseen: what no training of a model has seen, for a corpus: fresh sequences of its task, or sentences that were held out."""

from typing import Any

from gru_viz.data import folder
from gru_viz.learning.segmentation import sentences
from gru_viz.learning.tasks import FRESH_SEEDS, Task


def unseen(task: Task | None, separator: str, count: int, seed: int = FRESH_SEEDS) -> list[Any]:
    """Lines of text, or arrays of numbers (T, input_size).

    Parameters
    ----------
    task : Task or None
        None for whatever reads any text.
    separator : str
        Between two symbols of a line.
    count : int
        Sequences that are drawn; of the sentences all are taken.
    seed : int
    """
    if task is None or task.embedding_size:
        return [
            line for language in ("english", "chinese") for line in sentences(folder("sentences") / f"{language}.txt")
        ]
    batch = task.batch(count, seed)
    if task.vocabulary:
        return [separator.join(row) for row in batch.tokens]
    return [row[: len(tokens)].numpy() for row, tokens in zip(batch.inputs, batch.tokens, strict=True)]
