"""Gradients through time, in closed form from the recorded gates: which earlier states and inputs still matter."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from gru_viz.lstm import LSTMTrace
from gru_viz.recording import DIRECTIONS, CellWeights, Recording
from gru_viz.rnn import RNNTrace
from gru_viz.trace import Trace

#: Steps × state size³ that stay within about half a second; of a longer sequence the last steps are taken.
WORK = 430_000_000


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
    tr: Recording,
    layer: int = 0,
    direction: str = "forward",
    sample: int = 0,
    positions: Sequence[int] | None = None,
) -> StepJacobians:
    """`StepJacobians` of a traced GRU (either reset position, either meaning of z), RNN or LSTM.

    Parameters
    ----------
    tr : Trace, RNNTrace or LSTMTrace
    layer, sample : int
    direction : "forward" or "backward"
    positions : sequence of int or None
        Steps to compute, in the order wanted; default all.

    Notes
    -----
    The textbook GRU: ∂h_t/∂h_{t-1} = diag(1-z) + diag((h̃-h)⊙z⊙(1-z)) U_z
    + diag(z⊙(1-h̃²)) U_h (diag(r) + diag(h⊙r⊙(1-r)) U_r), h being h_{t-1}; with the reset gate after the matrix the last
    factor is diag(r) U_h + diag((U_h h + b_h)⊙r⊙(1-r)) U_r.
    """
    d = DIRECTIONS.index(direction)
    length = tr.lengths[sample]

    def values(name: str) -> Tensor:
        found = getattr(tr, name)[layer, d, :length, sample].detach()
        return (found if positions is None else found[list(positions)]).double()

    weights = tr.weights[layer][d]
    build = _lstm if isinstance(tr, LSTMTrace) else _rnn if isinstance(tr, RNNTrace) else _gru
    return build(tr, values, weights)


def _row(scale: Tensor, matrix: Tensor) -> Tensor:
    """diag(scale_t) · matrix for every step: (T, H) and (H, K) to (T, H, K)."""
    return scale[..., None] * matrix


def _gru(tr: Trace, values, weights: CellWeights) -> StepJacobians:
    r, z, n, h = (values(name) for name in ("reset_gate", "update_gate", "candidate_state", "previous_state"))
    w_r, w_z, w_n = weights.weight_ih.double().chunk(3)
    u_r, u_z, u_n = weights.weight_hh.double().chunk(3)
    keeps = tr.update_convention == "keep"
    keep = values("keep_gate")
    through_z = ((h - n) if keeps else (n - h)) * z * (1 - z)
    through_n = (1 - keep) * (1 - n**2)
    slope_r = r * (1 - r)
    if tr.reset_convention == "before":
        state = u_n @ (torch.diag_embed(r) + _row(h * slope_r, u_r))
        inputs = w_n + u_n @ _row(h * slope_r, w_r)
    else:
        seen = h @ u_n.T + (0 if weights.bias_hh is None else weights.bias_hh.double().chunk(3)[2])
        state = _row(r, u_n) + _row(seen * slope_r, u_r)
        inputs = w_n + _row(seen * slope_r, w_r)
    return StepJacobians(
        torch.diag_embed(keep) + _row(through_z, u_z) + through_n[..., None] * state,
        keep,
        _row(through_z, w_z) + through_n[..., None] * inputs,
    )


def _rnn(tr: RNNTrace, values, weights: CellWeights) -> StepJacobians:
    h = values("hidden_state")
    slope = 1 - h**2 if tr.nonlinearity == "tanh" else (h > 0).double()
    return StepJacobians(
        _row(slope, weights.weight_hh.double()), torch.zeros_like(h), _row(slope, weights.weight_ih.double())
    )


def _lstm(_tr: LSTMTrace, values, weights: CellWeights) -> StepJacobians:
    i, f, o, g, c = (
        values(name) for name in ("input_gate", "forget_gate", "output_gate", "candidate_state", "cell_state")
    )
    before = values("previous_cell")
    squashed = c.tanh()
    out = o * (1 - squashed**2)

    def through(matrix: Tensor) -> tuple[Tensor, Tensor]:
        """Derivatives of c_t and h_t by what `matrix` (rows i, f, g, o) multiplies."""
        m_i, m_f, m_g, m_o = matrix.double().chunk(4)
        cell = _row(before * f * (1 - f), m_f) + _row(g * i * (1 - i), m_i) + _row(i * (1 - g**2), m_g)
        return cell, _row(squashed * o * (1 - o), m_o) + out[..., None] * cell

    c_by_h, h_by_h = through(weights.weight_hh)
    c_by_x, h_by_x = through(weights.weight_ih)
    top = torch.cat([h_by_h, torch.diag_embed(out * f)], dim=-1)
    bottom = torch.cat([c_by_h, torch.diag_embed(f)], dim=-1)
    return StepJacobians(
        torch.cat([top, bottom], dim=-2),
        torch.cat([torch.zeros_like(f), f], dim=-1),
        torch.cat([h_by_x, c_by_x], dim=-2),
    )


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
    """

    positions: tuple[int, ...]
    norms: Tensor
    straight: Tensor
    rest: Tensor
    units: Tensor


