"""Bundled models: trained weights (safetensors) with a card (JSON) that says what they are; loading trains nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, NonNegativeFloat, NonNegativeInt, PositiveInt
from safetensors.torch import load_file, save_file
from torch import Tensor

from gru_viz.cells.gru import GRU, ResetConvention
from gru_viz.cells.kinds import CELLS, CellKey
from gru_viz.data import folder
from gru_viz.learning.learner import Learner
from gru_viz.learning.reading import Reading, read
from gru_viz.learning.segmentation import Segmentation
from gru_viz.learning.tasks import TASKS, Task
from gru_viz.problem import Problem

FOLDER = folder("models")
#: What the name of a file ends with, by the reset gate's place in its model.
ENDINGS: dict[ResetConvention, str] = {"after": "", "before": "-textbook"}


def stem_of(name: str, reset: ResetConvention = "after", cell: CellKey = GRU.key) -> str:
    """What the files of a bundled model are called before their endings: remember-price, words-textbook, quotes-lstm."""
    return name + ENDINGS[reset] + ("" if cell == GRU.key else f"-{cell}")


def said_by(stem: str) -> tuple[str, ResetConvention, CellKey]:
    """The model's name, and what `stem_of` was told beside it."""
    name, _, last = stem.rpartition("-")
    cell = last if name and last in CELLS else GRU.key
    stem = name if cell != GRU.key else stem
    reset: ResetConvention = "before" if stem.endswith(ENDINGS["before"]) else "after"
    return stem.removesuffix(ENDINGS[reset]), reset, cell


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
        Mean write gate on fresh sequences: 1 − z in nn.GRU, z in TextbookGRU, i in nn.LSTM.
    command : str
        What makes it again.
    reset : "after" (nn.GRU) or "before" (TextbookGRU)
        Where the reset gate stood in training: after or before the candidate's recurrent matrix.
    cell : CellKey
    fresh, sentences : Segmentation or None
        Of a model of words: F1 of word ends on fresh sequences, and on real sentences written for the tests.
    source : str
        What a model of words learned from, with its licence.
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
    reset: ResetConvention = "after"
    cell: CellKey = "gru"
    fresh: Segmentation | None = None
    sentences: Segmentation | None = None
    source: str = ""


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

    def read(self, text: str) -> Reading:
        """Any text, letter by letter, as a model of words divides it; spaces and punctuation are left out.

        Returns
        -------
        Reading
            `.words`, `.ends` (the probability that a word ends, at each letter), `.trace`

        Raises
        ------
        Problem
            Nothing but spaces, or the model is none of words.

        Examples
        --------
        >>> bundled()["words-both"].read("itwasthebestoftimes").words
        ['it', 'was', 'the', 'best', 'of', 'times']
        """
        if not self.task.embedding_size:
            raise Problem("Only models of words read any text: {names}.", names="words, words-both")
        return read(self.task, self.learner, text)


def stored(learner: Learner) -> dict[str, Tensor]:
    """A learner's weights as a file holds them: an embedding takes half the room in float16."""
    return {name: value.half() if name == "embedding.weight" else value for name, value in learner.state_dict().items()}


def save(path: Path, learner: Learner, card: Card) -> None:
    """Write `path`.safetensors and `path`.json."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(stored(learner), path.with_suffix(".safetensors"))
    path.with_suffix(".json").write_text(card.model_dump_json(indent=2, exclude_defaults=True) + "\n", "utf-8")


def load(path: Path) -> Model:
    """The model that `save` wrote under `path`, a name without ending."""
    card = Card.model_validate_json(path.with_suffix(".json").read_text("utf-8"))
    learner = Learner(
        TASKS[card.task],
        card.hidden_size,
        card.num_layers,
        bidirectional=card.bidirectional,
        textbook=card.reset == "before",
        cell=card.cell,
    )
    learner.load_state_dict(load_file(path.with_suffix(".safetensors")))
    return Model(card, learner.eval().requires_grad_(False))


@cache
def load_bundled(name: str, reset: ResetConvention = "after") -> Model:
    """The bundled model `name`, trained with its reset gate in the place `reset`."""
    return load(FOLDER / stem_of(name, reset))


def learned_in(name: str, reset: ResetConvention) -> Model:
    """The bundled model `name` that learned with its reset gate in the place `reset`; if there is none, after the matrix."""
    there = (FOLDER / stem_of(name, reset)).with_suffix(".json").exists()
    return load_bundled(name, reset) if there else load_bundled(name)


@cache
def learned_as(name: str, cell: CellKey) -> Model | None:
    """A cell of another kind that learned what the bundled model `name` did; None if there is none."""
    path = FOLDER / stem_of(name, cell=cell)
    return load(path) if path.with_suffix(".json").exists() else None


class Bundled(Mapping[str, Model]):
    """Models by name, each loaded when it is first asked for."""

    def __init__(self, reset: ResetConvention) -> None:
        self.reset = reset
        every = [said_by(path.stem) for path in sorted(FOLDER.glob("*.json"))]
        self._names = [name for name, its_reset, cell in every if (its_reset, cell) == (reset, GRU.key)]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __getitem__(self, name: str) -> Model:
        if name not in self:
            raise KeyError(name)
        return load_bundled(name, self.reset)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"<bundled models: {', '.join(self._names)}>"


def bundled(reset: ResetConvention = "after") -> Bundled:
    """Every bundled model, by name.

    Parameters
    ----------
    reset : "after" or "before"
        "after": trained as nn.GRU computes, with the reset gate after the candidate's recurrent matrix. "before": trained
        as TextbookGRU computes, with the reset gate before it; "remember-price", "words" and "words-both" only. The
        weights of one answer worse in the other.

    Examples
    --------
    >>> bundled()["words-both"].read("itwasthebestoftimes").words
    ['it', 'was', 'the', 'best', 'of', 'times']
    """
    return Bundled(reset)
