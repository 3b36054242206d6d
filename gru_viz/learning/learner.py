"""Learner: a GRU with what stands before and after it: an embedding where its task has one, and an output layer."""

import torch
from torch import Tensor, nn

from gru_viz.cells.kinds import CellKey, cell_named
from gru_viz.cells.module import RecurrentModule
from gru_viz.cells.textbook import TextbookGRU
from gru_viz.learning.samples import Samples
from gru_viz.learning.tasks import FRESH_SEEDS, Batch, Task
from gru_viz.randomness import seeded


class Learner(nn.Module):
    """A GRU with an output layer on every step and, for tasks with many symbols, an embedding before it.

    Parameters
    ----------
    task : Task or Samples
    hidden_size, num_layers : int
    bidirectional : bool
    textbook : bool
        TextbookGRU instead of nn.GRU.
    cell : CellKey
        Another cell instead, for comparison.
    seed : int
        Of the first weights; the global random state stays as it was.
    """

    def __init__(
        self,
        task: Task | Samples,
        hidden_size: int = 16,
        num_layers: int = 1,
        *,
        bidirectional: bool = False,
        textbook: bool = False,
        cell: CellKey = "gru",
        seed: int = 0,
    ) -> None:
        super().__init__()
        cls = TextbookGRU if textbook else cell_named(cell).module
        with seeded(seed):
            built = cls(task.input_size, hidden_size, num_layers, batch_first=True, bidirectional=bidirectional)
            assert isinstance(built, nn.RNNBase | RecurrentModule)
            self.gru = built
            self.head = nn.Linear(hidden_size * (2 if bidirectional else 1), task.outputs)
            rows = len(task.vocabulary) + 1
            self.embedding = nn.Embedding(rows, task.embedding_size) if task.embedding_size else None

    def embed(self, inputs: Tensor) -> Tensor:
        """A batch's inputs as the GRU reads them, (B, T, input_size)."""
        return inputs if self.embedding is None else self.embedding(inputs)

    def forward(self, inputs: Tensor) -> Tensor:
        """Answers (B, T, outputs) to a batch's inputs: scores of classes, or values."""
        return self.head(self.gru(self.embed(inputs))[0])


def right(task: Task | Samples, answers: Tensor, batch: Batch) -> Tensor:
    """Which of the asked answers are right, bool; values count when all are within the task's tolerance."""
    given, wanted = answers[batch.asked], batch.targets[batch.asked]
    if task.kind == "classes":
        return given.argmax(-1) == wanted
    return ((given - wanted).abs() <= task.tolerance).all(-1)


def accuracy(task: Task, learner: Learner, size: int = 128, seed: int = 0, length: int | None = None) -> float:
    """Share of right answers on `size` sequences that no training has seen."""
    batch = task.batch(size, FRESH_SEEDS + seed, length)
    with torch.no_grad():
        return right(task, learner(batch.inputs), batch).float().mean().item()
