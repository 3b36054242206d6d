"""trace() against the modules themselves and the ONNX operator's reference."""

import copy
from dataclasses import replace

import numpy as np
import onnx
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from onnx import helper
from onnx.reference import ReferenceEvaluator
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_sequence, pad_packed_sequence

import gru_viz
from tests.runs import Run, call, data, runs

TOLERANCE = {torch.float32: 1e-6, torch.float64: 1e-12}
GATES = ("reset_gate", "update_gate", "candidate_state", "hidden_state", "previous_state")


def traced(run: Run) -> gru_viz.Trace:
    torch.manual_seed(7)
    with torch.set_grad_enabled(run.gradients):
        return gru_viz.trace(run.module, run.x, run.h0)


def cells(tr: gru_viz.Trace):
    """(layer, direction) and the weights, inputs, states of each, as float64 NumPy."""
    for layer in range(tr.num_layers):
        for direction in range(tr.num_directions):
            weights = tr.weights[layer][direction]
            as_numpy = [None if p is None else p.double().numpy() for p in vars(weights).values()]
            yield layer, direction, as_numpy, tr.layer_inputs[layer].detach().double().numpy()


@given(runs())
def test_output_and_h_n_are_the_modules_own_bit_for_bit(run):
    tr = traced(run)
    output, h_n = call(run)
    assert type(tr.output) is type(output)
    assert torch.equal(data(tr.output), data(output))
    assert torch.equal(tr.h_n, h_n)


@given(runs())
def test_hidden_state_of_the_last_layer_is_the_output(run):
    tr = traced(run)
    output, _ = call(run)
    if isinstance(output, PackedSequence):
        output, _lengths = pad_packed_sequence(output)
    elif run.x.dim() == 2:
        output = output.unsqueeze(1)
    elif run.module.batch_first:
        output = output.transpose(0, 1)
    both = torch.cat(list(tr.hidden_state[-1]), dim=-1)
    assert torch.equal(both.nan_to_num(0.0), output)


@given(runs(kinds=("torch",)))
def test_gru_cells_own_step_from_every_recorded_state_gives_the_next(run):
    """nn.GRUCell is the oracle: from previous_state it must land on hidden_state at every step."""
    tr = traced(run)
    for layer in range(tr.num_layers):
        for direction in range(tr.num_directions):
            weights = tr.weights[layer][direction]
            x = tr.layer_inputs[layer]
            cell = nn.GRUCell(x.shape[-1], tr.hidden_size, bias=weights.bias_ih is not None).to(x.dtype)
            cell.load_state_dict({k: v for k, v in vars(weights).items() if v is not None})
            previous = tr.previous_state[layer, direction]
            inside = ~previous.isnan().any(-1)
            stepped = cell(x[inside], previous[inside])
            expected = tr.hidden_state[layer, direction][inside]
            assert torch.allclose(stepped, expected, rtol=0, atol=TOLERANCE[x.dtype])


@given(runs())
def test_recorded_gates_mix_the_recorded_states(run):
    """h_t is the mixture that the recorded z says, and r alone explains the candidate's share of the state."""
    tr = traced(run)
    z, n, h, old = tr.update_gate, tr.candidate_state, tr.hidden_state, tr.previous_state
    keep = z if tr.update_convention == "keep" else 1 - z
    gap = (keep * old + (1 - keep) * n - h).abs().nan_to_num(0.0)
    assert gap.max() <= TOLERANCE[h.dtype]


def onnx_gru(weights, x: np.ndarray, h0: np.ndarray, linear_before_reset: int) -> np.ndarray:
    """Hidden states (T, B, H) of the ONNX operator GRU, whose z = 1 keeps; its rows are in the order z, r, h."""
    w, u, b, c = weights
    hidden = u.shape[1]

    def ordered(rows: np.ndarray) -> np.ndarray:
        r, z, n = np.split(rows, 3)
        return np.concatenate([z, r, n])

    bias = np.zeros(6 * hidden) if b is None else np.concatenate([ordered(b), ordered(c)])
    node = helper.make_node(
        "GRU",
        ["X", "W", "R", "B", "", "h0"],
        ["Y", "Y_h"],
        hidden_size=hidden,
        linear_before_reset=linear_before_reset,
    )
    kind = onnx.TensorProto.DOUBLE
    names = ("X", "W", "R", "B", "h0")
    graph = helper.make_graph(
        [node],
        "gru",
        [helper.make_tensor_value_info(name, kind, None) for name in names],
        [helper.make_tensor_value_info(name, kind, None) for name in ("Y", "Y_h")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])
    feeds = dict(zip(names, (x, ordered(w)[None], ordered(u)[None], bias[None], h0[None]), strict=True))
    return ReferenceEvaluator(model).run(None, feeds)[0][:, 0]


