"""Closed-form derivatives through time against torch.autograd."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

import gru_viz
from gru_viz import TextbookGRU
from gru_viz.analysis import gradients
from gru_viz.analysis.gradients import (
    WORK,
    gradient_norms,
    most_steps,
    norms_in_pieces,
    step_jacobians,
)
from gru_viz.analysis.saliency import saliency, saliency_in_pieces
from gru_viz.cells.mingru import MinGRU
from gru_viz.progress import whole

MODULES = {"torch": nn.GRU, "textbook": TextbookGRU, "cho": TextbookGRU, "lstm": nn.LSTM, "mingru": MinGRU}
KINDS = [*MODULES, "tanh", "relu"]


@st.composite
def cases(draw):
    """A traced module of any kind in float64, the module and its input."""
    seed, kind = draw(st.integers(0, 2**20)), draw(st.sampled_from(KINDS))
    torch.manual_seed(seed)
    sizes = (draw(st.integers(1, 3)), draw(st.integers(1, 4)))
    options = {"bias": draw(st.booleans()), "bidirectional": draw(st.booleans())}
    make = MODULES.get(kind)
    module = make(*sizes, **options) if make else nn.RNN(*sizes, nonlinearity=kind, **options)
    module = module.double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.mul_(1.7)
    x = torch.randn(draw(st.integers(2, 7)), 1, sizes[0], dtype=torch.float64)
    tr = gru_viz.trace(module, x)
    direction = draw(st.sampled_from(["forward", "backward"] if options["bidirectional"] else ["forward"]))
    return module, x, tr.with_update_convention("keep") if kind == "cho" else tr, direction


def one_direction(module, direction):
    """A module of one direction with the weights of `direction`."""
    kind = type(module)
    extra = {"nonlinearity": module.nonlinearity} if kind is nn.RNN else {}
    single = kind(module.input_size, module.hidden_size, bias=module.bias, **extra).double()
    with torch.no_grad():
        for name, parameter in single.named_parameters():
            parameter.copy_(getattr(module, name + ("_reverse" if direction == "backward" else "")))
    return single


def in_reading_order(case):
    module, x, tr, direction = case
    return one_direction(module, direction), x.flip(0) if direction == "backward" else x, tr, direction


def run_on(single, x, state):
    """Last state after `x`, from `state`."""
    if isinstance(single, nn.LSTM):
        h, c = state.chunk(2)
        _, (h, c) = single(x, (h[None, None], c[None, None]))
        return torch.cat([h.flatten(), c.flatten()])
    return single(x, state[None, None])[1].flatten()


def states(tr, direction):
    d = ("forward", "backward").index(direction)
    found = tr.hidden_state[0, d, :, 0]
    if hasattr(tr, "cell_state"):
        found = torch.cat([found, tr.cell_state[0, d, :, 0]], dim=-1)
    return (found.flip(0) if direction == "backward" else found).detach()


@given(cases())
def test_each_steps_jacobian_is_autograds(case):
    single, x, tr, direction = in_reading_order(case)
    found = step_jacobians(tr, 0, direction)
    every = states(tr, direction)
    for position in range(1, len(x)):
        t = len(x) - 1 - position if direction == "backward" else position
        by_state = torch.autograd.functional.jacobian(
            lambda s, step=x[position : position + 1]: run_on(single, step, s), every[position - 1]
        )
        by_input = torch.autograd.functional.jacobian(
            lambda v, start=every[position - 1]: run_on(single, v[None, None], start), x[position, 0]
        )
        assert torch.allclose(found.state[t], by_state, atol=1e-10)
        assert torch.allclose(found.inputs[t], by_input, atol=1e-10)


@given(cases())
def test_norms_towards_the_last_state_are_autograds(case):
    single, x, tr, direction = in_reading_order(case)
    found = gradient_norms(tr, 0, direction)
    every, units = states(tr, direction), tr.hidden_size
    assert len(found.positions) == len(x)
    for position in range(len(x) - 1):
        whole = torch.autograd.functional.jacobian(
            lambda s, rest=x[position + 1 :]: run_on(single, rest, s)[:units], every[position]
        )
        expected = torch.linalg.matrix_norm(whole, 2)
        assert torch.allclose(10 ** found.norms[position], expected, atol=1e-10)
        assert torch.allclose(10 ** found.units[position], whole.norm(dim=-1), atol=1e-10)
    assert found.norms[-1] == 0


@given(cases())
def test_the_straight_road_is_the_product_of_what_is_kept(case):
    _, x, tr, direction = case
    if not hasattr(tr, "update_gate"):
        return
    d = ("forward", "backward").index(direction)
    keep = tr.update_gate if tr.update_convention == "keep" else 1 - tr.update_gate
    keep = keep[0, d, :, 0].flip(0) if direction == "backward" else keep[0, d, :, 0]
    found = gradient_norms(tr, 0, direction)
    whole = torch.eye(tr.hidden_size, dtype=torch.float64)
    jacobians = step_jacobians(tr, 0, direction).state
    jacobians = jacobians.flip(0) if direction == "backward" else jacobians
    for position in reversed(range(len(x) - 1)):
        road = keep[position + 1 :].prod(0)
        whole = whole @ jacobians[position + 1]
        assert torch.allclose(10 ** found.straight[position], road.max(), atol=1e-12)
        rest = torch.linalg.matrix_norm(whole - torch.diag(road), 2)
        assert torch.allclose(10 ** found.rest[position], rest, atol=1e-10)
        assert torch.allclose(10 ** found.unit_straight[position], road, atol=1e-12)
        rest = (whole - torch.diag(road)).norm(dim=1)
        assert torch.allclose(10 ** found.unit_rest[position], rest, atol=1e-10)


@given(cases(), st.integers(0, 100))
def test_saliency_is_autograds(case, pick):
    module, x, tr, direction = case
    at, unit = pick % len(x), pick % tr.hidden_size
    output = torch.zeros(tr.hidden_size)
    output[unit] = 1.0
    x = x.clone().requires_grad_()
    d = ("forward", "backward").index(direction)
    (expected,) = torch.autograd.grad(gru_viz.trace(module, x).hidden_state[0, d, at, 0, unit], x)
    assert torch.allclose(saliency(tr, output, at, 0, direction), expected[:, 0], atol=1e-10)


@given(st.integers(0, 2**20), st.sampled_from(KINDS), st.booleans(), st.integers(0, 100))
def test_saliency_goes_through_all_layers_below_with_their_dropout(seed, kind, training, pick):
    torch.manual_seed(seed)
    options = {"num_layers": 3, "bidirectional": True, "dropout": 0.4}
    make = MODULES.get(kind)
    module = make(2, 3, **options) if make else nn.RNN(2, 3, nonlinearity=kind, **options)
    module = module.double().train(training)
    inputs = [torch.randn(length, 2, dtype=torch.float64, requires_grad=True) for length in (5, 3)]
    tr = gru_viz.trace(module, nn.utils.rnn.pack_sequence(inputs))
    layer, sample = pick % 3, pick % 2
    at, output = pick % len(inputs[sample]), torch.randn(2, 3, dtype=torch.float64)
    quantity = (tr.hidden_state[layer, :, at, sample] * output).sum()
    (expected,) = torch.autograd.grad(quantity, inputs[sample])
    found = whole(saliency_in_pieces(tr, output, at, layer, sample))
    assert torch.allclose(found, expected, atol=1e-10)


def test_a_derivative_towards_an_earlier_state_ends_there():
    torch.manual_seed(0)
    gru, x = nn.GRU(2, 3).double(), torch.randn(9, 1, 2, dtype=torch.float64)
    found = gradient_norms(gru_viz.trace(gru, x), last=4)
    expected = gradient_norms(gru_viz.trace(gru, x[:5]))
    assert found.positions == expected.positions
    assert torch.allclose(found.norms, expected.norms)


def test_vanished_and_exploded_gradients_stay_numbers_on_a_log_scale():
    tr = gru_viz.trace(nn.RNN(1, 2, nonlinearity="relu").double(), torch.ones(400, 1, 1, dtype=torch.float64))
    rnn = nn.RNN(1, 2, nonlinearity="relu", bias=False).double()
    for factor, expected in ((1e-3, -3.0), (1e3, 3.0)):
        with torch.no_grad():
            rnn.weight_hh_l0.copy_(factor * torch.eye(2))
            rnn.weight_ih_l0.fill_(1e-300 if factor > 1 else 1.0)
        x = torch.ones(200, 1, 1, dtype=torch.float64)
        tr = gru_viz.trace(rnn, x[:90] if factor > 1 else x)
        norms = gradient_norms(tr).norms
        assert torch.allclose(norms, expected * torch.arange(len(norms) - 1, -1, -1, dtype=torch.float64))
    assert norms.isfinite().all()


def test_a_gradient_that_is_exactly_zero_is_minus_infinity_not_nan():
    rnn = nn.RNN(1, 2, nonlinearity="relu").double()
    with torch.no_grad():
        for parameter in rnn.parameters():
            parameter.fill_(-1.0)
    found = gradient_norms(gru_viz.trace(rnn, torch.ones(5, 1, 1, dtype=torch.float64)))
    assert found.norms.tolist() == [-math.inf] * 4 + [0.0]
    assert not found.rest.isnan().any()


@pytest.fixture
def long_run(monkeypatch):
    """A run of more steps than are looked back on at once, of units that are many for what work there may be."""
    monkeypatch.setattr(gradients, "WORK", 31 * 32**3)
    monkeypatch.setattr(gradients, "_PIECE", 3 * 32**3)
    torch.manual_seed(0)
    return gru_viz.trace(nn.GRU(1, 32), torch.randn(50, 1, 1))


def test_of_many_units_fewer_steps_are_looked_back_on():
    assert most_steps(64) >= 200
    assert most_steps(256) * 256**3 <= WORK or most_steps(256) == 8


def test_a_long_run_of_many_units_is_cut_to_its_last_steps(long_run):
    found = gradient_norms(long_run)
    assert found.positions[-1] == 49
    assert len(found.positions) == most_steps(32) == 31


@pytest.mark.parametrize("kind", ["torch", "lstm"])
def test_deeper_layers_and_ragged_batches_are_their_own(kind):
    torch.manual_seed(0)
    module = (nn.GRU if kind == "torch" else nn.LSTM)(2, 3, 2).double()
    packed = nn.utils.rnn.pack_sequence([torch.randn(6, 2).double(), torch.randn(4, 2).double()])
    tr = gru_viz.trace(module, packed)
    found = step_jacobians(tr, 1, sample=1)
    assert found.state.shape[0] == 4
    assert found.inputs.shape[-1] == 3
    assert not found.state.isnan().any()


def test_all_steps_in_pieces_continue_those_that_are_computed_at_once(long_run):
    cut, pieces, shares = gradient_norms(long_run), norms_in_pieces(long_run), []
    try:
        while True:
            shares.append(next(pieces))
    except StopIteration as end:
        found = end.value
    assert len(shares) > 10
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(found.positions) == 50
    for name in ("norms", "straight", "rest", "units"):
        assert torch.equal(getattr(found, name)[-len(cut.positions) :], getattr(cut, name))


@pytest.mark.parametrize("module", [nn.GRU(1, 128), TextbookGRU(1, 128), nn.LSTM(1, 64), MinGRU(1, 128)])
def test_saliency_of_a_large_cell_reaches_back_to_the_first_step(module):
    x = torch.randn(500, 1, 1, requires_grad=True)
    tr = gru_viz.trace(module, x)
    (expected,) = torch.autograd.grad(tr.hidden_state[0, 0, 400, 0].sum(), x)
    found = saliency(tr, torch.ones(module.hidden_size), 400)
    assert found[401:].abs().sum() == 0
    assert found[:401].isfinite().all()
    assert torch.allclose(found.float(), expected[:, 0], rtol=1e-3, atol=1e-6)
