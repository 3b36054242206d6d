"""Seeds: the same task learned again from other seeds, to see what comes out each time."""

from dataclasses import dataclass

from torch import nn

from gru_viz.learning.learner import Learner, accuracy
from gru_viz.learning.loop import Settings, adam_steps
from gru_viz.learning.tasks import Task
from gru_viz.progress import Computation

SEEDS = (1, 2, 3, 4, 5)
STEPS = 400


@dataclass(frozen=True)
class Sibling:
    """A network that learned the same from another seed.

    Attributes
    ----------
    seed : int
    learner : Learner
        In evaluation mode.
    accuracy : float, in [0, 1]
        Share of right answers on 300 fresh sequences.
    """

    seed: int
    learner: Learner
    accuracy: float


def train_siblings(
    task: Task, gru: nn.RNNBase, *, textbook: bool = False, steps: int = STEPS, seeds: tuple[int, ...] = SEEDS
) -> Computation[list[Sibling]]:
    """A `Sibling` of each seed, with the sizes of `gru`; one step of training a piece.

    Parameters
    ----------
    task : Task
    gru : nn.RNNBase
    textbook : bool
        Trained as TextbookGRU.
    steps : int
        Of each training, without a price on writing.
    seeds : tuple of int
    """
    found = []
    for number, seed in enumerate(seeds):
        learner = Learner(
            task, gru.hidden_size, gru.num_layers, bidirectional=gru.bidirectional, textbook=textbook, seed=seed
        )
        for step in adam_steps(task, learner, Settings(steps=steps, seed=seed)):
            if step is None:
                break  # what came apart says so by its accuracy
            yield (number + step / steps) / len(seeds)
        learner.eval().requires_grad_(False)
        found.append(Sibling(seed, learner, accuracy(task, learner, 300)))
    return found
