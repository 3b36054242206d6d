"""Runs read back in chunks: what is computed in one go with gradients is the oracle, itself proven against the modules."""

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence

import gru_viz
from gru_viz import MinGRU, TextbookGRU, trace, watch
from gru_viz.cells import chunks, lstm, product

KINDS = [nn.GRU, TextbookGRU, nn.LSTM, nn.RNN, MinGRU]
#: For an LSTM a pair.
START = tuple(torch.randn(4, 3, 5) for _ in range(2))


def start_of(module, dtype=torch.float64):
    states = tuple(state.to(dtype) for state in START)
    return states if isinstance(module, nn.LSTM) else states[0]


def sequences(packed, dtype=torch.float64):
    torch.manual_seed(1)
    ragged = [torch.randn(length, 4, dtype=dtype) for length in (4, 9, 7)]
    return pack_sequence(ragged, enforce_sorted=False) if packed else torch.randn(9, 3, 4, dtype=dtype)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_pieces_are_what_one_go_gives(kind, bias, packed, monkeypatch):
    monkeypatch.setattr(chunks, "_ROWS", 2 * 3)  # two steps in a chunk, one in the last
    monkeypatch.setattr(lstm, "_ENOUGH", 15 if bias else 16)  # an LSTM's c_t step by step, and in stretches
    torch.manual_seed(0)
    module, x = kind(4, 5, num_layers=2, bias=bias, bidirectional=True).double(), sequences(packed)
    whole = trace(module, x, start_of(module))
    with torch.no_grad():
        tr = trace(module, x, start_of(module))
    for name in (*whole.quantities, *(state.before for state in whole.cell.states)):
        one, other = getattr(whole, name), getattr(tr, name)
        assert torch.allclose(one, other, rtol=0, atol=1e-12, equal_nan=True), name
        assert one.isnan().any() == packed


