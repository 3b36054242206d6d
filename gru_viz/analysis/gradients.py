"""Gradients through time, in closed form from the recorded gates: which earlier states still matter."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from gru_viz.analysis.backward import backward, state_size
from gru_viz.cells.celltrace import CellTrace
from gru_viz.progress import Computation, whole

#: Steps × state size³ that stay within about half a second; of a longer sequence the last steps are taken.
WORK = 430_000_000
#: The same of one piece: about 30 ms.
_PIECE = 25_000_000


@dataclass(frozen=True)
class StepJacobians:
    """Derivatives of one layer and direction at each step, at the positions of the input, float64.

    Attributes
    ----------
    state : Tensor (T, S, S)
        ∂s_t/∂s_{t-1}; S is hidden_size, or 2 · hidden_size for the LSTM's (h, c).
    straight : Tensor (T, S)
        The straight road's part, on the diagonal: what the update gate keeps (GRU), the forget gate (LSTM's c), 0 (RNN).
    inputs : Tensor (T, S, layer input size)
        ∂s_t/∂x_t.
    """

    state: Tensor
    straight: Tensor
    inputs: Tensor


def step_jacobians(
    tr: CellTrace,
    layer: int = 0,
    direction: str | None = None,
    sample: int = 0,
    positions: Sequence[int] | None = None,
) -> StepJacobians:
    """`StepJacobians` of any traced cell, whatever its conventions; of a part by units, of all units that its steps read.

    Parameters
    ----------
    tr : CellTrace
    layer, sample : int
    direction : "forward" or "backward"
    positions : sequence of int or None
        Steps to compute, in the order wanted; default all.

    Notes
    -----
    Equations beside each cell in `gru_viz.cells`, read back from every unit of the state at once.
    """
    positions = range(tr.lengths[sample]) if positions is None else positions
    back, straight = backward(tr, layer, direction, sample, positions)
    every = torch.eye(state_size(tr), dtype=torch.float64).expand(len(straight), -1, -1)
    sums, state = back(every, slice(None))
    weight_ih = tr.weights[layer][tr.side(direction)].weight_ih.double()
    return StepJacobians(state, straight, sums @ weight_ih)


@dataclass(frozen=True)
class GradientNorms:
    """How much the last state still depends on the state after each earlier step.

    Attributes
    ----------
    positions : tuple of int (K)
        Steps t, in the order of reading; the last one is the last step read.
    norms : Tensor (K,), log10
        log10 ‖∂h_T/∂s_t‖, the spectral norm; -inf where the derivative is exactly 0. s is h, or (h, c) for the LSTM.
    straight, rest : Tensor (K,), log10
        Of the straight road alone, and of everything else, ‖∂h_T/∂h_t - straight road‖.
    units : Tensor (K, hidden_size), log10
        ‖∂h_T[unit]/∂s_t‖ for each unit of the last state.
    unit_straight, unit_rest : Tensor (K, hidden_size), log10
        Of each unit's own straight road, and of everything else that reaches it.
    """

    positions: tuple[int, ...]
    norms: Tensor
    straight: Tensor
    rest: Tensor
    units: Tensor
    unit_straight: Tensor
    unit_rest: Tensor


def gradient_norms(
    tr: CellTrace, layer: int = 0, direction: str | None = None, sample: int = 0, last: int | None = None
) -> GradientNorms:
    """`GradientNorms` towards the state at `last`, by default the last step read; of the last `most_steps` of them.

    Parameters
    ----------
    tr : CellTrace
    layer, sample : int
    direction : "forward" or "backward"
    last : int or None
        Position in the input.
    """
    return whole(norms_in_pieces(tr, layer, direction, sample, last, most=most_steps(state_size(tr))))


def norms_in_pieces(
    tr: CellTrace,
    layer: int = 0,
    direction: str | None = None,
    sample: int = 0,
    last: int | None = None,
    most: int | None = None,
) -> Computation[GradientNorms]:
    """`gradient_norms` of at most `most` steps, default all, from the last one on, some steps at a time.

    Products are kept near 1 with their scale apart, so that neither vanishing nor exploding ones leave the numbers.
    """
    size = state_size(tr)
    order = list(range(tr.lengths[sample]))
    order = order[::-1] if tr.named(direction) == "backward" else order
    order = order[: order.index(last) + 1] if last is not None else order
    order = order[-most:] if most is not None else order
    units, hidden = list(tr.unit_numbers), tr.entire.hidden_size
    product = torch.eye(hidden, size, dtype=torch.float64)[units]
    road, scale = torch.zeros(size, dtype=torch.float64), 0.0
    found: list[tuple[Tensor, ...]] = []
    count = max(1, _PIECE // size**3)
    for end in range(len(order), 0, -count):
        start = max(0, end - count)
        back, straight = backward(tr, layer, direction, sample, order[start:end])
        products, roads, scales = [], [], []
        for k in reversed(range(end - start)):
            products.append(product)
            roads.append(road)
            scales.append(scale)
            _sums, product = back(product, k)
            largest = product.abs().max().item()
            if largest > 0:
                product, scale = product / largest, scale + math.log10(largest)
            road = road + straight[k].log10()
        found.append(
            _norms(torch.stack(products), torch.stack(roads), torch.tensor(scales, dtype=torch.float64), units, hidden)
        )
        yield 1 - start / len(order)
    return GradientNorms(tuple(order), *(torch.cat(parts).flip(0) for parts in zip(*found, strict=True)))


def _norms(products: Tensor, roads: Tensor, scales: Tensor, units: list[int], hidden: int) -> tuple[Tensor, ...]:
    """What `GradientNorms` says of products (K, units, S) · 10^scales with log10 roads (K, S)."""
    # The road of h is its own; the LSTM's leads through c, and only the last output gate opens it to h.
    lanes = [unit - hidden for unit in units]
    own = roads[:, lanes]
    rest = products[..., -hidden:].clone()
    rest[:, range(len(units)), lanes] -= 10 ** (own - scales[:, None]).clamp(max=300)
    return (
        torch.linalg.matrix_norm(products, 2).log10() + scales,
        own.max(dim=1).values,
        torch.linalg.matrix_norm(rest, 2).log10() + scales,
        products.norm(dim=-1).log10() + scales[:, None],
        own,
        rest.norm(dim=-1).log10() + scales[:, None],
    )


def most_steps(size: int) -> int:
    """How many steps of a state of `size` numbers stay within `WORK`."""
    return max(8, WORK // size**3)