def gradient_norms(
    tr: Recording, layer: int = 0, direction: str = "forward", sample: int = 0, last: int | None = None
) -> GradientNorms:
    """`GradientNorms` towards the state at `last`, by default the last step read.

    Products are kept near 1 with their scale apart, so that neither vanishing nor exploding ones leave the numbers.

    Parameters
    ----------
    tr : Recording
    layer, sample : int
    direction : "forward" or "backward"
    last : int or None
        Position in the input.
    """
    units = tr.hidden_size
    size = 2 * units if isinstance(tr, LSTMTrace) else units
    order = list(range(tr.lengths[sample]))
    order = order[::-1] if direction == "backward" else order
    order = order[: order.index(last) + 1] if last is not None else order
    order = order[-most_steps(size) :]
    steps = step_jacobians(tr, layer, direction, sample, order)
    product = torch.eye(units, size, dtype=torch.float64)
    log_road = torch.zeros(size, dtype=torch.float64)
    scale, products, roads, scales = 0.0, [], [], []
    for t in reversed(range(len(order))):
        products.append(product)
        roads.append(log_road.clone())
        scales.append(scale)
        product = product @ steps.state[t]
        largest = product.abs().max().item()
        if largest > 0:
            product, scale = product / largest, scale + math.log10(largest)
        log_road = log_road + steps.straight[t].log10()
    stacked, scales = torch.stack(products[::-1]), torch.tensor(scales[::-1], dtype=torch.float64)
    log_roads = torch.stack(roads[::-1])
    # The road of h is its own; the LSTM's leads through c, and only the last output gate opens it to h.
    lane = slice(units, 2 * units) if size > units else slice(0, units)
    straight = torch.diag_embed(10 ** (log_roads[:, lane] - scales[:, None]).clamp(max=300))
    matrix = stacked[..., lane]
    return GradientNorms(
        tuple(order),
        torch.linalg.matrix_norm(stacked, 2).log10() + scales,
        log_roads[:, lane].max(dim=1).values,
        torch.linalg.matrix_norm(matrix - straight, 2).log10() + scales,
        stacked.norm(dim=-1).log10() + scales[:, None],
    )


def most_steps(size: int) -> int:
    """How many steps of a state of `size` numbers stay within `WORK`."""
    return max(8, WORK // size**3)


def saliency(
    tr: Recording, output: Tensor, at: int, layer: int = 0, direction: str = "forward", sample: int = 0
) -> Tensor:
    """How a weighted sum of one state depends on every input of the layer.

    Parameters
    ----------
    tr : Recording
    output : Tensor (hidden_size,)
        ∂(quantity)/∂h at step `at`: a unit's own is one 1 among zeros.
    at : int
        Position in the input.
    layer, sample : int
    direction : "forward" or "backward"

    Returns
    -------
    Tensor (T, layer input size), float64
        ∂(quantity)/∂x_t; zeros for steps that are read later, NaN for those further back than is computed here
        (`most_steps`).
    """
    size = 2 * tr.hidden_size if isinstance(tr, LSTMTrace) else tr.hidden_size
    length = tr.lengths[sample]
    back = list(range(at, length)) if direction == "backward" else list(range(at, -1, -1))
    order = back[: most_steps(size)]
    steps = step_jacobians(tr, layer, direction, sample, order)
    found = torch.zeros(length, steps.inputs.shape[-1], dtype=torch.float64)
    found[back[len(order) :]] = torch.nan
    towards = torch.zeros(size, dtype=torch.float64)
    towards[: tr.hidden_size] = output.detach().double()
    for k, t in enumerate(order):
        found[t] = towards @ steps.inputs[k]
        towards = towards @ steps.state[k]
    return found
