"""The arithmetic of one step against the recorded numbers."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gru_viz.analysis.arithmetic import step_arithmetic
from tests.runs import runs
from tests.test_trace import traced


@given(runs(), st.data())
@settings(max_examples=80, deadline=None)
def test_the_sums_give_the_recorded_gates_and_states(run, data):
    tr = traced(run)
    layer = data.draw(st.integers(0, tr.num_layers - 1))
    direction = data.draw(st.sampled_from(["forward", "backward"][: tr.num_directions]))
    sample = data.draw(st.integers(0, len(tr.lengths) - 1))
    step = data.draw(st.integers(0, tr.lengths[sample] - 1))
    unit = data.draw(st.integers(0, tr.hidden_size - 1))
    a = step_arithmetic(tr, step, unit, layer, direction, sample)
    near = {"abs": 2e-6 if tr.hidden_state.dtype == torch.float32 else 1e-12, "rel": 0}
    assert 1 / (1 + math.exp(-a.reset.total)) == pytest.approx(a.reset.value, **near)
    assert 1 / (1 + math.exp(-a.update.total)) == pytest.approx(a.update.value, **near)
    assert math.tanh(a.candidate.total) == pytest.approx(a.candidate.value, **near)
    keep = a.update.value if a.update_convention == "keep" else 1 - a.update.value
    assert keep * a.previous_unit + (1 - keep) * a.candidate.value == pytest.approx(a.hidden, **near)


@given(runs())
@settings(max_examples=40, deadline=None)
def test_the_terms_add_up_to_the_sums(run):
    a = step_arithmetic(traced(run), 0, 0)

    def total(weights: tuple, values: tuple) -> float:
        return sum(w * v for w, v in zip(weights, values, strict=True))

    for part in (a.reset, a.update, a.candidate):
        state = a.state_inputs if part is a.candidate else a.previous
        assert total(part.input_weights, a.inputs) == pytest.approx(part.input_sum, abs=1e-9)
        assert total(part.state_weights, state) == pytest.approx(part.state_sum, abs=1e-9)
