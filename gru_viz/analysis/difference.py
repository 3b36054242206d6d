"""State difference: how far two runs of the same shape are apart."""

from dataclasses import dataclass

import numpy as np
import torch

from gru_viz.cells.gru import GRUTrace
from gru_viz.cells.parts import inside


@dataclass(frozen=True)
class StateDifference:
    """Largest |Δh| of two runs and its place.

    Attributes
    ----------
    largest : float
    layer, direction, step, sample, unit : int
    """

    largest: float
    layer: int
    direction: int
    step: int
    sample: int
    unit: int


def state_difference(one: GRUTrace, other: GRUTrace) -> StateDifference:
    """Largest |h_t - h'_t| over everything both recorded; 0 at the origin when they agree, NaN where one is none."""
    gap = (one.hidden_state.detach() - other.hidden_state.detach()).abs()
    gap = torch.where(inside(gap, one.lengths), gap, 0)  # what is no number in a step that was read is the largest
    # By NumPy: PyTorch's own loads its compiler's mathematics first.
    place = np.unravel_index(int(gap.argmax()), gap.shape)
    return StateDifference(float(gap.max()), *(int(i) for i in place))
