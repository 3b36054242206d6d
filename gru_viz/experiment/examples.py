"""Examples: worked experiments, each with a line on what to look for on each page that shows it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from gru_viz.data import folder
from gru_viz.experiment.experiment import Experiment
from gru_viz.learning.tasks import FRESH_SEEDS, Task

FOLDER = folder("examples")
#: How the equations are written for somebody who has asked for nothing, where the table's default is not what the
#: lesson in their language writes.
_WRITTEN = {"zh_CN": {"convention": "textbook", "train_convention": "textbook"}}


class Example(BaseModel):
    """One worked experiment.

    Attributes
    ----------
    title : str
        Catalogue key: its name.
    look_for : dict of str to str
        Catalogue keys: what to look for on a page, by the page's address; in words that hold in every convention.
    experiment : Experiment
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    look_for: dict[str, str]
    experiment: Experiment


@cache
def examples(folder: Path = FOLDER) -> dict[str, Example]:
    """All examples of `folder` (TOML), by file name without its ending, in order."""
    return {
        path.stem: Example.model_validate(tomllib.loads(path.read_text("utf-8")))
        for path in sorted(folder.glob("*.toml"))
    }


@cache
def home(language: str = "en") -> Experiment:
    """The first example: what a visitor who reads `language` sees who opens the page and touches nothing."""
    first = next(iter(examples().values())).experiment
    return first.model_copy(update=_WRITTEN.get(language, {}))


def example_of(values: Mapping[str, object]) -> str | None:
    """Name of the example whose sequence and model these fields say, whatever the convention and the view."""
    shaping = [name for name, row in Experiment.table().items() if row.shaping and name != "convention"]
    for name, example in examples().items():
        if all(values[field] == getattr(example.experiment, field) for field in shaping):
            return name
    return None


def drawn(task: Task, sequences: int = 1, seed: int = 0, language: str = "en") -> dict[str, object]:
    """Fields of an Experiment that put fresh sequences of `task` in, or the sample that it has.

    Parameters
    ----------
    task : Task
    sequences, seed : int
    language : str
        Of whoever reads a sample.
    """
    if task.sample:
        return {"source": "text", "text": task.sample_in(language)}
    batch = task.batch(sequences, FRESH_SEEDS + seed)
    if task.vocabulary:
        gap = "" if all(len(symbol) == 1 for symbol in task.vocabulary) else " "
        return {"source": "text", "text": "\n".join(gap.join(row) for row in batch.tokens)}
    rows = "\n".join(", ".join(f"{value + 0.0:.4g}" for value in step) for step in batch.inputs[0].tolist())
    return {"source": "numbers", "numbers": rows, "header": "no", "columns": "", "standardise": False}
