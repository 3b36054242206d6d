"""Alike: an LSTM and an RNN with the sizes of a trained GRU, trained on the same task, to compare like with like."""

from dataclasses import dataclass

from torch import nn

from gru_viz.cells.build import Cell
from gru_viz.learning.learner import Learner, accuracy
from gru_viz.learning.loop import Settings, adam_steps
from gru_viz.learning.tasks import Task
from gru_viz.progress import Pieces

CELLS: dict[str, Cell] = {"LSTM": "lstm", "RNN": "rnn"}
STEPS = 600


@dataclass(frozen=True)
class Alike:
    """One of them.

    Attributes
    ----------
    module : nn.LSTM or nn.RNN
        `batch_first`, in evaluation mode.
    accuracy : float, in [0, 1]
        Share of right answers on 300 fresh sequences.
    """

    module: nn.Module
    accuracy: float


def trained_alike(task: Task, gru: nn.GRU, steps: int = STEPS, seed: int = 0) -> Pieces[dict[str, Alike]]:
    """`Alike` of an LSTM and an RNN, by name; one step of training a piece.

    Parameters
    ----------
    task : Task
    gru : nn.GRU
        Whose sizes they get.
    steps, seed : int
        Of each training, without a price on writing.
    """
    found = {}
    for number, (name, cell) in enumerate(CELLS.items()):
        learner = Learner(
            task, gru.hidden_size, gru.num_layers, bidirectional=gru.bidirectional, cell=cell, seed=seed
        )  # fmt: skip
        for step in adam_steps(task, learner, Settings(steps=steps, seed=seed)):
            if step is None:
                break  # what came apart says so by its accuracy
            yield (number + step / steps) / len(CELLS)
        learner.eval().requires_grad_(False)
        found[name] = Alike(learner.gru, accuracy(task, learner, 300))
    return found
