"""What is written down while a layer runs: outputs to the last bit, the same gates as read back from them."""

from dataclasses import replace
from unittest import mock

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence

import gru_viz
from gru_viz.cells import notes, observation
from gru_viz.cells.kinds import CELLS
from tests.runs import call, data, runs

TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-12}
ALWAYS, NEVER = 1, 1 << 40


def traced(enough, module, *given, **options):
    """A trace without gradients where a state of so many numbers is enough."""
    torch.manual_seed(7)
    with torch.no_grad(), mock.patch.object(notes, "_ENOUGH", enough):
        return gru_viz.trace(module, *given, **options)


def assert_same(tr, other, names, dtype):
    for name in names:
        assert getattr(tr, name).dtype == dtype
        assert torch.allclose(getattr(tr, name), getattr(other, name), rtol=0, atol=TOLERANCE[dtype], equal_nan=True)


@given(runs(kinds=("torch",)), st.sampled_from([ALWAYS, 8]), st.data())
def test_output_is_the_modules_own_bit_for_bit_and_gates_are_those_read_back(run, enough, draw):
    tr, back = (traced(each, run.module, run.x, run.h0) for each in (enough, NEVER))
    output, h_n = call(replace(run, gradients=False))
    assert type(tr.output) is type(output)
    assert torch.equal(data(tr.output), data(output))
    assert torch.equal(tr.h_n, h_n)
    assert torch.equal(tr.hidden_state.nan_to_num(9), back.hidden_state.nan_to_num(9))
    assert_same(tr, back, tr.quantities, h_n.dtype)
    keep = tuple(draw.draw(st.sets(st.sampled_from(tr.quantities), min_size=1)))
    units = draw.draw(st.sampled_from([None, [0], [-1, 0]]))
    kept = traced(enough, run.module, run.x, run.h0, keep=keep, units=units)
    assert tuple(kept.quantities) == keep
    for name in keep:
        whole = getattr(tr, name) if units is None else getattr(tr, name)[..., units]
        assert torch.equal(getattr(kept, name).nan_to_num(9), whole.nan_to_num(9))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("packed", [False, True])
def test_an_lstm_in_training_is_its_own_whichever_kernel_it_has(dtype, packed):
    torch.manual_seed(0)
    module = nn.LSTM(5, 33, num_layers=2, dropout=0.4, bidirectional=True, dtype=dtype)
    x = torch.randn(9, 4, 5, dtype=dtype)
    x = pack_sequence([x[:n, b] for b, n in enumerate((3, 9, 1, 3))], enforce_sorted=False) if packed else x
    start = tuple(torch.randn(4, 4, 33, dtype=dtype) for _ in range(2))
    tr, back = (traced(each, module, x, start) for each in (ALWAYS, NEVER))
    torch.manual_seed(7)
    with torch.no_grad():
        output, (h_n, c_n) = module(x, start)
    assert torch.equal(data(tr.output), data(output))
    assert torch.equal(tr.h_n, h_n)
    assert torch.equal(tr.c_n, c_n)
    assert_same(tr, back, tr.quantities, dtype)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("kind", "dtype"), [(nn.GRU, torch.float32), (nn.GRU, torch.float64), (nn.LSTM, torch.float64)]
)
def test_a_large_batch_is_not_computed_twice(kind, dtype, packed, monkeypatch):
    module, x = kind(8, 64, batch_first=True, dtype=dtype), torch.randn(80, 6, 8, dtype=dtype)
    lengths = torch.arange(80) % 2 + 5
    given = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False) if packed else x
    back = traced(NEVER, module, given)
    monkeypatch.setattr(observation, "_in_chunks", None)
    with torch.no_grad():
        tr, (output, _ends) = gru_viz.trace(module, given), module(given)
    assert torch.equal(data(tr.output), data(output))
    assert_same(tr, back, tr.quantities, dtype)


def test_other_operations_are_not_taken_for_the_kernels_own():
    """A sum in another order is the same number up to its last bits, which are what the check is about."""
    cell = CELLS["gru"]
    form, own = cell.forms[0], cell.forms[0].own_step

    def otherwise(rows, states, weights):
        (h,) = states
        own(rows, states, weights)
        _r, z, n = rows.chunk(3, dim=1)
        return (z * h + (1 - z) * n,)

    for dtype in (torch.float32, torch.float64):
        assert notes._is_own(cell, form, dtype, False, True)
        assert not notes._is_own(cell, replace(form, own_step=otherwise), dtype, False, True)


def test_the_check_leaves_the_random_state_alone():
    module, x = nn.GRU(8, 64, num_layers=2, dropout=0.5), torch.randn(3, 64, 8)
    notes._is_own.cache_clear()
    torch.manual_seed(7)
    with torch.no_grad():
        tr = gru_viz.trace(module, x)
        torch.manual_seed(7)
        assert torch.equal(tr.output, module(x)[0])


def test_autocast_and_gradients_keep_the_kernel():
    module, x = nn.GRU(8, 64), torch.randn(3, 64, 8)
    cell = CELLS["gru"]
    start = (torch.zeros(1, 64, 64),)
    given = (cell, cell.forms[0], module, notes.Steps(x), start, None)
    with torch.no_grad():
        assert notes.Notes.of(*given) is not None
        with torch.autocast("cpu", torch.bfloat16):
            assert notes.Notes.of(*given) is None
    assert notes.Notes.of(*given) is None
