"""Memory: how much of an earlier state is still in a later one by the straight road, and what a nudge does."""

import math
from dataclasses import dataclass

import numpy as np

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.gru import GRUTrace

#: More steps than this are sampled evenly: the picture has the square of it.
MOST_STEPS = 300


def kept_share(tr: CellTrace, layer: int = 0, direction: str | None = None, sample: int = 0) -> np.ndarray:
    """What the update gate (LSTM: the forget gate) keeps at each step, (T, hidden_size), whatever its convention.

    Raises
    ------
    ValueError
        Its cell has no gate that keeps.
    """
    if not tr.cell.keeps:
        raise ValueError(
            f"tr: no gate of {tr.cell.name} keeps its state; what is kept is of a GRU, a minGRU or an LSTM"
        )
    gate = getattr(tr, tr.cell.keeps)[layer, tr.side(direction), : tr.lengths[sample], sample]
    return tr.keeping(gate.detach().double()).cpu().numpy()


@dataclass(frozen=True)
class Shares:
    """Share of the state after one step that is still in the state after another.

    Attributes
    ----------
    steps : ndarray (K,) of int
        The steps shown, all of them or an even sample.
    share : ndarray (K, K), in [0, 1]
        [i, j]: of the state after steps[i] in the state after steps[j]; NaN where j is read before i.
    """

    steps: np.ndarray
    share: np.ndarray


def shares(
    tr: CellTrace, layer: int = 0, direction: str | None = None, sample: int = 0, unit: int | None = None
) -> Shares:
    """`Shares` of one unit, or the mean over all units.

    Parameters
    ----------
    tr : CellTrace
    layer, sample : int
    direction : "forward" or "backward"
    unit : int or None
    """
    keep = kept_share(tr, layer, direction, sample)
    keep = keep if unit is None else keep[:, [unit]]
    backward = tr.named(direction) == "backward"
    # Products as sums of logarithms, from the first step read on; a gate that keeps nothing is -inf and stays it.
    with np.errstate(divide="ignore"):
        logs = np.log(keep[::-1] if backward else keep)
    steps = np.arange(0, len(keep), math.ceil(len(keep) / MOST_STEPS))
    finite = np.where(np.isinf(logs), 0.0, logs).cumsum(axis=0)[steps]
    zeros = np.isinf(logs).cumsum(axis=0)[steps]
    share = np.full((len(steps), len(steps)), np.nan)
    for i in range(len(steps)):
        alive = zeros[i:] == zeros[i]
        share[i, i:] = np.where(alive, np.exp(finite[i:] - finite[i]), 0.0).mean(axis=1)
    if backward:
        return Shares(len(keep) - 1 - steps[::-1], share[::-1, ::-1])
    return Shares(steps, share)


def half_lives(tr: CellTrace, layer: int = 0, direction: str | None = None, sample: int = 0) -> np.ndarray:
    """Steps until half of a unit's state is gone by the straight road, (hidden_size,): -1 / log₂(keep).

    `keep` is the geometric mean of what the update gate kept over the sequence; infinite if that is 1, NaN if that is no number.
    """
    with np.errstate(divide="ignore"):
        log2 = np.log2(kept_share(tr, layer, direction, sample)).mean(axis=0)
        return np.where(log2 >= 0, np.inf, -1 / np.where(log2 >= 0, -1, log2))


def nudge(
    original: GRUTrace, nudged: GRUTrace, layer: int = 0, direction: str | None = None, sample: int = 0
) -> np.ndarray:
    """‖Δh_t‖ between two runs at each step, (T,).

    Parameters
    ----------
    original, nudged : GRUTrace
        Of the same module, on inputs that differ at one step.
    layer, sample : int
    direction : "forward" or "backward"
    """
    gap = nudged.hidden_state.detach().double() - original.hidden_state.detach().double()
    return gap[layer, original.side(direction), : original.lengths[sample], sample].norm(dim=-1).cpu().numpy()
