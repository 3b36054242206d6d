"""Gate summary: how open the gates are, step by step and over a whole run."""

from dataclasses import dataclass

import numpy as np

from gru_viz.recording import DIRECTIONS
from gru_viz.trace import Trace

GATES = ("reset_gate", "update_gate")
#: A gate below the first number is nearly shut, above the second nearly open.
NEARLY_SHUT, NEARLY_OPEN = 0.1, 0.9


def selected(tr: Trace, quantity: str, layer: int, direction: str, sample: int) -> np.ndarray:
    """One quantity of one layer, direction and sequence, without the padding.

    Parameters
    ----------
    tr : Trace
    quantity : str
        Name of a tensor of `tr`, such as "reset_gate".
    layer, sample : int
    direction : "forward" or "backward"

    Returns
    -------
    ndarray (T of the sequence, hidden_size)
    """
    values = getattr(tr, quantity)[layer, DIRECTIONS.index(direction), : tr.lengths[sample], sample]
    return values.detach().float().cpu().numpy()


@dataclass(frozen=True)
class GateSummary:
    """How open the gates of one layer, direction and sequence are.

    Attributes
    ----------
    opening : dict of gate name to ndarray (T,), in (0, 1)
        Mean over the units at each step.
    shut, open : dict of gate name to float, in [0, 1]
        Share of all values below `NEARLY_SHUT`, above `NEARLY_OPEN`.
    carried : float, in [0, 1]
        Share of the first state (h_0) that is still in the last one by the straight road: the product over the
        steps of what the update gate keeps, mean over the units.
    """

    opening: dict[str, np.ndarray]
    shut: dict[str, float]
    open: dict[str, float]
    carried: float


def summarise(tr: Trace, layer: int = 0, direction: str = "forward", sample: int = 0) -> GateSummary:
    """`GateSummary` of one layer, direction and sequence of the batch."""
    gates = {name: selected(tr, name, layer, direction, sample) for name in GATES}
    update = gates["update_gate"].astype(np.float64)
    keep = update if tr.update_convention == "keep" else 1 - update
    return GateSummary(
        opening={name: values.mean(axis=1) for name, values in gates.items()},
        shut={name: float((values < NEARLY_SHUT).mean()) for name, values in gates.items()},
        open={name: float((values > NEARLY_OPEN).mean()) for name, values in gates.items()},
        carried=float(keep.prod(axis=0).mean()),
    )
