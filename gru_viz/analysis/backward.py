"""Backward: one step of a cell read backwards, in closed form from the recorded gates, no autograd."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from gru_viz.cells.gru import Trace
from gru_viz.cells.lstm import LSTMTrace
from gru_viz.cells.recording import DIRECTIONS, CellWeights, Recording
from gru_viz.cells.rnn import RNNTrace

#: (derivatives by s_t (..., N, S), which steps) -> derivatives by the weighted sums (..., N, rows), and by s_{t-1}
Back = Callable[[Tensor, int | slice], tuple[Tensor, Tensor]]


def state_size(tr: Recording) -> int:
    """S, the size of what a step hands on: hidden_size, or twice that for an LSTM's (h, c)."""
    return 2 * tr.hidden_size if isinstance(tr, LSTMTrace) else tr.hidden_size


def weights_of(tr: Recording, layer: int, direction: str) -> CellWeights:
    """The weights of one layer and direction, float64."""
    found = tr.weights[layer][DIRECTIONS.index(direction)]
    parts = (found.weight_ih, found.weight_hh, found.bias_ih, found.bias_hh)
    return CellWeights(*(None if part is None else part.double() for part in parts))


def backward(tr: Recording, layer: int, direction: str, sample: int, positions: Sequence[int]) -> tuple[Back, Tensor]:
    """How derivatives pass through the steps of one layer and direction, and the straight road of each, float64.

    Parameters
    ----------
    tr : Trace, RNNTrace or LSTMTrace
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
    With δ = ∂/∂h_t and a the weighted sums, the textbook GRU: δa_h = δ⊙z⊙(1-h̃²), δa_z = δ⊙(h̃-h)⊙z⊙(1-z),
    δa_r = (U_hᵀδa_h)⊙h⊙r⊙(1-r), ∂/∂h_{t-1} = δ⊙(1-z) + (U_hᵀδa_h)⊙r + U_zᵀδa_z + U_rᵀδa_r, h being h_{t-1}.
    """
    side, chosen = DIRECTIONS.index(direction), list(positions)

    def values(name: str) -> Tensor:
        """(K, 1, hidden_size)."""
        return getattr(tr, name)[layer, side, chosen, sample].detach().double()[:, None]

    build = _lstm if isinstance(tr, LSTMTrace) else _rnn if isinstance(tr, RNNTrace) else _gru
    return build(tr, values, weights_of(tr, layer, direction))


def _gru(tr: Trace, values, weights: CellWeights) -> tuple[Back, Tensor]:
    r, z, n, h, keep = (
        values(name) for name in ("reset_gate", "update_gate", "candidate_state", "previous_state", "keep_gate")
    )
    u_r, u_z, u_n = weights.weight_hh.chunk(3)
    by_z = ((h - n) if tr.update_convention == "keep" else (n - h)) * z * (1 - z)
    by_n = (1 - keep) * (1 - n**2)
    before = tr.reset_convention == "before"
    bias = 0 if weights.bias_hh is None else weights.bias_hh.chunk(3)[2]
    # what the reset gate multiplies: h_{t-1} itself, or its sum
    by_r = (h if before else h @ u_n.T + bias) * r * (1 - r)

    def back(v: Tensor, k: int | slice) -> tuple[Tensor, Tensor]:
        sum_z, sum_n = v * by_z[k], v * by_n[k]
        if before:
            filtered = sum_n @ u_n
            sum_r, old = filtered * by_r[k], filtered * r[k]
        else:
            sum_r, old = sum_n * by_r[k], (sum_n * r[k]) @ u_n
        sums = torch.cat([sum_r, sum_z, sum_n], dim=-1)
        return sums, v * keep[k] + old + sum_r @ u_r + sum_z @ u_z

    return back, keep[:, 0]


def _rnn(tr: RNNTrace, values, weights: CellWeights) -> tuple[Back, Tensor]:
    h = values("hidden_state")
    slope = 1 - h**2 if tr.nonlinearity == "tanh" else (h > 0).double()

    def back(v: Tensor, k: int | slice) -> tuple[Tensor, Tensor]:
        sums = v * slope[k]
        return sums, sums @ weights.weight_hh

    return back, torch.zeros_like(h[:, 0])


def _lstm(_tr: LSTMTrace, values, weights: CellWeights) -> tuple[Back, Tensor]:
    i, f, o, g, c = (
        values(name) for name in ("input_gate", "forget_gate", "output_gate", "candidate_state", "cell_state")
    )
    squashed = c.tanh()
    by_c, by_o = o * (1 - squashed**2), squashed * o * (1 - o)
    by_i, by_f, by_g = g * i * (1 - i), values("previous_cell") * f * (1 - f), i * (1 - g**2)

    def back(v: Tensor, k: int | slice) -> tuple[Tensor, Tensor]:
        by_h, handed = v.chunk(2, dim=-1)
        cell = handed + by_h * by_c[k]
        sums = torch.cat([cell * by_i[k], cell * by_f[k], cell * by_g[k], by_h * by_o[k]], dim=-1)
        return sums, torch.cat([sums @ weights.weight_hh, cell * f[k]], dim=-1)

    return back, torch.cat([torch.zeros_like(f), f], dim=-1)[:, 0]
