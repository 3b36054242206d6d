"""Step arithmetic: the sums behind one unit's gates, candidate and state at one step."""

from dataclasses import dataclass

import torch

from gru_viz.recording import DIRECTIONS
from gru_viz.trace import Trace

ROWS = ("reset_gate", "update_gate", "candidate_state")


@dataclass(frozen=True)
class WeightedSum:
    """What one gate or the candidate of one unit adds up, before σ or tanh.

    Attributes
    ----------
    input_weights : tuple of float (layer input size)
    input_sum, input_bias : float
        W_i x_t and b_i.
    state_weights : tuple of float (hidden_size)
    state_sum, state_bias : float
        W_h h_{t-1} (for the candidate with the reset before the matrix: W_h (r_t ⊙ h_{t-1})) and b_h.
    total : float
        What goes into σ or tanh; in the candidate with the reset after the matrix r_t scales the state's part.
    value : float
        The recorded result.
    """

    input_weights: tuple[float, ...]
    input_sum: float
    input_bias: float
    state_weights: tuple[float, ...]
    state_sum: float
    state_bias: float
    total: float
    value: float


@dataclass(frozen=True)
class StepArithmetic:
    """One unit at one step, from x_t and h_{t-1} to h_t; sums in float64, results as recorded.

    Attributes
    ----------
    inputs : tuple of float (layer input size)
        x_t of the layer.
    previous : tuple of float (hidden_size)
        h_{t-1}; in the backward direction h_{t+1}.
    state_inputs : tuple of float (hidden_size)
        What the candidate's recurrent matrix multiplies: h_{t-1}, or r_t ⊙ h_{t-1} with the reset before it.
    reset, update, candidate : WeightedSum
    previous_unit, hidden : float
        This unit's h_{t-1} and h_t.
    update_convention, reset_convention : str
    """

    inputs: tuple[float, ...]
    previous: tuple[float, ...]
    state_inputs: tuple[float, ...]
    reset: WeightedSum
    update: WeightedSum
    candidate: WeightedSum
    previous_unit: float
    hidden: float
    update_convention: str
    reset_convention: str


def step_arithmetic(
    tr: Trace, step: int, unit: int, layer: int = 0, direction: str = "forward", sample: int = 0
) -> StepArithmetic:
    """The sums behind `unit` at time `step` (position in the input)."""
    side = DIRECTIONS.index(direction)
    place = (layer, side, step, sample)
    weights = tr.weights[layer][side]
    x = tr.layer_inputs[layer][step, sample].detach().double().cpu()
    h = tr.previous_state[place].detach().double().cpu()
    r = tr.reset_gate[place].detach().double().cpu()
    before = tr.reset_convention == "before"

    def weighted_sum(index: int, state: torch.Tensor, scale: float) -> WeightedSum:
        row = index * tr.hidden_size + unit
        w, u = weights.weight_ih[row].double().cpu(), weights.weight_hh[row].double().cpu()
        b, c = (0.0, 0.0) if weights.bias_ih is None else (float(weights.bias_ih[row]), float(weights.bias_hh[row]))
        from_input, from_state = float(w @ x), float(u @ state)
        return WeightedSum(
            input_weights=tuple(w.tolist()),
            input_sum=from_input,
            input_bias=b,
            state_weights=tuple(u.tolist()),
            state_sum=from_state,
            state_bias=c,
            total=from_input + b + scale * (from_state + c),
            value=getattr(tr, ROWS[index])[place][unit].item(),
        )

    state_inputs = r * h if before else h
    return StepArithmetic(
        inputs=tuple(x.tolist()),
        previous=tuple(h.tolist()),
        state_inputs=tuple(state_inputs.tolist()),
        reset=weighted_sum(0, h, 1.0),
        update=weighted_sum(1, h, 1.0),
        candidate=weighted_sum(2, state_inputs, 1.0 if before else float(r[unit])),
        previous_unit=float(h[unit]),
        hidden=tr.hidden_state[place][unit].item(),
        update_convention=tr.update_convention,
        reset_convention=tr.reset_convention,
    )
