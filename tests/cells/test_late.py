"""What watch() records without gradients is computed when it is first read: to what it was, whatever came after."""

import pickle
from copy import copy, deepcopy

import pytest
import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook
from torch.nn.utils.rnn import pack_sequence

from gru_viz import MinGRU, TextbookGRU, trace, watch
from tests.cells.test_watch import Residual, same


def unread(tr):
    return "_compute" in vars(tr)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", [nn.GRU, nn.LSTM, nn.RNN, TextbookGRU, MinGRU])
@torch.no_grad()
def test_what_happens_to_a_model_afterwards_does_not_change_what_is_read(kind, packed):
    module = kind(3, 4, num_layers=2, dropout=0.5, bidirectional=True).train()
    ragged = [torch.randn(length, 3) for length in (4, 6, 1)]
    given = pack_sequence(ragged, enforce_sorted=False) if packed else torch.randn(6, 3, 3)
    torch.manual_seed(7)
    expected = trace(module, given)
    with watch(module) as seen:
        returned, _ends = module(given)
    assert unread(seen[""].calls[0])
    for each in (given, returned):
        (each.data if packed else each).zero_()
    for parameter in module.parameters():
        parameter.data.mul_(3)  # no version counter hears of it
    module.eval().dropout = 0.0
    after = torch.get_rng_state()
    for name in expected.quantities:
        assert same(getattr(seen[""], name), getattr(expected, name))
    assert torch.equal(torch.get_rng_state(), after)
    assert not unread(seen[""].calls[0])
    for one, other in zip(seen[""].weights, expected.weights, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(one[1].there().values(), other[1].there().values(), strict=True))


@pytest.mark.parametrize("change", [copy, deepcopy, lambda tr: pickle.loads(pickle.dumps(tr))])
def test_a_copy_has_the_numbers(change):
    gru, x = nn.GRU(3, 4), torch.randn(5, 2, 3)
    with torch.no_grad(), watch(gru) as seen:
        gru(x)
    assert same(change(seen[""].calls[0]).update_gate, trace(gru, x).update_gate)


@torch.no_grad()
def test_a_loop_has_one_copy_of_the_weights_until_they_change():
    cell, x = nn.GRUCell(3, 4), torch.randn(2, 3)
    with watch(cell) as seen:
        h = cell(x)
        h = cell(x, h)
        cell.weight_hh.data.neg_()
        cell(x, h)
    first, second, third = (tr.weights[0][0].recurrent for tr in seen[""].calls)
    assert first is second
    assert torch.equal(third, -first)
    assert same(seen[""].calls[2].hidden_state[0, 0, 0], cell(x, h))


def test_inference_mode_leaves_nothing_that_cannot_be_read():
    gru, x = nn.GRU(3, 4, num_layers=2), torch.randn(5, 2, 3)
    with torch.inference_mode(), watch(gru) as seen:
        gru(x)
    assert same(seen[""].update_gate, trace(gru, x).update_gate)


@torch.no_grad()
@pytest.mark.parametrize("layers", [1, 2])
def test_whoever_may_return_something_else_is_found_out_at_once(layers):
    """A subclass, a hook, a forward that somebody put in its place."""
    hooked, replaced = nn.GRU(4, 4, layers), nn.GRU(4, 4, layers)
    hooked.register_forward_hook(lambda _module, _args, returned: (returned[0] * 2, returned[1]))
    own = replaced.forward
    replaced.forward = lambda x: (own(x)[0] + 1, own(x)[1])
    for module in (Residual(4, 4, layers), hooked, replaced):
        with watch(module), pytest.raises(ValueError, match="returned something else"):
            module(torch.randn(3, 1, 4))


@torch.no_grad()
def test_what_only_the_numbers_tell_is_said_when_they_are_read():
    """A hook on all modules that there are stands in none of them."""
    gru = nn.GRU(3, 4)
    everywhere = register_module_forward_hook(lambda _module, _args, returned: (returned[0] * 2, returned[1]))
    try:
        with watch(gru) as seen:
            gru(torch.randn(5, 2, 3))
    finally:
        everywhere.remove()
    for _ in range(2):
        with pytest.raises(ValueError, match=r"'the module' \(GRU\) returned something else than its equations say"):
            _ = seen[""].update_gate


def test_a_name_that_is_no_quantity_is_no_reason_to_compute():
    gru = nn.GRU(3, 4)
    with torch.no_grad(), watch(gru) as seen:
        gru(torch.randn(5, 2, 3))
    tr = seen[""].calls[0]
    assert tr.gates == ("reset_gate", "update_gate")
    with pytest.raises(AttributeError, match="'GRUTrace' object has no attribute 'forget_gate'"):
        _ = tr.forget_gate
    assert unread(tr)
