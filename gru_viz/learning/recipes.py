"""Recipes: how each bundled model is made."""

from dataclasses import dataclass, replace
from pathlib import Path

from gru_viz.learning.bundled import Card, save
from gru_viz.learning.learner import Learner, accuracy
from gru_viz.learning.loop import Settings, train
from gru_viz.learning.snapshot import Snapshot
from gru_viz.learning.tasks import TASKS


@dataclass(frozen=True)
class Recipe:
    """How one bundled model is made.

    Attributes
    ----------
    task : str
        Key of `TASKS`.
    settings : Settings
    bidirectional : bool
    """

    task: str
    settings: Settings
    bidirectional: bool = False


RECIPES: dict[str, Recipe] = {
    "remember": Recipe("remember", Settings()),
    "remember-price": Recipe("remember", Settings(steps=1200, price=0.3)),
    "quotes": Recipe("quotes", Settings()),
    "brackets": Recipe("brackets", Settings()),
    "negation": Recipe("negation", Settings()),
    "clue-forward": Recipe("clue", Settings()),
    "clue-both": Recipe("clue", Settings(), bidirectional=True),
    "adding": Recipe("adding", Settings(steps=1500)),
    "flip-flop": Recipe("flip-flop", Settings(steps=550)),
    "sine": Recipe("sine", Settings(steps=1500)),
    "parity": Recipe("parity", Settings()),
}


def follow(recipe: Recipe, seed: int = 0) -> tuple[Learner, Snapshot]:
    """Train as `recipe` says; the learner and its last record."""
    task = TASKS[recipe.task]
    learner = Learner(task, bidirectional=recipe.bidirectional, seed=seed)
    *_, last = train(task, learner, replace(recipe.settings, seed=seed))
    return learner, last


def make(name: str, folder: Path, seed: int = 0) -> Card:
    """Train the bundled model `name` and write its weights and card into `folder`."""
    recipe = RECIPES[name]
    learner, last = follow(recipe, seed)
    card = Card(
        task=recipe.task,
        hidden_size=learner.gru.hidden_size,
        num_layers=learner.gru.num_layers,
        bidirectional=recipe.bidirectional,
        seed=seed,
        steps=recipe.settings.steps,
        price=recipe.settings.price,
        accuracy=accuracy(TASKS[recipe.task], learner, 1000),
        write_gate=last.write_gate,
        command=f"python -m gru_viz.learning.loop {name} --seed {seed} --out {folder.as_posix()}",
    )
    save(folder / name, learner, card)
    return card
