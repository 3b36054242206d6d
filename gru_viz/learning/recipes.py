"""Recipes: how each bundled model is made."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from gru_viz.cells.kinds import CellKey
from gru_viz.data import folder
from gru_viz.learning.bundled import Card, save, stem_of, stored
from gru_viz.learning.frequencies import SOURCE
from gru_viz.learning.learner import Learner, accuracy
from gru_viz.learning.loop import Settings, train
from gru_viz.learning.segmentation import on_fresh, on_sentences
from gru_viz.learning.snapshot import Snapshot
from gru_viz.learning.tasks import TASKS

#: Real sentences that models of words are judged on.
SENTENCES = folder("sentences")


@dataclass(frozen=True)
class Recipe:
    """How one bundled model is made.

    Attributes
    ----------
    task : str
        Key of `TASKS`.
    settings : Settings
    bidirectional : bool
    hidden_size : int
    textbook : bool
        TextbookGRU instead of nn.GRU.
    cell : CellKey
        Another cell instead.
    """

    task: str
    settings: Settings
    bidirectional: bool = False
    hidden_size: int = 16
    textbook: bool = False
    cell: CellKey = "gru"


_WORDS = Recipe("words", Settings(steps=16_000, rate=4e-3, batch=64, every=1000), hidden_size=96)
_AS_PYTORCH: dict[str, Recipe] = {
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
    "words": _WORDS,
    "words-both": replace(_WORDS, bidirectional=True),
}
#: By the names of their files; some a second time, with the reset gate where the textbook has it.
RECIPES = _AS_PYTORCH | {
    stem_of(name, "before"): replace(_AS_PYTORCH[name], textbook=True)
    for name in ("remember-price", "words", "words-both")
}
#: And LSTMs that learned the same, to stand beside them; one needs longer.
RECIPES |= {
    stem_of(name, cell="lstm"): replace(recipe, cell="lstm")
    for name, recipe in _AS_PYTORCH.items()
    if name != "words-both"
}
RECIPES["quotes-lstm"] = replace(RECIPES["quotes-lstm"], settings=Settings(steps=800))


def follow(
    recipe: Recipe, seed: int = 0, tell: Callable[[Snapshot], object] = lambda snapshot: None
) -> tuple[Learner, Snapshot]:
    """Train as `recipe` says and `tell` of every snapshot; the learner and its last one."""
    task = TASKS[recipe.task]
    learner = Learner(
        task,
        recipe.hidden_size,
        bidirectional=recipe.bidirectional,
        textbook=recipe.textbook,
        cell=recipe.cell,
        seed=seed,
    )
    for last in train(task, learner, replace(recipe.settings, seed=seed)):
        tell(last)
    return learner, last


def make(
    name: str,
    folder: Path,
    seed: int = 0,
    tell: Callable[[Snapshot], object] = lambda snapshot: None,
    sentences: Path = SENTENCES,
) -> Card:
    """Train the bundled model `name` and write its weights and card into `folder`.

    Parameters
    ----------
    name : str
        Key of `RECIPES`.
    folder : Path
    seed : int
    tell : callable
        Called with every snapshot of the training.
    sentences : Path
        Folder of the sentences that models of words are judged on.
    """
    recipe = RECIPES[name]
    learner, last = follow(recipe, seed, tell)
    learner.load_state_dict(stored(learner))
    task = TASKS[recipe.task]
    card = Card(
        task=recipe.task,
        hidden_size=learner.gru.hidden_size,
        num_layers=learner.gru.num_layers,
        bidirectional=recipe.bidirectional,
        seed=seed,
        steps=recipe.settings.steps,
        price=recipe.settings.price,
        accuracy=accuracy(task, learner, 1000),
        write_gate=last.write_gate,
        command=f"python -m gru_viz.learning {name} --seed {seed} --out {folder.as_posix()}",
        reset="before" if recipe.textbook else "after",
        cell=recipe.cell,
    )
    if recipe.task == "words":
        found = {"fresh": on_fresh(task, learner), "sentences": on_sentences(task, learner, sentences)}
        card = card.model_copy(update={**found, "source": SOURCE})
    save(folder / name, learner, card)
    return card
