"""Long runs with gradients: computed in chunks and once more on the way back; autograd itself is the oracle."""

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence

from gru_viz import MinGRU, TextbookGRU, trace, watch
from gru_viz.cells import chunks

KINDS = [nn.GRU, TextbookGRU, nn.LSTM, nn.RNN, MinGRU]


@pytest.fixture
def small(monkeypatch):
    """Two steps in a chunk, one in the last."""
    monkeypatch.setattr(chunks, "_ROWS", 2 * 3)


def layer(kind, bias=True, **options):
    torch.manual_seed(0)
    module = kind(4, 5, num_layers=2, bias=bias, bidirectional=True, **options).double()
    start = [torch.randn(4, 3, 5, dtype=torch.float64, requires_grad=True) for _ in range(1 + (kind is nn.LSTM))]
    return module, start


def read(module, x, start, packed, **options):
    given = pack_sequence(list(x), enforce_sorted=False) if packed else torch.stack(x, 1)
    return trace(module, given, tuple(start) if len(start) > 1 else start[0], **options)


def loss(tr, weights):
    """Every number counts, and each in a way of its own."""
    return sum((getattr(tr, name).nan_to_num() ** 2 * weights[name]).sum() for name in weights)


def sequences(packed):
    torch.manual_seed(1)
    lengths = (2, 5, 3) if packed else (5, 5, 5)
    return [torch.randn(length, 4, dtype=torch.float64, requires_grad=True) for length in lengths]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_derivatives_are_those_of_the_equations_as_they_are_written(kind, bias, packed, monkeypatch):
    module, start = layer(kind, bias)
    x = sequences(packed)
    inputs = [*x, *start, *module.parameters()]
    tr = read(module, x, start, packed)
    weights = {name: torch.randn_like(getattr(tr, name)) for name in tr.quantities}
    expected = torch.autograd.grad(loss(tr, weights), inputs)
    monkeypatch.setattr(chunks, "_ROWS", 2 * 3)
    found = torch.autograd.grad(loss(read(module, x, start, packed), weights), inputs)
    for one, other in zip(found, expected, strict=True):
        assert torch.allclose(one, other, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["forget_gate", "cell_state"])
def test_one_quantity_alone_has_its_derivatives(name, monkeypatch):
    module, start = layer(nn.LSTM)
    x = sequences(True)
    found = []
    for rows, options in ((10**6, {}), (6, {"keep": (name,)}), (6, {"keep": (name,), "units": range(5)})):
        monkeypatch.setattr(chunks, "_ROWS", rows)
        values = getattr(read(module, x, start, True, **options), name)
        found.append(torch.autograd.grad(values.nan_to_num().square().sum(), [*x, *start, *module.parameters()]))
    for other in found[1:]:
        for one, same in zip(found[0], other, strict=True):
            assert torch.allclose(one, same, rtol=1e-12, atol=1e-12)


@pytest.mark.xdist_group("compiler")  # whose mathematics gradcheck loads
@pytest.mark.parametrize("kind", [nn.GRU, nn.LSTM])
@pytest.mark.usefixtures("small")
def test_second_derivatives_are_there(kind):
    """By finite differences of the first."""
    module = kind(2, 3).double()
    given = [torch.randn(5, 3, 2, dtype=torch.float64, requires_grad=True), *module.parameters()]

    def gates(x, *parameters):
        for name, value in zip(dict(module.named_parameters()), parameters, strict=True):
            module._parameters[name] = value
        module._flat_weights = list(parameters)
        tr = trace(module, x)
        return tuple(getattr(tr, name) for name in tr.quantities)

    assert torch.autograd.gradcheck(gates, given, fast_mode=True)
    assert torch.autograd.gradgradcheck(gates, given, fast_mode=True)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", [nn.GRU, nn.LSTM])
def test_derivatives_that_are_followed_are_those_of_a_run_that_is_kept_whole(kind, packed, monkeypatch):
    """First and second ones of a loss whose derivatives by the gates depend on the gates."""
    module, start = layer(kind)
    lengths = (5, 3, 4) if packed else (5, 5, 5)
    x = [torch.randn(length, 4, dtype=torch.float64, requires_grad=True) for length in lengths]
    by = [*x, *start, *module.parameters()]

    def found():
        tr = read(module, x, start, packed)
        loss = sum(getattr(tr, name).nan_to_num().pow(2).sum() for name in tr.quantities)
        first = torch.autograd.grad(loss, by, create_graph=True)
        return *first, *torch.autograd.grad(sum(each.pow(2).sum() for each in first), by)

    expected = found()
    monkeypatch.setattr(chunks, "_ROWS", 2 * 3)
    for followed, whole in zip(found(), expected, strict=True):
        torch.testing.assert_close(followed, whole)


def test_a_watched_layer_has_them_too(monkeypatch):
    gru, x = nn.GRU(3, 4, batch_first=True), torch.randn(3, 9, 3)
    (expected,) = torch.autograd.grad(trace(gru, x).update_gate.mean(), gru.weight_hh_l0)
    monkeypatch.setattr(chunks, "_ROWS", 2 * 3)
    with watch(gru) as seen:
        gru(x)
    (found,) = torch.autograd.grad(seen[""].update_gate.mean(), gru.weight_hh_l0)
    assert torch.allclose(found, expected, atol=1e-7)


@pytest.mark.parametrize("kind", [nn.GRU, nn.LSTM])
@pytest.mark.usefixtures("small")
def test_half_precision_has_derivatives_in_its_own(kind):
    module = kind(3, 4).bfloat16()
    tr = trace(module, torch.randn(9, 3, 3, dtype=torch.bfloat16))
    (found,) = torch.autograd.grad(getattr(tr, tr.gates[0]).float().mean(), module.weight_ih_l0)
    exact = module.float()
    tr = trace(exact, tr.layer_inputs[0].float())
    (expected,) = torch.autograd.grad(getattr(tr, tr.gates[0]).mean(), exact.weight_ih_l0)
    assert found.dtype == torch.bfloat16
    assert torch.allclose(found.float(), expected, atol=0.002, rtol=0.05)
