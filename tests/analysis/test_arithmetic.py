"""The arithmetic of one step against the recorded numbers."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import gru_viz
from gru_viz.analysis.arithmetic import step_arithmetic
from tests.cells.test_mingru import runs as mingrus
from tests.cells.test_othercells import cells
from tests.cells.test_trace import traced
from tests.runs import runs


@given(runs(), st.data())
def test_the_sums_give_the_recorded_gates_and_states(run, data):
    tr = traced(run)
    layer = data.draw(st.integers(0, tr.num_layers - 1))
    direction = data.draw(st.sampled_from(["forward", "backward"][: tr.num_directions]))
    sample = data.draw(st.integers(0, len(tr.lengths) - 1))
    step = data.draw(st.integers(0, tr.lengths[sample] - 1))
    unit = data.draw(st.integers(0, tr.hidden_size - 1))
    a = step_arithmetic(tr, step, unit, layer, direction, sample)
    near = {"abs": 2e-6 if tr.hidden_state.dtype == torch.float32 else 1e-12, "rel": 0}
    reset, update, candidate = (a.sums[name] for name in ("reset_gate", "update_gate", "candidate_state"))
    assert 1 / (1 + math.exp(-reset.total)) == pytest.approx(reset.value, **near)
    assert 1 / (1 + math.exp(-update.total)) == pytest.approx(update.value, **near)
    assert math.tanh(candidate.total) == pytest.approx(candidate.value, **near)
    keep = update.value if a.facts["update_convention"] == "keep" else 1 - update.value
    before, after = a.states["hidden_state"]
    assert keep * before + (1 - keep) * candidate.value == pytest.approx(after, **near)


@given(cells(), st.data())
def test_the_sums_of_an_rnn_and_an_lstm_give_what_was_recorded(case, data):
    module, x, start, gradients = case
    with torch.set_grad_enabled(gradients):
        tr = gru_viz.trace(module, x, start)
    layer = data.draw(st.integers(0, tr.num_layers - 1))
    direction = data.draw(st.sampled_from(["forward", "backward"][: tr.num_directions]))
    sample = data.draw(st.integers(0, len(tr.lengths) - 1))
    step = data.draw(st.integers(0, tr.lengths[sample] - 1))
    unit = data.draw(st.integers(0, tr.hidden_size - 1))
    a = step_arithmetic(tr, step, unit, layer, direction, sample)
    near = {"abs": 4e-6, "rel": 4e-6} if tr.hidden_state.dtype == torch.float32 else {"abs": 1e-12, "rel": 1e-12}
    hidden = a.states["hidden_state"][1]
    if isinstance(module, torch.nn.RNN):
        function = math.tanh if module.nonlinearity == "tanh" else lambda v: max(v, 0.0)
        assert function(a.sums["hidden_state"].total) == pytest.approx(hidden, **near)
        return
    for name in ("input_gate", "forget_gate", "output_gate"):
        assert 1 / (1 + math.exp(-a.sums[name].total)) == pytest.approx(a.sums[name].value, **near)
    candidate = a.sums["candidate_state"]
    assert math.tanh(candidate.total) == pytest.approx(candidate.value, **near)
    before, after = a.states["cell_state"]
    cell = a.sums["forget_gate"].value * before + a.sums["input_gate"].value * candidate.value
    assert cell == pytest.approx(after, **near)
    assert a.sums["output_gate"].value * math.tanh(after) == pytest.approx(hidden, **near)


@given(mingrus(), st.data())
def test_the_sums_of_a_mingru_are_of_the_input_alone_and_give_what_was_recorded(case, data):
    tr = gru_viz.trace(*case)
    layer = data.draw(st.integers(0, tr.num_layers - 1))
    direction = data.draw(st.sampled_from(["forward", "backward"][: tr.num_directions]))
    sample = data.draw(st.integers(0, len(tr.lengths) - 1))
    step = data.draw(st.integers(0, tr.lengths[sample] - 1))
    unit = data.draw(st.integers(0, tr.hidden_size - 1))
    a = step_arithmetic(tr, step, unit, layer, direction, sample)
    update, candidate = a.sums["update_gate"], a.sums["candidate_state"]
    for part in (update, candidate):
        assert (a.previous, part.states, part.state_weights, part.state_sum, part.state_bias) == ((), (), (), 0, 0)
        products = (weight * value for weight, value in zip(part.input_weights, a.inputs, strict=True))
        assert sum(products) + part.input_bias == pytest.approx(part.total, abs=1e-12)
    assert 1 / (1 + math.exp(-update.total)) == pytest.approx(update.value, abs=1e-12)
    assert candidate.total == pytest.approx(candidate.value, abs=1e-12)
    before, after = a.states["hidden_state"]
    assert (1 - update.value) * before + update.value * candidate.value == pytest.approx(after, abs=1e-12)


@given(runs())
def test_the_terms_add_up_to_the_sums(run):
    a = step_arithmetic(traced(run), 0, 0)

    def total(weights: tuple, values: tuple) -> float:
        return sum(w * v for w, v in zip(weights, values, strict=True))

    assert list(a.sums) == ["reset_gate", "update_gate", "candidate_state"]
    for name, part in a.sums.items():
        assert total(part.input_weights, a.inputs) == pytest.approx(part.input_sum, abs=1e-9)
        assert total(part.state_weights, part.states) == pytest.approx(part.state_sum, abs=1e-9)
        if name != "candidate_state" or a.facts["reset_convention"] == "after":
            assert part.states == a.previous
