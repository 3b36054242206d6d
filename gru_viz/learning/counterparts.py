"""Counterparts: every other cell with the sizes of a trained GRU, trained on the same task, to compare like with like."""

from dataclasses import dataclass

from torch import nn

from gru_viz.cells.gru import GRU
from gru_viz.cells.kinds import CELLS
from gru_viz.learning.learner import Learner, accuracy
from gru_viz.learning.loop import Settings, adam_steps
from gru_viz.learning.tasks import Task
from gru_viz.progress import Computation

STEPS = 600


@dataclass(frozen=True)
class Counterpart:
    """One of them.

    Attributes
    ----------
    module : nn.Module
        `batch_first`, in evaluation mode.
    accuracy : float, in [0, 1]
        Share of right answers on 300 fresh sequences.
    """

    module: nn.Module
    accuracy: float


def train_counterparts(
    task: Task, gru: nn.GRU, steps: int = STEPS, seed: int = 0
) -> Computation[dict[str, Counterpart]]:
    """`Counterpart` of every cell but the GRU, by name; one step of training a piece.

    Parameters
    ----------
    task : Task
    gru : nn.GRU
        Whose sizes they get.
    steps, seed : int
        Of each training, without a price on writing.
    """
    found, others = {}, [cell for cell in CELLS.values() if cell is not GRU]
    for number, cell in enumerate(others):
        learner = Learner(
            task, gru.hidden_size, gru.num_layers, bidirectional=gru.bidirectional, cell=cell.key, seed=seed
        )
        for step in adam_steps(task, learner, Settings(steps=steps, seed=seed)):
            if step is None:
                break  # what came apart says so by its accuracy
            yield (number + step / steps) / len(others)
        learner.eval().requires_grad_(False)
        found[cell.name] = Counterpart(learner.gru, accuracy(task, learner, 300))
    return found
