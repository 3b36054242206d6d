"""Snapshot: where a training stands."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Snapshot:
    """Where training stands.

    Attributes
    ----------
    step : int
        Steps done, 0 before the first.
    loss : float
        Of the task alone, on fresh sequences.
    accuracy : float, in [0, 1]
        Share of right answers on fresh sequences.
    write_gate : float, in [0, 1]
        Mean write gate: 1 − z in nn.GRU, z in TextbookGRU.
    weights : dict of str to Tensor
        Snapshot of the learner's state_dict.
    """

    step: int
    loss: float
    accuracy: float
    write_gate: float
    weights: dict[str, Tensor]
