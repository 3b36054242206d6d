"""Backward: one step of a cell read backwards, in closed form from the recorded gates, no autograd."""

from collections.abc import Sequence

from torch import Tensor

from gru_viz.cells.cell import Back
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.excerpt import Excerpt
from gru_viz.cells.kinds import cell_of


def state_size(tr: CellTrace) -> int:
    """S, the size of what a step hands on: hidden_size, or twice that for an LSTM's (h, c)."""
    return len(cell_of(tr).states) * tr.entire.hidden_size


def backward(
    tr: CellTrace, layer: int, direction: str | None, sample: int, positions: Sequence[int]
) -> tuple[Back, Tensor]:
    """How derivatives pass through the steps of one layer and direction, and the straight road of each, float64.

    Parameters
    ----------
    tr : CellTrace
    layer, sample : int
    direction : "forward" or "backward"
    positions : sequence of int (K)
        Steps that `Back` knows, by their index here.

    Returns
    -------
    back : Back
    straight : Tensor (K, S)
        On the diagonal of ∂s_t/∂s_{t-1}: what the update gate keeps (GRU), the forget gate (LSTM's c), 0 (RNN).

    Notes
    -----
    The equations stand beside each cell, in `gru_viz.cells`.
    """
    return cell_of(tr).backward(Excerpt(tr.entire, layer, tr.named(direction), sample, tuple(positions)))
