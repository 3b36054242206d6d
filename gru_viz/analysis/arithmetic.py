"""Step arithmetic: the sums behind one unit's gates, candidate and state at one step."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch

from gru_viz.cells.cell import Cell
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.excerpt import Excerpt
from gru_viz.cells.kinds import cell_of


@dataclass(frozen=True)
class WeightedSum:
    """What one gate, candidate or state of one unit adds up, before σ or tanh.

    Attributes
    ----------
    input_weights : tuple of float (layer input size)
    input_sum, input_bias : float
        W_i x_t and b_i.
    states : tuple of float (hidden_size)
        What the recurrent matrix multiplies: h_{t-1}, or r_t ⊙ h_{t-1} in a candidate with the reset before the matrix;
        empty where there is no such matrix.
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
    cell : Cell
    facts : mapping of str to str
        As in `CellTrace.facts`: a GRU's conventions, an RNN's nonlinearity.
    inputs : tuple of float (layer input size)
        x_t of the layer.
    previous : tuple of float (hidden_size)
        h_{t-1}; in the backward direction h_{t+1}. Empty where no sum reads it.
    sums : mapping of quantity to WeightedSum
        In the order of the module's rows.
    states : mapping of state to (float, float)
        This unit's h_{t-1} and h_t; of an LSTM also c_{t-1} and c_t.
    """

    cell: Cell
    facts: Mapping[str, str]
    inputs: tuple[float, ...]
    previous: tuple[float, ...]
    sums: Mapping[str, WeightedSum]
    states: Mapping[str, tuple[float, float]]


def step_arithmetic(
    tr: CellTrace, step: int, unit: int, layer: int = 0, direction: str | None = None, sample: int = 0
) -> StepArithmetic:
    """The sums behind `unit` at time `step` (position in the input)."""
    cell = cell_of(tr)
    at, unit = Excerpt(tr.entire, layer, tr.named(direction), sample, (step,)), tr.unit_numbers[unit]
    return StepArithmetic(
        cell=cell,
        facts=tr.facts,
        inputs=tuple(at.inputs[0].tolist()),
        previous=() if cell.parallel else tuple(at["previous_state"][0].tolist()),
        sums={quantity: _weighted_sum(cell, at, quantity, unit) for quantity in cell.rows},
        states={
            state.name: (at[state.before][0, unit].item(), at[state.name][0, unit].item()) for state in cell.states
        },
    )


def _weighted_sum(cell: Cell, at: Excerpt, quantity: str, unit: int) -> WeightedSum:
    """What one quantity of one unit adds up."""
    row = cell.block(quantity) * at.trace.hidden_size + unit
    own = {name: value[row] for name, value in at.weights.there().items()}
    bias_ih, bias_hh = (float(own.get(name, 0.0)) for name in ("bias_ih", "bias_hh"))
    from_input = float(own["weight_ih"] @ at.inputs[0])
    states, weights, scale = torch.empty(0), torch.empty(0), 1.0
    if not cell.parallel:
        (states,), (scales,) = cell.recurrent(at, quantity)
        weights, scale = own["weight_hh"], float(scales[unit])
    from_state = float(weights @ states)
    return WeightedSum(
        input_weights=tuple(own["weight_ih"].tolist()),
        input_sum=from_input,
        input_bias=bias_ih,
        states=tuple(states.tolist()),
        state_weights=tuple(weights.tolist()),
        state_sum=from_state,
        state_bias=bias_hh,
        total=from_input + bias_ih + scale * (from_state + bias_hh),
        value=at[quantity][0, unit].item(),
    )
