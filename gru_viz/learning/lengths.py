"""Lengths: how each cell does on a task as its sequences grow, trained beforehand by `COMMAND`."""

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from itertools import product
from pathlib import Path

import torch
from pydantic import BaseModel, ConfigDict

from gru_viz.cells.kinds import CellKey, by_size
from gru_viz.learning.bundled import FOLDER
from gru_viz.learning.learner import Learner, accuracy
from gru_viz.learning.loop import Settings, train
from gru_viz.learning.tasks import TASKS

COMMAND = "python -m gru_viz.learning --lengths"
FILE = FOLDER / "lengths" / "lengths.json"
LENGTHS = {"adding": (10, 20, 40, 80, 120), "remember": (12, 24, 48, 96)}
#: Where the others have failed already.
FURTHER: dict[str, dict[CellKey, tuple[int, ...]]] = {
    "adding": {"gru": (240, 400, 800, 1600), "mingru": (240, 400)},
    "remember": {"gru": (192, 384)},
}
SEEDS = (0, 1, 2)
STEPS = 1200


class Score(BaseModel):
    """One training.

    Attributes
    ----------
    task : str
    cell : CellKey
    length, seed, steps : int
    accuracy : float, in [0, 1]
        On 500 fresh sequences of that length.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str
    cell: CellKey
    length: int
    seed: int
    steps: int
    accuracy: float


def score(task: str, cell: CellKey, length: int, seed: int, steps: int = STEPS) -> Score:
    """Train one cell of 16 units on sequences of one length and see how it does on fresh ones."""
    torch.set_num_threads(1)
    problem = replace(TASKS[task], length=length)
    learner = Learner(problem, cell=cell, seed=seed)
    for _ in train(problem, learner, Settings(steps=steps, every=steps, seed=seed)):
        pass
    found = accuracy(problem, learner, 500, seed=7)
    return Score(task=task, cell=cell, length=length, seed=seed, steps=steps, accuracy=round(found, 4))


@cache
def lengths() -> tuple[Score, ...]:
    """The table as it was trained."""
    return tuple(Score.model_validate(row) for row in json.loads(FILE.read_text("utf-8")))


def trainings() -> list[tuple[str, CellKey, int, int]]:
    """What the table is made of: task, cell, length and seed of each."""
    found = [
        (task, cell.key, length, seed)
        for task, every in LENGTHS.items()
        for length in every
        for cell, seed in product(by_size(), SEEDS)
    ]
    return found + [
        (task, cell, length, seed)
        for task, cells in FURTHER.items()
        for cell, every in cells.items()
        for length, seed in product(every, SEEDS)
    ]


def make_lengths(file: Path = FILE, steps: int = STEPS) -> int:
    """Train everything, two trainings at a time, and write the table into `file`; how many rows it has."""
    with ProcessPoolExecutor(2) as pool:
        rows = [row.model_dump() for row in pool.map(partial(score, steps=steps), *zip(*trainings(), strict=True))]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", "utf-8")
    return len(rows)
