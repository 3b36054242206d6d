"""Bundled models: trained weights (safetensors) with a card (JSON) that says what they are; loading trains nothing."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, NonNegativeFloat, NonNegativeInt, PositiveInt
from safetensors.torch import load_file, save_file

from gru_viz.data import folder
from gru_viz.learning.learner import Learner
from gru_viz.learning.tasks import TASKS, Task

FOLDER = folder("models")


class Card(BaseModel):
    """What a trained model is and how it came to be.

    Attributes
    ----------
    task : str
        Key of `gru_viz.learning.tasks.TASKS`.
    hidden_size, num_layers, bidirectional
        As in nn.GRU.
    seed, steps, price
        Of its training; price is λ of the price on writing.
    accuracy : float, in [0, 1]
        Share of right answers on 1,000 fresh sequences.
    write_gate : float, in [0, 1]
        Mean write gate (1 − z) on fresh sequences.
    command : str
        What makes it again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str
    hidden_size: PositiveInt
    num_layers: PositiveInt
    bidirectional: bool
    seed: NonNegativeInt
    steps: NonNegativeInt
    price: NonNegativeFloat
    accuracy: NonNegativeFloat
    write_gate: NonNegativeFloat
    command: str


@dataclass(frozen=True)
class Model:
    """A trained model, ready to be traced: `gru_viz.trace(model.learner.gru, x)`.

    Attributes
    ----------
    card : Card
    learner : Learner
        In evaluation mode.
    """

    card: Card
    learner: Learner

    @property
    def task(self) -> Task:
        """What it was trained on."""
        return TASKS[self.card.task]


def save(path: Path, learner: Learner, card: Card) -> None:
    """Write `path`.safetensors and `path`.json."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(learner.state_dict(), path.with_suffix(".safetensors"))
    path.with_suffix(".json").write_text(card.model_dump_json(indent=2) + "\n", "utf-8")


def load(path: Path) -> Model:
    """The model that `save` wrote under `path`, a name without ending."""
    card = Card.model_validate_json(path.with_suffix(".json").read_text("utf-8"))
    learner = Learner(TASKS[card.task], card.hidden_size, card.num_layers, bidirectional=card.bidirectional)
    learner.load_state_dict(load_file(path.with_suffix(".safetensors")))
    return Model(card, learner.eval().requires_grad_(False))


@cache
def load_bundled(name: str) -> Model:
    """The bundled model `name`."""
    return load(FOLDER / name)


def bundled() -> dict[str, Model]:
    """Every bundled model, by name."""
    return {path.stem: load_bundled(path.stem) for path in sorted(FOLDER.glob("*.json"))}
