"""The adding problem: how right GRU, LSTM and RNN are, by the table of lengths that was trained beforehand."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean
from typing import TypeVar

from gru_viz.learning.initialisation import Start
from gru_viz.learning.lengths import MORE_STEPS, STARTED_CELLS, STEPS
from gru_viz.learning.scores import scored_lengths, scores
from gru_viz.lesson.claims.claim import Verdict

T = TypeVar("T")
TASK = "adding"
OTHER_STARTS: tuple[Start, ...] = ("keep", "chrono")


@dataclass(frozen=True)
class Started:
    """GRU and LSTM at one length, their gates started otherwise than PyTorch does; each the mean over the seeds.

    Attributes
    ----------
    length : int
        Of the sequences.
    keep_gru, keep_lstm : float, in [0, 1]
        With 1 more on the bias of the gate that keeps.
    chrono_gru, chrono_lstm : float, in [0, 1]
        With chrono initialisation.
    """

    length: int
    keep_gru: float
    keep_lstm: float
    chrono_gru: float
    chrono_lstm: float

    @classmethod
    def at(cls, length: int) -> "Started":
        """KeyError where one of them was not trained."""
        return cls(length, *(accuracy(cell, length, start) for start in OTHER_STARTS for cell in STARTED_CELLS))


@dataclass(frozen=True)
class Longer(Started):
    """GRU and LSTM at one length after a longer training, with every start; each the mean over the seeds.

    Attributes
    ----------
    gru, lstm : float, in [0, 1]
        With PyTorch's initialisation.
    steps : int
        Of the training.
    times : float
        How many times the usual training that is.
    """

    gru: float
    lstm: float
    steps: int
    times: float

    @classmethod
    def at(cls, length: int) -> "Longer":
        """KeyError where one of them was not trained."""
        starts: tuple[Start, ...] = (*OTHER_STARTS, "pytorch")
        found = [accuracy(cell, length, start, MORE_STEPS) for start in starts for cell in STARTED_CELLS]
        return cls(length, *found, steps=MORE_STEPS, times=MORE_STEPS / STEPS)


@dataclass(frozen=True)
class Accuracies:
    """At one length, each the mean over the seeds.

    Attributes
    ----------
    length, steps, seeds : int
        Of the sequences; of the training; how many trainings each number is the mean of.
    gru, lstm, rnn : float, in [0, 1]
        With PyTorch's initialisation.
    others : tuple of Started
        One, or none where these have not been trained.
    longer : tuple of Longer
        Likewise.
    """

    length: int
    steps: int
    seeds: int
    gru: float
    lstm: float
    rnn: float
    others: tuple[Started, ...]
    longer: tuple[Longer, ...]

    @classmethod
    def at(cls, length: int, started: int | None = None) -> "Accuracies":
        """Of the three cells at a length that all were trained on; those started otherwise at `started`, else there, too."""
        cells = {cell: accuracy(cell, length) for cell in ("gru", "lstm", "rnn")}
        others = _trained(lambda: Started.at(started or length))
        longer = _trained(lambda: Longer.at(length))
        return cls(length, STEPS, len(scores(TASK, "gru", length)), **cells, others=others, longer=longer)

    def verdict(self, of: Callable[[float, float], Verdict]) -> Verdict:
        """What is to be said of GRU and LSTM, if that is the same with every start; else it holds partly."""
        found: set[Verdict] = {of(self.gru, self.lstm)}
        for each in self.others:
            found |= {of(each.keep_gru, each.keep_lstm), of(each.chrono_gru, each.chrono_lstm)}
        return found.pop() if len(found) == 1 else "partly"


def _trained(look_up: Callable[[], T]) -> tuple[T, ...]:
    """What is looked up, or nothing where it has not been trained."""
    try:
        return (look_up(),)
    except KeyError:
        return ()


def accuracy(cell: str, length: int, start: Start = "pytorch", steps: int = STEPS) -> float:
    """Of one cell at one length, mean over the seeds; KeyError where it was not trained."""
    found = scores(TASK, cell, length, start, steps)
    if not found:
        raise KeyError(cell, length, start, steps)
    return mean(found)


def lengths_of(cell: str, start: Start = "pytorch") -> list[int]:
    """The lengths that a cell was trained on, growing."""
    return scored_lengths(TASK, cell, start)


def shared_lengths() -> list[int]:
    """Those that GRU, LSTM and RNN were all trained on, growing."""
    return sorted(set(lengths_of("gru")) & set(lengths_of("lstm")) & set(lengths_of("rnn")))


def started_lengths() -> list[int]:
    """Those that GRU and LSTM were trained on with every other start, growing."""
    every = [set(lengths_of(cell, start)) for start in OTHER_STARTS for cell in STARTED_CELLS]
    return sorted(set.intersection(*every))
