"""Equal: the cells with as many parameters as each other on where words end, trained beforehand by `COMMAND`."""

from bisect import bisect
from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import torch
from pydantic import BaseModel, ConfigDict

from gru_viz.cells.build import parameter_count
from gru_viz.cells.kinds import CellKey, by_size, cell_named
from gru_viz.learning.learner import Learner
from gru_viz.learning.lengths import FILE as LENGTHS_FILE
from gru_viz.learning.loop import Settings, train
from gru_viz.learning.recipes import SENTENCES
from gru_viz.learning.segmentation import Segmentation, on_fresh, on_sentences
from gru_viz.learning.table import Tell, read, trained
from gru_viz.learning.tasks import TASKS

FILE = LENGTHS_FILE.with_name("words.json")
TASK = TASKS["words"]
#: Units of the GRU with one direction whose parameters all others have, as nearly as whole units allow.
UNITS = 96
#: Of a training step, about, until some have ended.
_SECONDS = 0.08
SETTINGS = Settings(steps=4000, rate=4e-3, batch=64, every=4000)


class Contender(NamedTuple):
    """One training."""

    cell: CellKey
    bidirectional: bool
    seed: int = 0
    steps: int = SETTINGS.steps


class Found(BaseModel):
    """How one training ended.

    Attributes
    ----------
    cell : CellKey
    bidirectional : bool
    seed, steps : int
    units, parameters : int
        Of the recurrent layer.
    fresh, sentences : Segmentation
        F1 of the word ends, on texts drawn as those to train on and on real sentences.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cell: CellKey
    bidirectional: bool
    seed: int
    steps: int
    units: int
    parameters: int
    fresh: Segmentation
    sentences: Segmentation

    @property
    def contender(self) -> Contender:
        """What it is the result of."""
        return Contender(self.cell, self.bidirectional, self.seed, self.steps)


def units_of(cell: CellKey, bidirectional: bool, features: int = TASK.input_size, units: int = UNITS) -> int:
    """How many units give a cell about as many parameters as a GRU of `units` with one direction has."""

    def count(kind: CellKey, size: int, both: bool) -> int:
        with torch.device("meta"):
            return parameter_count(cell_named(kind).module(features, size, bidirectional=both))

    budget, sizes = count("gru", units, False), range(1, 8 * units)
    # More units have more parameters: the nearest size is one of the two around the budget.
    above = bisect(sizes, budget, key=lambda size: count(cell, size, bidirectional))
    return min(sizes[max(above - 1, 0) : above + 1], key=lambda size: abs(count(cell, size, bidirectional) - budget))


def contenders(seeds: tuple[int, ...] = (0,)) -> list[Contender]:
    """All of them: every cell, with one direction and with both."""
    return [Contender(cell.key, both, seed) for seed, cell, both in product(seeds, by_size(), (False, True))]


def compete(contender: Contender, sentences: Path = SENTENCES) -> Found:
    """Train one of them, and see how well it finds words."""
    torch.set_num_threads(1)
    units = units_of(contender.cell, contender.bidirectional)
    learner = Learner(TASK, units, bidirectional=contender.bidirectional, cell=contender.cell, seed=contender.seed)
    steps = contender.steps
    for _ in train(TASK, learner, Settings(steps, rate=SETTINGS.rate, every=steps, seed=contender.seed)):
        pass
    return Found(
        **contender._asdict(),
        units=units,
        parameters=parameter_count(learner.gru),
        fresh=on_fresh(TASK, learner),
        sentences=on_sentences(TASK, learner, sentences),
    )


@cache
def found() -> tuple[Found, ...]:
    """The table as far as it has been trained."""
    return tuple(read(FILE, Found))


def make_equal(
    file: Path = FILE,
    wanted: list[Contender] | None = None,
    make: Callable[[Contender], Found] = compete,
    processes: int = 2,
    tell: Tell = lambda *_: None,
) -> int:
    """Train what of the table `file` has not; how many rows it has then."""
    known = {row.contender: row for row in read(file, Found)}
    return trained(wanted or contenders(), make, lambda each: _SECONDS * each.steps, file, known, processes, tell)
