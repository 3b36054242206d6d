"""Gate summary: how open the gates are, step by step and over a whole run."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gru_viz.analysis.memory import kept_share
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.parts import numbers

#: A step writes where more than the first share of the state is new, and keeps where less than the second is.
WRITES, KEEPS = 0.5, 0.1
#: A gate below the first number is nearly shut, above the second nearly open.
NEARLY_SHUT, NEARLY_OPEN = 0.1, 0.9


def selected(tr: CellTrace, quantity: str, layer: int, direction: str | None, sample: int) -> np.ndarray:
    """One quantity of one layer, direction and sequence, without the padding.

    Parameters
    ----------
    tr : CellTrace
    quantity : str
        Name of a tensor of `tr`, such as "reset_gate".
    layer, sample : int
    direction : "forward", "backward", or None for the first that there is

    Returns
    -------
    ndarray (T of the sequence, hidden_size)

    Raises
    ------
    ValueError
        There is no such layer, direction or sequence.
    """
    layer, sample = numbers("layer", layer, tr.num_layers)[0], numbers("sample", sample, len(tr.lengths))[0]
    values = getattr(tr, quantity)[layer, tr.side(direction), : tr.lengths[sample], sample]
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
        Share of the first state (h_0; of an LSTM c_0) that is still in the last one by the straight road: the product
        over the steps of what the update gate (LSTM: the forget gate) keeps, mean over the units. 0 for an RNN.
    """

    opening: dict[str, np.ndarray]
    shut: dict[str, float]
    open: dict[str, float]
    carried: float


def summarise(tr: CellTrace, layer: int = 0, direction: str | None = None, sample: int = 0) -> GateSummary:
    """`GateSummary` of one layer, direction and sequence of the batch."""
    gates = {name: selected(tr, name, layer, direction, sample) for name in tr.gates}
    keep = None if tr.keep_gate is None else kept_share(tr, layer, direction, sample)
    return GateSummary(
        opening={name: values.mean(axis=1) for name, values in gates.items()},
        shut={name: float((values < NEARLY_SHUT).mean()) for name, values in gates.items()},
        open={name: float((values > NEARLY_OPEN).mean()) for name, values in gates.items()},
        carried=0.0 if keep is None else float(keep.prod(axis=0).mean()),
    )


@dataclass(frozen=True)
class Span:
    """Steps in a row that do the same.

    Attributes
    ----------
    does : "writes" or "keeps"
    first, last : int
        Steps.
    """

    does: Literal["writes", "keeps"]
    first: int
    last: int


def _does(share: float) -> Literal["writes", "keeps"] | None:
    """What a step does whose state is new by this share."""
    if share > WRITES:
        return "writes"
    return "keeps" if share < KEEPS else None


def written_and_kept(tr: CellTrace, layer: int = 0, direction: str | None = None, sample: int = 0) -> list[Span]:
    """Where a run writes and where it keeps, by the mean over the units; steps that do neither clearly are left out.

    Raises
    ------
    AssertionError
        A cell that keeps nothing by a gate.
    """
    new = 1 - kept_share(tr, layer, direction, sample).mean(axis=1)
    spans: list[Span] = []
    for step, share in enumerate(new):
        does = _does(share)
        if does is None:
            continue
        if spans and spans[-1].does == does and spans[-1].last == step - 1:
            spans[-1] = replace(spans[-1], last=step)
        else:
            spans.append(Span(does, step, step))
    return spans
