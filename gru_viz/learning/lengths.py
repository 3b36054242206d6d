"""Lengths: how each cell does on a task as its sequences grow, trained beforehand by `COMMAND`."""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import torch
from pydantic import BaseModel, ConfigDict

from gru_viz.cells.kinds import CellKey, by_size
from gru_viz.learning import loop
from gru_viz.learning.bundled import FOLDER
from gru_viz.learning.initialisation import STARTS, Start, start_as
from gru_viz.learning.learner import Learner, accuracy
from gru_viz.learning.loop import Settings, train
from gru_viz.learning.table import Tell, read, trained
from gru_viz.learning.tasks import TASKS

COMMAND = "python -m gru_viz.learning --lengths"
FILE = FOLDER / "lengths" / "lengths.json"
LENGTHS = {"adding": (10, 20, 40, 80, 120), "remember": (12, 24, 48, 96)}
#: Where the others have failed already.
FURTHER: dict[str, dict[CellKey, tuple[int, ...]]] = {
    "adding": {"gru": (240, 400, 800, 1600), "mingru": (240, 400)},
    "remember": {"gru": (192, 384)},
}
#: Those whose gates are started otherwise, too; and their lengths beyond `LENGTHS`, to where they fail or time ends.
STARTED_CELLS: tuple[CellKey, ...] = ("gru", "lstm")
STARTED: dict[str, dict[tuple[CellKey, Start], tuple[int, ...]]] = {
    "adding": {
        ("gru", "keep"): (240, 400, 800),
        ("gru", "chrono"): (240, 400, 800),
        ("lstm", "keep"): (240,),
        ("lstm", "chrono"): (240, 400),
    },
    "remember": {
        ("gru", "keep"): (192, 384),
        ("gru", "chrono"): (192, 384),
        ("lstm", "keep"): (192, 384),
        ("lstm", "chrono"): (192, 384),
    },
}
SEEDS = (0, 1, 2)
STEPS = 1200
#: A second budget, at the greatest of `LENGTHS`.
MORE_STEPS = 4800


class Training(NamedTuple):
    """One training of the table."""

    task: str
    cell: CellKey
    length: int
    seed: int
    start: Start = "pytorch"
    steps: int = STEPS


class Score(BaseModel):
    """How one training ended.

    Attributes
    ----------
    task : str
    cell : CellKey
    length, seed, steps : int
    start : Start
        How its gates began.
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
    start: Start = "pytorch"

    @property
    def training(self) -> Training:
        """What it is the score of."""
        return Training(self.task, self.cell, self.length, self.seed, self.start, self.steps)


def score(training: Training) -> Score:
    """Train one cell of 16 units on sequences of one length and see how it does on fresh ones."""
    torch.set_num_threads(1)
    task, seed, steps = replace(TASKS[training.task], length=training.length), training.seed, training.steps
    learner = Learner(task, cell=training.cell, seed=seed)
    start_as(learner.gru, training.start, training.length, seed)
    for _ in train(task, learner, Settings(steps=steps, every=steps, seed=seed)):
        pass
    return Score(**training._asdict(), accuracy=round(accuracy(task, learner, 500, seed=7), 4))


@cache
def lengths() -> tuple[Score, ...]:
    """The table as far as it has been trained."""
    return tuple(read(FILE, Score))


def trainings() -> list[Training]:
    """What the table is made of."""
    found = [
        Training(task, cell.key, length, seed)
        for task, every in LENGTHS.items()
        for length in every
        for cell, seed in product(by_size(), SEEDS)
    ]
    found += [
        Training(task, cell, length, seed)
        for task, cells in FURTHER.items()
        for cell, every in cells.items()
        for length, seed in product(every, SEEDS)
    ]
    others: list[Start] = [start for start in STARTS if start != "pytorch"]
    for task, every in LENGTHS.items():
        found += [
            Training(task, cell, length, seed, start)
            for cell, start in product(STARTED_CELLS, others)
            for length in (*every, *STARTED.get(task, {}).get((cell, start), ()))
            for seed in SEEDS
        ]
        found += [
            Training(task, cell, every[-1], seed, start, MORE_STEPS)
            for start, cell in product(STARTS, STARTED_CELLS)
            for seed in SEEDS
        ]
    return found


def seconds_of(wanted: Sequence[Training]) -> dict[Training, float]:
    """How long each takes on this machine alone, by a few steps of each cell at two lengths."""
    torch.set_num_threads(1)
    paces = {kind: _pace(*kind) for kind in {(each.task, each.cell) for each in wanted}}
    return {
        each: each.steps * (paces[each.task, each.cell][0] + paces[each.task, each.cell][1] * each.length)
        for each in wanted
    }


def _pace(task: str, cell: CellKey, short: int = 20, long: int = 120, steps: int = 8) -> tuple[float, float]:
    """Seconds of a training step, and how many more they are for each step of a sequence."""
    took = []
    for length in (short, long):
        problem = replace(TASKS[task], length=length)
        learner = Learner(problem, cell=cell)
        training = loop.Training(problem, learner, Settings(steps=steps + 1, every=steps + 1))
        training.begin()
        training.step()
        # What others do on the machine meanwhile does not count.
        start = time.process_time()
        for _ in range(steps - 1):
            training.step()
        took.append((time.process_time() - start) / (steps - 1))
    slope = max(0.0, (took[1] - took[0]) / (long - short))
    return max(1e-4, took[0] - slope * short), slope


def make_lengths(
    file: Path = FILE, *, longest: int | None = None, processes: int = 2, tell: Tell = lambda *_: None
) -> int:
    """Train what of the table `file` has not; how many rows it has then.

    Parameters
    ----------
    file : Path
    longest : int or None
        Sequences longer than this wait for another time.
    processes : int
    tell : callable
        As for `trained`.
    """
    known = {row.training: row for row in read(file, Score)}
    every = trainings()
    wanted = [each for each in every if longest is None or each.length <= longest or each in known]
    takes = seconds_of([each for each in wanted if each not in known])
    return trained(wanted, score, lambda each: takes[each], file, known, processes, tell)
