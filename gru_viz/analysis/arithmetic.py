"""Step arithmetic: the sums behind one unit's gates, candidate and state at one step."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch

from gru_viz.cells.gru import ResetConvention, Trace, UpdateConvention
from gru_viz.cells.lstm import LSTMTrace
from gru_viz.cells.recording import DIRECTIONS
from gru_viz.cells.rnn import RNNTrace


@dataclass(frozen=True)
class WeightedSum:
    """What one gate, candidate or state of one unit adds up, before σ or tanh.

    Attributes
    ----------
    input_weights : tuple of float (layer input size)
    input_sum, input_bias : float
        W_i x_t and b_i.
    states : tuple of float (hidden_size)
        What the recurrent matrix multiplies: h_{t-1}, or r_t ⊙ h_{t-1} in a candidate with the reset before the matrix.
    state_weights : tuple of float (hidden_size)
    state_sum, state_bias : float
        W_h times `states`, and b_h.
    total : float
        What goes into σ or tanh; in a candidate with the reset after the matrix r_t scales the state's part.
    value : float
        The recorded result.
    """

    input_weights: tuple[float, ...]
    input_sum: float
    input_bias: float
    states: tuple[float, ...]
    state_weights: tuple[float, ...]
    state_sum: float
    state_bias: float
    total: float
    value: float


@dataclass(frozen=True, kw_only=True)
class StepArithmetic:
    """One unit at one step, from x_t and h_{t-1} to h_t; sums in float64, results as recorded.

    Attributes
    ----------
    inputs : tuple of float (layer input size)
        x_t of the layer.
    previous : tuple of float (hidden_size)
        h_{t-1}; in the backward direction h_{t+1}.
    sums : mapping of quantity to WeightedSum
        In the order of the module's rows.
    previous_unit, hidden : float
        This unit's h_{t-1} and h_t.
    """

    inputs: tuple[float, ...]
    previous: tuple[float, ...]
    sums: Mapping[str, WeightedSum]
    previous_unit: float
    hidden: float


@dataclass(frozen=True, kw_only=True)
class GRUArithmetic(StepArithmetic):
    """A GRU's, in its conventions.

    Attributes
    ----------
    update_convention, reset_convention : str
        As in `Trace`.
    """

    update_convention: UpdateConvention
    reset_convention: ResetConvention


@dataclass(frozen=True, kw_only=True)
class LSTMArithmetic(StepArithmetic):
    """An LSTM's, with its cell state.

    Attributes
    ----------
    previous_cell, cell : float
        This unit's c_{t-1} and c_t.
    """

    previous_cell: float
    cell: float


@dataclass(frozen=True, kw_only=True)
class RNNArithmetic(StepArithmetic):
    """An RNN's: one sum.

    Attributes
    ----------
    nonlinearity : "tanh" or "relu"
    """

    nonlinearity: str


def step_arithmetic(
    tr: Trace | LSTMTrace | RNNTrace, step: int, unit: int, layer: int = 0, direction: str = "forward", sample: int = 0
) -> GRUArithmetic | LSTMArithmetic | RNNArithmetic:
    """The sums behind `unit` at time `step` (position in the input)."""
    side = DIRECTIONS.index(direction)
    place = (layer, side, step, sample)
    weights = tr.weights[layer][side]
    x = tr.layer_inputs[layer][step, sample].detach().double().cpu()
    h = tr.previous_state[place].detach().double().cpu()

    def weighted_sum(quantity: str, state: torch.Tensor, scale: float = 1.0) -> WeightedSum:
        row = tr.rows.index(quantity) * tr.hidden_size + unit
        w, u = weights.weight_ih[row].double().cpu(), weights.weight_hh[row].double().cpu()
        b, c = (0.0, 0.0) if weights.bias_ih is None else (float(weights.bias_ih[row]), float(weights.bias_hh[row]))
        from_input, from_state = float(w @ x), float(u @ state)
        return WeightedSum(
            input_weights=tuple(w.tolist()),
            input_sum=from_input,
            input_bias=b,
            states=tuple(state.tolist()),
            state_weights=tuple(u.tolist()),
            state_sum=from_state,
            state_bias=c,
            total=from_input + b + scale * (from_state + c),
            value=getattr(tr, quantity)[place][unit].item(),
        )

    sums = {quantity: weighted_sum(quantity, h) for quantity in tr.rows}
    common = {
        "inputs": tuple(x.tolist()),
        "previous": tuple(h.tolist()),
        "previous_unit": float(h[unit]),
        "hidden": tr.hidden_state[place][unit].item(),
    }
    if isinstance(tr, LSTMTrace):
        before, after = (values[place][unit].item() for values in (tr.previous_cell, tr.cell_state))
        return LSTMArithmetic(sums=sums, **common, previous_cell=before, cell=after)
    if isinstance(tr, RNNTrace):
        return RNNArithmetic(sums=sums, **common, nonlinearity=tr.nonlinearity)
    r = tr.reset_gate[place].detach().double().cpu()
    filtered = (r * h, 1.0) if tr.reset_convention == "before" else (h, float(r[unit]))
    sums["candidate_state"] = weighted_sum("candidate_state", *filtered)
    return GRUArithmetic(
        sums=sums, **common, update_convention=tr.update_convention, reset_convention=tr.reset_convention
    )
