"""Interventions against closed forms, and against the undisturbed module."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

import gru_viz
from gru_viz import Problem, TextbookGRU, clamp, silence, trace
from tests.runs import Run, call, data, runs

KINDS = {"torch": nn.GRU, "textbook": TextbookGRU}


def keeping(module) -> dict[str, float]:
    """The update gate that lets nothing in."""
    return {"update_gate": 1.0 if isinstance(module, nn.GRU) else 0.0}


def writing(module) -> dict[str, float]:
    return {"update_gate": 0.0 if isinstance(module, nn.GRU) else 1.0}


def same(one: torch.Tensor, other: torch.Tensor) -> bool:
    return torch.equal(one.nan_to_num(9), other.nan_to_num(9))


def inside(tr) -> torch.Tensor:
    return ~tr.hidden_state.isnan()


@given(runs())
def test_no_intervention_is_the_undisturbed_run_bit_for_bit(run: Run):
    torch.manual_seed(7)
    one = trace(run.module, run.x, run.h0)
    torch.manual_seed(7)
    other = trace(run.module, run.x, run.h0, intervene=())
    for name in ("reset_gate", "update_gate", "candidate_state", "hidden_state"):
        assert same(getattr(one, name), getattr(other, name))


@given(runs(dtypes=(torch.float64,)))
def test_holding_a_gate_at_the_value_it_has_changes_nothing(run: Run):
    """The step loop against the module's own kernel: one unit's gate is held where it is anyway."""
    module = run.module.eval()
    free = trace(module, run.x, run.h0)
    step = max(free.lengths) - 1
    sample = free.lengths.index(max(free.lengths))
    value = free.update_gate[0, 0, step, sample, 0].item()
    if len(free.lengths) > 1:
        held = trace(
            module, run.x, run.h0, intervene=clamp(hidden_state=0.0, units=0, steps=step, layers=module.num_layers - 1)
        )
        assert torch.allclose(
            held.hidden_state[:, 0, :step].nan_to_num(9), free.hidden_state[:, 0, :step].nan_to_num(9), atol=1e-12
        )
        return
    held = trace(
        module, run.x, run.h0, intervene=clamp(update_gate=value, units=0, steps=step, layers=0, direction="forward")
    )
    torch.manual_seed(7)
    output, h_n = call(Run(module, run.x, run.h0))
    assert torch.allclose(data(held.output), data(output), atol=1e-12)
    assert torch.allclose(held.h_n, h_n, atol=1e-12)


@given(runs())
def test_with_the_update_gate_shut_the_start_state_stays_for_ever(run: Run):
    tr = trace(run.module, run.x, run.h0, intervene=clamp(**keeping(run.module)))
    rows = run.module.num_layers * tr.num_directions
    h0 = torch.zeros(rows, len(tr.lengths), tr.hidden_size) if run.h0 is None else run.h0
    h0 = h0.reshape(tr.num_layers, tr.num_directions, 1, len(tr.lengths), -1).to(tr.hidden_state.dtype)
    assert torch.equal(tr.hidden_state[inside(tr)], h0.expand_as(tr.hidden_state)[inside(tr)])
    assert torch.equal(tr.h_n.reshape(h0.shape), h0)


@given(runs())
def test_with_the_update_gate_open_every_state_is_the_candidate(run: Run):
    tr = trace(run.module, run.x, run.h0, intervene=clamp(**writing(run.module)))
    atol = 1e-6 if tr.hidden_state.dtype == torch.float32 else 1e-12  # the record is computed for all steps at once
    assert torch.allclose(tr.hidden_state[inside(tr)], tr.candidate_state[inside(tr)], rtol=0, atol=atol)


@given(runs(), st.integers(0, 2**20))
def test_with_the_reset_gate_shut_the_candidate_sees_the_input_only(run: Run, seed: int):
    module = run.module.eval()
    one = trace(module, run.x, run.h0, intervene=clamp(reset_gate=0.0, layers=0))
    shape = (module.num_layers * one.num_directions, len(one.lengths), one.hidden_size)
    other_h0 = torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(one.hidden_state.dtype)
    other_h0 = other_h0[:, 0] if run.h0 is not None and run.h0.dim() == 2 else other_h0
    unbatched = isinstance(run.x, torch.Tensor) and run.x.dim() == 2
    other = trace(
        module,
        run.x,
        other_h0[:, 0] if unbatched and other_h0.dim() == 3 else other_h0,
        intervene=clamp(reset_gate=0.0, layers=0),
    )
    assert same(one.candidate_state[0], other.candidate_state[0])


@pytest.mark.parametrize("kind", KINDS)
def test_with_both_gates_open_it_is_a_plain_rnn(kind):
    torch.manual_seed(0)
    gru = KINDS[kind](3, 4).double()
    x = torch.randn(7, 2, 3, dtype=torch.float64)
    tr = trace(gru, x, intervene=clamp(reset_gate=1.0, **writing(gru)))
    rnn = nn.RNN(3, 4).double()
    with torch.no_grad():
        for name, parameter in rnn.named_parameters():
            parameter.copy_(getattr(gru, name)[8:])
    assert torch.allclose(tr.output, rnn(x)[0], atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("both", [False, True])
def test_silencing_a_unit_is_deleting_its_row_and_column(kind, both):
    torch.manual_seed(1)
    gru = KINDS[kind](3, 5, bidirectional=both).double()
    x, h0 = torch.randn(6, 2, 3, dtype=torch.float64), torch.randn(1 + both, 2, 5, dtype=torch.float64)
    tr = trace(gru, x, h0, intervene=silence(2))
    kept = [0, 1, 3, 4]
    rows = [gate * 5 + unit for gate in range(3) for unit in kept]
    small = KINDS[kind](3, 4, bidirectional=both).double()
    with torch.no_grad():
        for name, parameter in gru.named_parameters():
            value = parameter[rows]
            getattr(small, name).copy_(value[:, kept] if name.startswith("weight_hh") else value)
    expected = trace(small, x, h0[..., kept])
    assert torch.allclose(tr.hidden_state[..., kept], expected.hidden_state, atol=1e-12)
    assert not tr.hidden_state[..., 2].any()
    assert not tr.previous_state[..., 2].any()


def test_a_replaced_state_is_where_everything_after_starts_from():
    torch.manual_seed(2)
    gru, x = nn.GRU(3, 4).double(), torch.randn(8, 1, 3, dtype=torch.float64)
    tr = trace(gru, x, intervene=clamp(hidden_state=0.25, steps=4))
    free = trace(gru, x)
    assert torch.equal(tr.hidden_state[0, 0, 4], torch.full((1, 4), 0.25, dtype=torch.float64))
    assert torch.allclose(tr.hidden_state[0, 0, :4], free.hidden_state[0, 0, :4], atol=1e-12)
    later, _ = gru(x[5:], torch.full((1, 1, 4), 0.25, dtype=torch.float64))
    assert torch.allclose(tr.output[5:], later, atol=1e-12)


def test_only_the_chosen_places_are_held_and_the_rest_follows():
    torch.manual_seed(3)
    gru, x = nn.GRU(3, 4, 2, bidirectional=True), torch.randn(6, 2, 3)
    held = clamp(update_gate=0.125, units=[1, -1], steps=slice(2, 4), layers=1, direction="backward")
    tr, free = trace(gru, x, intervene=held), trace(gru, x)
    is_held = tr.update_gate == 0.125
    expected = torch.zeros_like(is_held)
    expected[1, 1, 2:4, :, 1], expected[1, 1, 2:4, :, 3] = True, True
    assert torch.equal(is_held, expected)
    assert torch.equal(tr.hidden_state[0], free.hidden_state[0])  # the layer below, by its own kernel
    assert torch.allclose(tr.hidden_state[1, 0], free.hidden_state[1, 0], atol=1e-6)
    assert torch.allclose(
        tr.hidden_state[1, 1, 4:], free.hidden_state[1, 1, 4:], atol=1e-6
    )  # read before the held steps
    assert not torch.allclose(tr.hidden_state[1, 1, :4], free.hidden_state[1, 1, :4], atol=1e-3)


def test_an_intervention_below_reaches_the_layer_above():
    torch.manual_seed(3)
    gru, x = nn.GRU(3, 4, 2), torch.randn(6, 2, 3)
    tr, free = trace(gru, x, intervene=silence(0, layers=0)), trace(gru, x)
    assert not torch.allclose(tr.hidden_state[1], free.hidden_state[1], atol=1e-3)


def test_several_combine_and_agreeing_ones_are_no_contradiction():
    gru, x = nn.GRU(3, 4), torch.randn(6, 1, 3)
    held = clamp(update_gate=0.5, reset_gate=0.25) + clamp(update_gate=0.5, units=range(2))
    tr = trace(gru, x, intervene=held)
    assert tr.update_gate.unique().tolist() == [0.5]
    assert tr.reset_gate.unique().tolist() == [0.25]
    assert trace(gru, x, intervene=held[0]).reset_gate.unique().tolist() == [0.25]


def test_gradients_flow_through_an_intervened_run():
    gru, x = nn.GRU(3, 4), torch.randn(6, 1, 3, requires_grad=True)
    trace(gru, x, intervene=clamp(update_gate=1.0, steps=slice(2, 6))).hidden_state[0, 0, -1].sum().backward()
    assert x.grad[:2].abs().sum() > 0
    assert not x.grad[2:].any()


GRU, X = nn.GRU(3, 4), torch.randn(6, 1, 3)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (clamp, "holds nothing"),
        (lambda: clamp(update_gate=1.5), "“update_gate” cannot be held at 1.5; a gate is between 0 and 1"),
        (lambda: clamp(reset_gate=-0.1), "“reset_gate” cannot be held at -0.1"),
        (lambda: clamp(reset_gate=float("nan")), "cannot be held at nan"),
        (lambda: clamp(hidden_state=float("inf")), "cannot be held at inf; allowed are finite"),
        (lambda: clamp(reset_gate=0.5, direction="up"), "no direction “up”"),
        (lambda: clamp(reset_gate=0.5, steps=6), "on step 6; this sequence has steps 0 to 5"),
        (lambda: clamp(reset_gate=0.5, steps=slice(4, 9)), "on step 4:9"),
        (lambda: clamp(reset_gate=0.5, steps=slice(3, 3)), "on step 3:3"),
        (lambda: clamp(reset_gate=0.5, steps=[]), r"on step \[\]"),
        (lambda: clamp(reset_gate=0.5, units=[0, 4]), "on unit 4; this GRU has units 0 to 3"),
        (lambda: clamp(reset_gate=0.5, units=-5), "on unit -5"),
        (lambda: clamp(reset_gate=0.5, layers=1), "on layer 1; this GRU has layers 0 to 0"),
        (lambda: silence(7), "on unit 7"),
        (lambda: clamp(reset_gate=0.5, direction="backward"), "reads forward only"),
        (
            lambda: clamp(reset_gate=0.5) + clamp(reset_gate=0.25, units=2, steps=3),
            r"contradict each other: “reset_gate” of unit 2 at step 3 \(layer 0\) is to be held at 0.5 and at 0.25",
        ),
        (lambda: silence(1) + clamp(hidden_state=1.0, steps=0), "contradict each other: “hidden_state” of unit 1"),
    ],
)
def test_what_cannot_be_done_is_answered_with_a_sentence(make, words):
    with pytest.raises(Problem, match=words):
        gru_viz.trace(GRU, X, intervene=make())


@given(runs(dtypes=(torch.float64,)))
def test_without_gradients_the_run_in_place_is_that_of_the_equations(run: Run):
    module = run.module.eval()
    gates = clamp(update_gate=0.3, units=0) + clamp(reset_gate=0.8, steps=0)
    for held in (gates + clamp(hidden_state=0.25, units=-1, steps=-1), gates + silence([0], layers=-1)):
        written = trace(module, run.x, run.h0, intervene=held)
        with torch.no_grad():
            computed = trace(module, run.x, run.h0, intervene=held)
        for name in ("reset_gate", "update_gate", "candidate_state", "hidden_state", "h_n"):
            one, other = getattr(written, name), getattr(computed, name)
            assert torch.allclose(one.nan_to_num(9), other.nan_to_num(9), atol=1e-12)
