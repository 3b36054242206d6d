"""Examples: worked experiments, each with one line on what to look for."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from gru_viz.experiment import Experiment

FOLDER = Path(__file__).parent.parent / "assets" / "examples"


class Example(BaseModel):
    """One worked experiment.

    Attributes
    ----------
    title, look_for : str
        Catalogue keys: its name, and what to look for in the picture.
    experiment : Experiment
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    look_for: str
    experiment: Experiment


@cache
def examples(folder: Path = FOLDER) -> dict[str, Example]:
    """All examples of `folder` (TOML), by file name without its ending, in order."""
    return {
        path.stem: Example.model_validate(tomllib.loads(path.read_text("utf-8")))
        for path in sorted(folder.glob("*.toml"))
    }
