"""Traces of nn.RNN and nn.LSTM against the modules themselves and their published equations."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence

import gru_viz
from gru_viz import Problem, clamp
from gru_viz.cells import chunks
from gru_viz.cells.steps import DIRECTIONS


@st.composite
def cells(draw):
    """Any RNN or LSTM, any form of input, with and without a start state."""
    seed = draw(st.integers(0, 2**20))
    generator = torch.Generator().manual_seed(seed)
    dtype = draw(st.sampled_from([torch.float32, torch.float64]))
    layers = draw(st.integers(1, 3))
    options = {name: draw(st.booleans()) for name in ("bias", "batch_first", "bidirectional")}
    options["dropout"] = draw(st.sampled_from([0.0, 0.4])) if layers > 1 else 0.0
    torch.manual_seed(seed)
    sizes = (draw(st.integers(1, 4)), draw(st.integers(1, 5)), layers)
    kind = draw(st.sampled_from(["tanh", "relu", "lstm"]))
    module = nn.LSTM(*sizes, **options) if kind == "lstm" else nn.RNN(*sizes, nonlinearity=kind, **options)
    module = module.to(dtype).train(draw(st.booleans()))
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.mul_(1.5)
    steps, batch = draw(st.integers(1, 7)), draw(st.integers(1, 3))
    form = draw(st.sampled_from(["batched", "unbatched", "packed"]))
    shape = (steps,) if form == "unbatched" else (batch, steps) if module.batch_first else (steps, batch)
    x = torch.randn(*shape, sizes[0], generator=generator, dtype=dtype)
    if form == "packed":
        lengths = [steps, *(draw(st.integers(1, steps)) for _ in range(batch - 1))]
        x = pack_padded_sequence(x, lengths, module.batch_first, enforce_sorted=False)
    rows = layers * (2 if module.bidirectional else 1)
    shape = (rows, sizes[1]) if form == "unbatched" else (rows, batch, sizes[1])
    states = [torch.randn(shape, generator=generator, dtype=dtype) for _ in range(2)]
    start = None if not draw(st.booleans()) else tuple(states) if kind == "lstm" else states[0]
    return module, x, start, draw(st.booleans())


def data(value):
    return value.data if isinstance(value, PackedSequence) else value


@given(cells())
def test_output_and_last_states_are_the_modules_own(case):
    module, x, start, gradients = case
    with torch.set_grad_enabled(gradients):
        torch.manual_seed(7)
        output, last = module(x, start)
        torch.manual_seed(7)
        tr = gru_viz.trace(module, x, start)
    assert torch.equal(data(tr.output), data(output))
    if isinstance(module, nn.LSTM):
        assert torch.equal(tr.h_n, last[0])
        assert torch.equal(tr.c_n, last[1])
    else:
        assert torch.equal(tr.h_n, last)


def tolerance(tr) -> float:
    return 1e-6 if tr.hidden_state.dtype == torch.float32 else 1e-12


@given(cells())
def test_the_records_satisfy_the_published_equations_and_meet_c_n(case):
    module, x, start, gradients = case
    with torch.set_grad_enabled(gradients):
        tr = gru_viz.trace(module.eval(), x, start)
    inside = ~tr.hidden_state.isnan()
    atol = tolerance(tr)
    if not isinstance(module, nn.LSTM):
        return
    i, f, o, g, c, h = (getattr(tr, name) for name in tr.quantities)
    assert torch.allclose((f * tr.previous_cell + i * g)[inside], c[inside], atol=atol)
    assert torch.allclose((o * c.tanh())[inside], h[inside], atol=atol)
    c_n = tr.c_n.reshape(tr.num_layers, tr.num_directions, len(tr.lengths), -1)
    for sample, length in enumerate(tr.lengths):
        assert torch.allclose(c[:, 0, length - 1, sample], c_n[:, 0, sample], atol=atol)
        if tr.num_directions == 2:
            assert torch.allclose(c[:, 1, 0, sample], c_n[:, 1, sample], atol=atol)


@pytest.mark.parametrize("gradients", [False, True])
@pytest.mark.parametrize("both", [False, True])
def test_gates_and_cells_are_those_of_nn_lstmcell_step_by_step(both, gradients):
    torch.manual_seed(0)
    lstm = nn.LSTM(3, 4, bidirectional=both).double()
    x = torch.randn(6, 2, 3, dtype=torch.float64)
    with torch.set_grad_enabled(gradients):
        tr = gru_viz.trace(lstm, x)
    for direction in range(1 + both):
        cell = nn.LSTMCell(3, 4).double()
        suffix = "_l0" + ("_reverse" if direction else "")
        with torch.no_grad():
            for name, parameter in cell.named_parameters():
                parameter.copy_(getattr(lstm, name + suffix))
        h = c = torch.zeros(2, 4, dtype=torch.float64)
        for t in reversed(range(6)) if direction else range(6):
            h, c = cell(x[t], (h, c))
            assert torch.allclose(tr.hidden_state[0, direction, t], h, atol=1e-12)
            assert torch.allclose(tr.cell_state[0, direction, t], c, atol=1e-12)
    # an open forget gate and a shut input gate, by their biases, keep the cell: the rows are where we say they are
    with torch.no_grad():
        lstm.bias_hh_l0[:] = torch.tensor([-50.0] * 4 + [50.0] * 4 + [0.0] * 8)
    kept = gru_viz.trace(lstm, x, (torch.zeros(1 + both, 2, 4).double(), torch.ones(1 + both, 2, 4).double()))
    assert torch.allclose(kept.cell_state[0, 0], torch.ones(6, 2, 4).double())
    assert kept.forget_gate[0, 0].min() > 0.99
    assert kept.input_gate[0, 0].max() < 0.01


def test_gradients_flow_as_through_the_module():
    torch.manual_seed(1)
    lstm, x = nn.LSTM(3, 4, 2).double(), torch.randn(5, 2, 3, dtype=torch.float64, requires_grad=True)
    (expected,) = torch.autograd.grad(lstm(x)[0].sum(), x)
    tr = gru_viz.trace(lstm, x)
    (found,) = torch.autograd.grad(tr.hidden_state[1, 0].sum(), x)
    assert torch.allclose(found, expected, atol=1e-12)
    (through_c,) = torch.autograd.grad(gru_viz.trace(lstm, x).cell_state[1, 0, -1].sum(), x)
    (expected,) = torch.autograd.grad(lstm(x)[1][1][1].sum(), x)
    assert torch.allclose(through_c, expected, atol=1e-12)


@pytest.mark.parametrize(
    ("units", "gradients", "dtype", "atol"),
    # Few units and many wait for each other in other ways.
    [(6, True, torch.float32, 1e-6), (6, False, torch.float32, 1e-6), (150, False, torch.float64, 1e-12)],
)
def test_cell_states_of_long_ragged_sequences_make_the_modules_output(units, gradients, dtype, atol, monkeypatch):
    monkeypatch.setattr(chunks, "_ROWS", 256)
    torch.manual_seed(2)
    lstm = nn.LSTM(3, units, bidirectional=True).to(dtype).requires_grad_(gradients)
    with torch.no_grad():
        lstm.bias_hh_l0[units : 2 * units] += 4.0  # what is added up stays for long
    x = nn.utils.rnn.pack_sequence([torch.randn(n, 3, dtype=dtype) for n in (101, 600, 7, 1)], enforce_sorted=False)
    start = torch.randn(2, 2, 4, units, dtype=dtype)
    output, (_, c_n) = lstm(x, tuple(start))
    tr = gru_viz.trace(lstm, x, tuple(start))
    shown = torch.cat((tr.output_gate * tr.cell_state.tanh())[0].unbind(0), dim=-1)
    expected, lengths = nn.utils.rnn.pad_packed_sequence(output, padding_value=torch.nan)
    assert torch.allclose(shown, expected, rtol=0, atol=atol, equal_nan=True)
    for sample, length in enumerate(lengths):
        ends = torch.stack([tr.cell_state[0, 0, length - 1, sample], tr.cell_state[0, 1, 0, sample]])
        assert torch.allclose(ends, c_n[:, sample], rtol=atol, atol=atol)


@pytest.mark.parametrize("module", [nn.RNN(3, 4, 2, bidirectional=True), nn.LSTM(3, 4, 2, bidirectional=True)])
def test_tables_and_labelled_arrays_name_the_cells_own_quantities(module):
    tr = gru_viz.trace(module, torch.randn(5, 2, 3), tokens=list("abcde"))
    table = tr.to_pandas()
    assert list(table.columns[6:]) == list(tr.quantities)
    assert len(table) == 2 * 2 * 5 * 2 * 4
    row = table.iloc[137]
    place = (row.layer, DIRECTIONS.index(row.direction), row.time, row.batch, row.unit)
    for name in tr.quantities:
        assert row[name] == getattr(tr, name)[place].item()
    assert set(tr.to_xarray().data_vars) == set(tr.quantities)


@pytest.mark.parametrize(
    ("module", "h0", "error", "words"),
    [
        (nn.LSTM(3, 4, proj_size=2), None, ValueError, "without proj_size, got proj_size=2"),
        (nn.LSTM(3, 4), torch.zeros(1, 2, 4), TypeError, r"pair \(h0, c0\)"),
        (nn.LSTM(3, 4), (torch.zeros(1, 2, 4), torch.zeros(1, 2, 5)), ValueError, r"c0: expected shape \(1, 2, 4\)"),
        (nn.RNN(3, 4), torch.zeros(2, 2, 4), ValueError, r"h0: expected shape \(1, 2, 4\)"),
        (nn.Linear(3, 4), None, TypeError, "torch.nn.LSTM, torch.nn.RNN or gru_viz.MinGRU, got Linear"),
    ],
)
def test_what_cannot_be_traced_is_named(module, h0, error, words):
    with pytest.raises(error, match=words):
        gru_viz.trace(module, torch.randn(5, 2, 3), h0)


def test_interventions_are_for_grus():
    with pytest.raises(Problem, match="on GRUs only, not on LSTM"):
        gru_viz.trace(nn.LSTM(3, 4), torch.randn(5, 2, 3), intervene=clamp(reset_gate=1.0))