@pytest.mark.parametrize("kind", KINDS)
def test_float32_is_computed_by_onednn_to_the_same_numbers(kind, monkeypatch):
    torch.manual_seed(0)
    module, x = kind(40, 70).requires_grad_(False), 3 * torch.randn(30, 2, 40)
    tr = trace(module, x)
    monkeypatch.setattr(product, "_ONEDNN", None)
    plain, exact = trace(module, x), trace(module.double(), x.double())
    for name in tr.quantities:
        for each in (tr, plain):
            assert torch.allclose(getattr(each, name).double(), getattr(exact, name), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_half_precision_is_rounded_alike(kind, monkeypatch):
    torch.manual_seed(0)
    module, x = kind(4, 5).bfloat16(), sequences(False, torch.bfloat16)
    whole = trace(module, x)
    monkeypatch.setattr(chunks, "_ROWS", 2 * 3)
    with torch.no_grad():
        tr = trace(module, x)
    for name in tr.quantities:
        assert getattr(tr, name).dtype == torch.bfloat16
        assert torch.allclose(getattr(tr, name), getattr(whole, name), atol=0.02)


@pytest.mark.parametrize("gradients", [False, True])
@pytest.mark.parametrize("packed", [False, True])
def test_only_what_is_to_be_kept_is(packed, gradients):
    module, x = nn.LSTM(4, 5, num_layers=2, bidirectional=True).double(), sequences(packed)
    with torch.set_grad_enabled(gradients):
        tr = trace(module, x)
        for keep, units in ((("cell_state", "hidden_state"), None), (("forget_gate",), None), (None, [0, -1])):
            kept = trace(module, x, keep=keep, units=units)
            assert tuple(kept.quantities) == (keep or tr.quantities)
            for name in kept.quantities:
                whole = getattr(tr, name) if units is None else getattr(tr, name)[..., units]
                assert torch.allclose(getattr(kept, name), whole, equal_nan=True)
                assert getattr(kept, name).requires_grad == gradients
    with pytest.raises(ValueError, match="keep: LSTM has no 'reset_gate'; it has input_gate"):
        trace(module, x, keep="reset_gate")
    with pytest.raises(ValueError, match="keep: expected at least one of input_gate"):
        trace(module, x, keep=())
    with pytest.raises(ValueError, match="units: expected numbers from 0 to 4"):
        trace(module, x, units=[5])


def test_a_run_with_something_held_can_be_kept_in_part():
    gru, x = nn.GRU(4, 5), torch.randn(9, 3, 4)
    held = gru_viz.clamp(update_gate=1.0, steps=slice(4, 9))
    kept = trace(gru, x, keep=("update_gate",), intervene=held)
    assert (kept.update_gate[:, :, 4:] == 1).all()
    assert torch.equal(kept.update_gate, trace(gru, x, intervene=held).update_gate)


def test_a_start_that_is_learned_is_read_without_gradients():
    module, start = nn.LSTM(4, 700), tuple(nn.Parameter(torch.randn(1, 1, 700)) for _ in range(2))
    with torch.no_grad():
        tr = trace(module, torch.randn(3, 1, 4), start)
    assert torch.equal(tr.previous_cell[0, 0, 0], start[1][0])
    assert not tr.cell_state.requires_grad


@pytest.mark.parametrize("gradients", [False, True])
def test_what_was_seen_stays_when_the_model_changes_its_own_tensors(gradients):
    """A residual `x += …` and an activation in place: what is recorded is what the layer read and returned."""
    gru, x = nn.GRU(5, 5), torch.randn(4, 2, 5)
    expected = trace(gru, x)
    start = torch.zeros(1, 2, 5)
    with torch.set_grad_enabled(gradients), watch(gru) as seen:
        output, h_n = gru(x, start)
    with torch.no_grad():
        for each in (x, output, h_n, start):
            each.add_(7)
    tr = seen[""]
    for name in ("hidden_state", "previous_state", "output", "h_n"):
        assert torch.allclose(getattr(tr, name), getattr(expected, name), atol=1e-6)
    assert torch.allclose(tr.layer_inputs[0], x - 7, atol=1e-5)
    with torch.no_grad(), watch(gru, keep=("hidden_state",)) as seen:
        output, _ = gru(x)
        before = output.clone()
        output.zero_()
    assert torch.equal(seen[""].hidden_state[0, 0], before)


def test_what_joined_calls_started_from_follows_every_selection():
    gru = nn.GRU(3, 4)
    with torch.no_grad():
        first, second, other = (trace(gru, torch.randn(3, 2, 3), torch.randn(1, 2, 4)) for _ in range(3))
    both = gru_viz.cat([first, second], over="time")
    expected = torch.cat([first.previous_state, second.previous_state], dim=2)
    assert torch.equal(both.previous_state, expected)
    assert torch.equal(both.sel(steps=slice(1, 5), sample=1).previous_state, expected[:, :, 1:5, 1:])
    assert torch.equal(both.sel(steps=[3]).previous_state, expected[:, :, 3:4])
    assert torch.equal(both.sel(units=[2, 0]).previous_state, expected[..., [2, 0]])
    beside = gru_viz.cat([other, both])
    assert torch.equal(beside.previous_state[:, :, :, 2:], expected)
    assert torch.equal(beside.previous_state[:, :, :3, :2], other.previous_state)
    assert beside.previous_state[:, :, 3:, :2].isnan().all()
    assert torch.equal(gru_viz.cat([both, other], over="time").previous_state[:, :, :6], expected)


def test_the_backward_direction_alone_ends_where_it_does():
    tr = trace(nn.GRU(3, 4, bidirectional=True), torch.randn(6, 2, 3)).sel(direction="backward")
    part = tr.sel(steps=slice(2, 5))
    assert torch.equal(part.h_n, tr.hidden_state[0, 0, 2][None])
    assert torch.equal(part.previous_state, tr.previous_state[:, :, 2:5])


@pytest.mark.parametrize("gradients", [False, True])
def test_what_a_watched_layer_returned_is_its_own_bit_for_bit(gradients):
    gru, x = nn.GRU(3, 5, num_layers=3), torch.randn(1, 2, 3)
    with torch.set_grad_enabled(gradients), watch(gru) as seen:
        output, h_n = gru(x)
    assert torch.equal(seen[""].output, output)
    assert torch.equal(seen[""].hidden_state[-1, 0], output)
    assert torch.equal(seen[""].h_n, h_n)