@pytest.mark.parametrize("gradients", [True, False])
@pytest.mark.parametrize("kind", ["torch", "textbook"])
@given(data=st.data())
def test_states_are_those_of_the_onnx_operator(kind, gradients, data):
    run = data.draw(runs(kinds=(kind,), dtypes=(torch.float64,)).filter(lambda r: not isinstance(r.x, PackedSequence)))
    tr = traced(replace(run, gradients=gradients)).with_update_convention("keep")
    for layer, direction, weights, x in cells(tr):
        h = tr.hidden_state[layer, direction].detach().numpy()
        old = tr.previous_state[layer, direction].detach().numpy()
        order = slice(None, None, -1 if direction else 1)
        first = np.ascontiguousarray(x[order])
        expected = onnx_gru(weights, first, old[order][0], linear_before_reset=int(kind == "torch"))
        np.testing.assert_allclose(h[order], expected, rtol=0, atol=1e-12)


def saturating(gate: int, sign: float) -> nn.GRU:
    """A GRU whose r (0) or z (1) is shut or open whatever comes in."""
    torch.manual_seed(3)
    gru = nn.GRU(2, 4).double()
    rows = slice(4 * gate, 4 * gate + 4)
    with torch.no_grad():
        gru.bias_ih_l0[rows] = sign * 1e4
    return gru


def test_open_update_gate_of_torch_copies_the_first_state_for_ever():
    h0 = torch.randn(1, 1, 4, dtype=torch.float64)
    tr = gru_viz.trace(saturating(1, +1), torch.randn(6, 1, 2, dtype=torch.float64), h0)
    assert torch.equal(tr.update_gate, torch.ones_like(tr.update_gate))
    # PyTorch's kernel adds n + z(h - n): equal but for the last bit
    assert torch.allclose(tr.hidden_state[0, 0], h0[0].expand(6, 1, 4), rtol=0, atol=1e-14)


def test_shut_update_gate_of_torch_takes_the_candidate():
    tr = gru_viz.trace(saturating(1, -1), torch.randn(6, 1, 2, dtype=torch.float64))
    assert torch.allclose(tr.hidden_state, tr.candidate_state, rtol=0, atol=1e-14)


def test_open_reset_gate_makes_the_candidate_an_rnn():
    gru, x = saturating(0, +1), torch.randn(6, 1, 2, dtype=torch.float64)
    tr = gru_viz.trace(gru, x)
    rnn = nn.RNNCell(2, 4).double()
    with torch.no_grad():
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            getattr(rnn, name).copy_(getattr(gru, f"{name}_l0")[8:])
    expected = rnn(x[:, 0], tr.previous_state[0, 0, :, 0])
    assert torch.allclose(tr.candidate_state[0, 0, :, 0], expected, rtol=0, atol=1e-12)


def test_both_conventions_agree_where_reset_gates_are_open():
    gru, x = saturating(0, +1), torch.randn(6, 1, 2, dtype=torch.float64)
    ours = gru_viz.trace(gru_viz.TextbookGRU.from_torch(gru), x)
    theirs = gru_viz.trace(gru, x)
    assert torch.allclose(ours.hidden_state, theirs.hidden_state, rtol=0, atol=1e-12)
    assert torch.allclose(ours.update_gate, 1 - theirs.update_gate, rtol=0, atol=1e-12)


