"""Clue: how right one and two directions are, by how far to the right the clue is."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch

from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.learner import Learner, right
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS, Batch


@dataclass(frozen=True)
class ByDistance:
    """Accuracy on the task "the clue comes later".

    Attributes
    ----------
    accuracy : ndarray (D,), in [0, 1]
        Share of right answers whose clue is 0 … D-1 steps to the right.
    total : float
        Share of all right answers.
    """

    accuracy: np.ndarray
    total: float


def by_distance(learner: Learner, batch: Batch, furthest: int = 6) -> ByDistance:
    """`ByDistance` of a learner on sequences of the task "clue".

    Parameters
    ----------
    learner : Learner
    batch : Batch
        Of `TASKS["clue"]`.
    furthest : int
        Largest distance counted.
    """
    with torch.no_grad():
        hits = torch.zeros(batch.asked.shape, dtype=torch.bool)
        hits[batch.asked] = right(TASKS["clue"], learner(batch.inputs), batch)
    distances = np.array([_distances(row) for row in batch.tokens])
    found = hits.numpy()
    return ByDistance(
        np.array([found[distances == d].mean() for d in range(furthest + 1)]), float(found[batch.asked.numpy()].mean())
    )


@cache
def bundled_by_distance(sequences: int) -> tuple[ByDistance, ByDistance]:
    """`ByDistance` of the bundled GRUs with one direction and with two, on the same fresh sequences."""
    batch = TASKS["clue"].batch(sequences, FRESH_SEEDS)
    one, both = (by_distance(load_bundled(name).learner, batch) for name in ("clue-forward", "clue-both"))
    return one, both


def _distances(row: tuple[str, ...]) -> list[int]:
    """Steps to the next mark, 0 at a mark."""
    found, distance = [], 0
    for symbol in reversed(row):
        distance = 0 if symbol in "+-" else distance + 1
        found.append(distance)
    return found[::-1]
