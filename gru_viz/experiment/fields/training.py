"""Training: the rows of the Experiment table that say how a GRU is trained in the app."""

from functools import partial
from typing import Literal

from pydantic import BaseModel

from gru_viz.experiment.row import LARGEST_SEED, parameter
from gru_viz.learning.tasks import TASKS
from gru_viz.problem import N_

TaskName = Literal[
    "remember", "quotes", "brackets", "negation", "clue", "adding", "flip-flop", "sine", "parity", "column"
]

_row = partial(parameter, part="training")


class TrainingFields(BaseModel):
    """How a GRU is trained in the app."""

    task: TaskName = _row(
        "remember",
        "task",
        N_("Task"),
        names={
            **{name: task.title for name, task in TASKS.items() if not task.sample},
            "column": N_("Next value of my column"),
        },
        control="list",
    )
    task_length: int = _row(
        12, "tlen", N_("Length of a sequence"), N_("Longer: harder to remember, slower to train."), ge=4, le=60
    )
    train_units: int = _row(16, "tH", N_("Units"), ge=1, le=64)
    train_layers: int = _row(1, "tL", N_("Layers"), ge=1, le=3)
    train_both: bool = _row(False, "tbi", N_("Both directions"))
    train_convention: Literal["pytorch", "textbook"] = _row(
        "pytorch", "tconv", N_("Convention"), names={"pytorch": "PyTorch", "textbook": N_("Textbook")}
    )
    price: float = _row(
        0.3,
        "price",
        N_("Price on writing λ"),
        N_(
            "Adds λ · mean write gate to the loss: the GRU learns to write only where it must, "
            "and its gates show where."
        ),
        control="slider",
        step=0.05,
        ge=0.0,
        le=1.0,
    )
    train_steps: int = _row(600, "steps", N_("Steps"), N_("Of Adam, 64 fresh sequences each."), ge=10, le=3000)
    rate: float = _row(0.01, "lr", N_("Learning rate"), step=0.005, ge=0.0001, le=1.0)
    train_seed: int = _row(0, "tseed", N_("Seed of the training"), ge=0, le=LARGEST_SEED // 4096)
    task_sample: int = _row(
        0,
        "tseq",
        N_("Sequence to watch"),
        N_("Drawn from this seed; training never sees it."),
        ge=0,
        le=LARGEST_SEED // 4096,
    )