def test_backward_direction_is_aligned_to_input_position():
    gru, x = nn.GRU(3, 5, bidirectional=True), torch.randn(7, 1, 3)
    tr = gru_viz.trace(gru, x)
    output, h_n = gru(x)
    assert torch.equal(tr.hidden_state[0, 1, :, 0], output[:, 0, 5:])
    assert torch.equal(tr.hidden_state[0, 1, 0], h_n[1])
    assert torch.equal(tr.previous_state[0, 1, -1, 0], torch.zeros(5))
    assert torch.equal(tr.previous_state[0, 1, :-1], tr.hidden_state[0, 1, 1:])


def test_past_the_end_of_a_shorter_sequence_is_nan():
    x = pack_sequence([torch.randn(2, 3), torch.randn(4, 3)], enforce_sorted=False)
    tr = gru_viz.trace(nn.GRU(3, 5, bidirectional=True), x)
    assert tr.lengths == (2, 4)
    for name in GATES:
        values = getattr(tr, name)
        assert values[:, :, 2:, 0].isnan().all()
        assert not values[:, :, :2, 0].isnan().any()
        assert not values[:, :, :, 1].isnan().any()


def test_switching_the_update_convention_leaves_h_alone_and_flips_z():
    tr = gru_viz.trace(nn.GRU(3, 5), torch.randn(4, 3))
    flipped = tr.with_update_convention("write")
    assert flipped.hidden_state is tr.hidden_state
    assert torch.equal(flipped.update_gate, 1 - tr.update_gate)
    assert flipped.update_convention == "write"
    assert flipped.with_update_convention("write") is flipped


@given(runs())
def test_module_mode_gradients_and_random_state_stay(run):
    before = copy.deepcopy(run.module.state_dict())
    training = run.module.training
    torch.manual_seed(11)
    state = torch.get_rng_state()
    gru_viz.trace(run.module, run.x, run.h0)
    assert torch.equal(torch.get_rng_state(), state)
    assert run.module.training == training
    assert all(p.grad is None and p.requires_grad for p in run.module.parameters())
    assert all(torch.equal(before[k], v) for k, v in run.module.state_dict().items())


@pytest.mark.parametrize("cls", [nn.GRU, gru_viz.TextbookGRU])
def test_gradients_through_the_trace_are_the_modules_own(cls):
    torch.manual_seed(0)
    module = cls(3, 4, num_layers=2, bidirectional=True).double()
    x = torch.randn(5, 2, 3, dtype=torch.float64)
    gru_viz.trace(module, x).output.square().sum().backward()
    ours = [p.grad.clone() for p in module.parameters()]
    module.zero_grad()
    module(x)[0].square().sum().backward()
    for mine, theirs in zip(ours, module.parameters(), strict=True):
        assert torch.allclose(mine, theirs.grad, rtol=0, atol=1e-12)


def test_a_loss_on_a_gate_reaches_the_weights_correctly():
    """Finite differences are the oracle of the gradient of the mean update gate."""
    torch.manual_seed(0)
    gru, x = nn.GRU(2, 3).double(), torch.randn(6, 1, 2, dtype=torch.float64)
    gru_viz.trace(gru, x).update_gate.mean().backward()
    weight, step = gru.weight_hh_l0, 1e-6
    for place in ((0, 0), (4, 1), (7, 2)):
        with torch.no_grad():
            weight[place] += step
            up = gru_viz.trace(gru, x).update_gate.mean()
            weight[place] -= 2 * step
            down = gru_viz.trace(gru, x).update_gate.mean()
            weight[place] += step
        assert weight.grad[place] == pytest.approx(float((up - down) / (2 * step)), abs=1e-9)


def test_nothing_is_kept_under_no_grad():
    with torch.no_grad():
        tr = gru_viz.trace(nn.GRU(3, 5), torch.randn(4, 3))
    assert not any(getattr(tr, name).requires_grad for name in GATES)


def test_to_pandas_is_tidy_and_holds_the_same_numbers():
    x = pack_sequence([torch.randn(2, 3), torch.randn(4, 3)], enforce_sorted=False)
    tr = gru_viz.trace(nn.GRU(3, 5, num_layers=2), x, tokens=[["a", "b"], ["the", "cat", "the", "end"]])
    table = tr.to_pandas()
    assert list(table.columns) == [
        "layer",
        "direction",
        "batch",
        "time",
        "token",
        "unit",
        "reset_gate",
        "update_gate",
        "candidate_state",
        "hidden_state",
    ]
    assert len(table) == 2 * (2 + 4) * 5
    assert not table.isna().any().any()
    row = table.query("layer == 1 and batch == 1 and time == 2 and unit == 3").iloc[0]
    assert (row.token, row.direction) == ("the", "forward")
    assert row.update_gate == tr.update_gate[1, 0, 2, 1, 3].item()


