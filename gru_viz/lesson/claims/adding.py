"""The adding problem: how right GRU, LSTM and RNN are, by the table of lengths that was trained beforehand."""

from dataclasses import dataclass
from statistics import mean

from gru_viz.learning.lengths import lengths

TASK = "adding"


@dataclass(frozen=True)
class Accuracies:
    """At one length, each the mean over the seeds.

    Attributes
    ----------
    length, steps : int
        Of the sequences; of the training.
    gru, lstm, rnn : float, in [0, 1]
    """

    length: int
    steps: int
    gru: float
    lstm: float
    rnn: float

    @classmethod
    def at(cls, length: int) -> "Accuracies":
        """Of the three cells at a length that all were trained on."""
        cells = {cell: accuracy(cell, length) for cell in ("gru", "lstm", "rnn")}
        return cls(length, steps=lengths()[0].steps, **cells)


def accuracy(cell: str, length: int) -> float:
    """Of one cell at one length, mean over the seeds."""
    rows = [row.accuracy for row in lengths() if (row.task, row.cell, row.length) == (TASK, cell, length)]
    return mean(rows)


def lengths_of(cell: str) -> list[int]:
    """The lengths that a cell was trained on, growing."""
    return sorted({row.length for row in lengths() if (row.task, row.cell) == (TASK, cell)})


def shared_lengths() -> list[int]:
    """Those that GRU, LSTM and RNN were all trained on, growing."""
    return sorted(set(lengths_of("gru")) & set(lengths_of("lstm")) & set(lengths_of("rnn")))