def test_to_xarray_has_named_dimensions_and_the_same_numbers():
    tr = gru_viz.trace(nn.GRU(3, 5, bidirectional=True), torch.randn(4, 2, 3))
    dataset = tr.to_xarray()
    assert dataset.reset_gate.dims == ("layer", "direction", "time", "batch", "unit")
    assert dataset.reset_gate.sel(direction="backward").values[0, 3, 1, 2] == tr.reset_gate[0, 1, 3, 1, 2].item()
    assert dataset.attrs["update_convention"] == "keep"
    assert dataset.token.values[1, 3] == "3"


def test_half_precision_is_traced_and_tabulated():
    gru = nn.GRU(3, 5).to(torch.bfloat16)
    tr = gru_viz.trace(gru, torch.randn(4, 1, 3, dtype=torch.bfloat16))
    assert tr.reset_gate.dtype == torch.bfloat16
    assert len(tr.to_pandas()) == 20


GRU = nn.GRU(3, 5)


@pytest.mark.parametrize(
    ("module", "x", "h0", "tokens", "error", "words"),
    [
        (nn.Linear(3, 5), torch.randn(4, 3), None, None, TypeError, ["module", "Linear", "GRU"]),
        (GRU, [[1.0]], None, None, TypeError, ["x", "list", "Tensor"]),
        (GRU, torch.randn(4, 2), None, None, ValueError, ["x", "(4, 2)", "(T, 3)"]),
        (GRU, torch.randn(3), None, None, ValueError, ["x", "(3,)"]),
        (GRU, torch.randn(0, 3), None, None, ValueError, ["x", "at least one", "(0, 3)"]),
        (GRU, torch.randn(4, 0, 3), None, None, ValueError, ["x", "at least one"]),
        (GRU, torch.randn(4, 3).double(), None, None, ValueError, ["x", "float32", "float64"]),
        (GRU, torch.tensor([[0.0, float("nan"), 0.0]]), None, None, ValueError, ["x", "nan", "(0, 1)"]),
        (GRU, torch.tensor([[0.0, 0.0, float("inf")]]), None, None, ValueError, ["x", "inf", "(0, 2)"]),
        (GRU, torch.randn(4, 3), torch.zeros(2, 5), None, ValueError, ["h0", "(2, 5)", "(1, 5)"]),
        (GRU, torch.randn(4, 3), [0.0], None, TypeError, ["h0", "list"]),
        (GRU, torch.randn(4, 3), torch.zeros(1, 5).double(), None, ValueError, ["h0", "float64"]),
        (GRU, torch.randn(4, 3), torch.full((1, 5), float("nan")), None, ValueError, ["h0", "nan"]),
        (GRU, torch.randn(4, 3), None, ["a", "b"], ValueError, ["tokens", "4", "2"]),
    ],
)
def test_wrong_arguments_are_named_with_what_came_and_what_is_expected(module, x, h0, tokens, error, words):
    with pytest.raises(error) as caught:
        gru_viz.trace(module, x, h0, tokens=tokens)
    assert str(caught.value).startswith(words[0])
    for word in words:
        assert word in str(caught.value)


def test_the_states_of_a_single_layer_are_kept_once():
    gru, x = nn.GRU(3, 4), torch.randn(5, 1, 3)
    tr = gru_viz.trace(gru, x)
    assert tr.hidden_state.data_ptr() == tr.output.data_ptr()


def test_the_states_of_both_directions_and_of_several_layers_are_kept_once():
    with torch.no_grad():
        tr = gru_viz.trace(nn.GRU(3, 4, num_layers=2, bidirectional=True), torch.randn(5, 2, 3))
    kept = tr.hidden_state.untyped_storage().data_ptr()
    assert tr.output.untyped_storage().data_ptr() == tr.layer_inputs[1].untyped_storage().data_ptr() == kept
