"""Never wrong in silence: what a trace cannot tell, it refuses, and names the way out."""

import copy
from functools import partial

import pytest
import torch
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.ao.nn import quantizable
from torch.ao.nn.quantized import dynamic
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence

import gru_viz
from gru_viz.analysis.saturation import saturation
from gru_viz.learning.loss import write_gate

X = torch.randn(5, 2, 4)
#: One worker loads PyTorch's compiler.
COMPILER = pytest.mark.xdist_group("compiler")


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize(("steps", "forget_bias"), [(50, 0), (150, 3)])
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("gradients", [False, True])
@pytest.mark.parametrize("packed", [False, True])
def test_cell_states_in_half_precision_end_in_the_modules_own(
    dtype, steps, forget_bias, bidirectional, gradients, packed
):
    """By oneDNN each step is rounded; by PyTorch's own kernel, which has packed sequences, each operation."""
    torch.manual_seed(0)
    lstm = nn.LSTM(4, 8, bidirectional=bidirectional).to(dtype)
    with torch.no_grad():
        lstm.bias_hh_l0[8:16] += forget_bias
    x = (torch.randn(steps, 2, 4) + 1).to(dtype)
    x = pack_padded_sequence(x, [steps] * 2) if packed else x
    with torch.set_grad_enabled(gradients):
        tr = gru_viz.trace(lstm, x)
    _, (_, c_n) = lstm(x)
    assert tr.cell_state.dtype == dtype
    gap = (tr.cell_state[0, 0, -1] - c_n[0]).abs().max().item()
    # A few roundings of the largest number, where it had drifted by dozens.
    assert gap <= (1 if packed else 8) * torch.finfo(dtype).eps * max(1, c_n.abs().max().item())


def test_cell_states_that_end_elsewhere_than_the_modules_own_are_refused(monkeypatch):
    lstm, (form,) = nn.LSTM(4, 8), gru_viz.trace(nn.LSTM(4, 8), X).cell.forms
    states = form.states
    monkeypatch.setitem(
        vars(form), "states", lambda gates, sweep: {k: v + 0.01 for k, v in states(gates, sweep).items()}
    )
    with pytest.raises(ValueError, match=r"c_n .* differ by 0\.01.*float32"):
        gru_viz.trace(lstm, X)


class Doubled(nn.GRU):
    def forward(self, x, h0=None):
        return super().forward(2 * x, h0)


class Renamed(nn.GRU):
    def forward(self, x, h0=None):
        return super().forward(x, h0)


def hooked(hook, pre=False):
    gru = nn.GRU(4, 8)
    (gru.register_forward_pre_hook if pre else gru.register_forward_hook)(hook)
    return gru


CHANGING = {
    "forward": Doubled(4, 8),
    "hook": hooked(lambda _module, _args, returned: (returned[0] * 2, returned[1])),
    "pre-hook": hooked(lambda _module, args: (args[0] * 2,), pre=True),
}


@pytest.mark.parametrize("module", CHANGING.values(), ids=CHANGING)
def test_what_does_more_than_its_equations_is_refused_with_check_and_without(module):
    with pytest.raises(TypeError, match="check=True"):
        gru_viz.trace(module, X)
    with pytest.raises(ValueError, match="returned something else"):
        gru_viz.trace(module, X, check=True)


@pytest.mark.parametrize("module", [Renamed(4, 8), hooked(lambda *_: None)])
def test_what_only_looks_on_is_traced_once_it_is_checked(module):
    assert torch.equal(gru_viz.trace(module, X, check=True).output, module(X)[0])


@pytest.mark.parametrize("kind", [nn.GRU, nn.LSTM, nn.RNN, gru_viz.TextbookGRU, gru_viz.MinGRU])
def test_check_compares_with_the_same_dropout_masks_and_leaves_the_random_state(kind):
    module = kind(4, 8, 2, dropout=0.5, bidirectional=True).train()
    before = torch.get_rng_state()
    tr = gru_viz.trace(module, X, check=True)
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(module(X)[0], tr.output)


def test_means_respect_lengths_and_carry_gradients():
    gru, long, short = nn.GRU(4, 8), torch.randn(6, 4), torch.randn(2, 4)
    tr = gru_viz.trace(gru, pack_sequence([short, long], enforce_sorted=False))
    alone = [gru_viz.trace(gru, x).update_gate.flatten() for x in (short, long)]
    assert tr.mean("update_gate").item() == pytest.approx(torch.cat(alone).mean().item(), abs=1e-6)
    assert tr.mean("update_gate", over=("time", "unit")).shape == (1, 1, 2)
    assert tr.mean("update_gate", over="time")[0, 0, 0].tolist() == pytest.approx(
        gru_viz.trace(gru, short).update_gate.mean(2).flatten().tolist(), abs=1e-6
    )
    mine = torch.autograd.grad(tr.mean("update_gate"), gru.weight_hh_l0)[0]
    own = torch.autograd.grad(torch.cat(alone).mean(), gru.weight_hh_l0)[0]
    torch.testing.assert_close(mine, own)


def test_the_price_on_writing_works_on_packed_batches():
    gru = nn.GRU(4, 8)
    tr = gru_viz.trace(gru, pack_sequence([torch.randn(6, 4), torch.randn(2, 4)]))
    write_gate(tr).backward()
    assert gru.weight_ih_l0.grad.isfinite().all() and gru.weight_ih_l0.grad.abs().sum() > 0


def test_means_of_what_is_not_there_say_what_is():
    tr = gru_viz.trace(nn.GRU(4, 8), X)
    with pytest.raises(ValueError, match="GRU has no 'forget_gate'; it has reset_gate"):
        tr.mean("forget_gate")
    with pytest.raises(ValueError, match="'step'"):
        tr.mean("update_gate", over=("step",))


GRU = nn.GRU(4, 8)


def nested(layout):
    return torch.nested.nested_tensor([torch.randn(3, 4), torch.randn(5, 4)], layout=layout)


@pytest.mark.parametrize(
    ("module", "x", "error", "sentence"),
    [
        (dynamic.GRU(4, 8), X, TypeError, "quantised GRU.*give the module that it was made from"),
        (quantizable.LSTM(4, 8), X, TypeError, "prepared for it.*give the module that it was made from"),
        (nn.DataParallel(GRU), X, TypeError, r"give its \.module"),
        # Scripted by who needs it: that takes a fifth of a second.
        (partial(torch.jit.script, GRU), X, TypeError, "TorchScript"),
        (nn.GRUCell(4, 8), X, TypeError, r"gru_viz\.watch"),
        (nn.GRU(4, 8, device="meta"), X, ValueError, "load its weights first"),
        (GRU, X.to("meta"), TypeError, "no numbers"),
        # Made by who needs them: what PyTorch loads for the first takes as long to load as itself.
        pytest.param(GRU, lambda: nested(torch.jagged), TypeError, "pack_sequence", marks=COMPILER),
        (GRU, lambda: nested(torch.strided), TypeError, "pack_sequence"),
        (GRU, X.bfloat16(), ValueError, r"x\.to\(torch\.float32\), which under autocast"),
    ],
)
def test_each_has_a_sentence_that_names_the_way_out(module, x, error, sentence):
    module = module() if isinstance(module, partial) else module
    x = x() if callable(x) else x
    with pytest.raises(error, match=sentence):
        gru_viz.trace(module, x)


@COMPILER
def test_a_compiled_module_has_a_sentence():
    with pytest.raises(TypeError, match="_orig_mod"):
        gru_viz.trace(torch.compile(GRU, backend="eager"), X)


@COMPILER
def test_fake_tensors_have_a_sentence():
    with FakeTensorMode(), pytest.raises(TypeError, match="no numbers"):
        gru_viz.trace(GRU, torch.randn(5, 2, 4))


def test_tokens_may_be_any_names():
    assert gru_viz.trace(GRU, X, tokens=range(5)).tokens == (tuple("01234"),) * 2
    with pytest.raises(ValueError, match="expected one for each step"):
        gru_viz.trace(GRU, X, tokens=range(4))


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ({"layer": 9}, "layer: expected numbers from 0 to 0, got 9"),
        ({"sample": 2}, "sample: expected numbers from 0 to 1, got 2"),
        ({"direction": "backward"}, "direction: expected 'forward', got 'backward'"),
    ],
)
def test_figures_of_what_is_not_there_say_what_is(place, sentence):
    with pytest.raises(ValueError, match=sentence):
        gru_viz.figures.gates(gru_viz.trace(GRU, X), **place)


def test_comparing_two_traces_is_no_error():
    one, other = gru_viz.trace(GRU, X), gru_viz.trace(GRU, X)
    assert one != other
    assert len({one, other, one}) == 2


@pytest.mark.parametrize("packed", [False, True])
def test_a_deep_copy_is_of_its_own_and_keeps_gradients(packed):
    x = pack_sequence([torch.randn(3, 4), torch.randn(5, 4)], enforce_sorted=False) if packed else X
    tr = gru_viz.trace(GRU, x)
    twin = copy.deepcopy(tr)
    assert torch.equal(twin.h_n, tr.h_n)
    assert twin.update_gate.data_ptr() != tr.update_gate.data_ptr()
    assert torch.autograd.grad(twin.mean("update_gate"), GRU.weight_hh_l0)[0].abs().sum() > 0


@COMPILER
def test_a_module_compiled_in_place_has_no_original_to_give():
    gru = nn.GRU(4, 8)
    gru.compile(backend="eager")
    for look in (lambda: gru_viz.trace(gru, X), lambda: gru_viz.watch(nn.Sequential(gru))):
        with pytest.raises(TypeError, match=r"its \.compile\(\) was called.*load_state_dict"):
            look()


def test_gates_of_a_cell_without_them_have_a_sentence():
    with pytest.raises(ValueError, match="no gates, as that of an RNN"):
        gru_viz.figures.opening(gru_viz.trace(nn.RNN(4, 8), X))


@pytest.mark.parametrize("name", ["half_lives", "shares", "linear_paths"])
def test_what_is_kept_of_a_cell_without_gates_has_a_sentence(name):
    with pytest.raises(ValueError, match="no gate of RNN keeps its state"):
        getattr(gru_viz.figures, name)(gru_viz.trace(nn.RNN(4, 8), X))


def test_saturation_of_a_cell_without_gates_has_a_sentence():
    with pytest.raises((ValueError, TypeError), match="gate"):
        saturation(gru_viz.trace(nn.RNN(4, 8), X))


def test_a_subclass_that_returns_its_output_alone_cannot_be_checked():
    class OutputAlone(nn.GRU):
        def forward(self, *given):
            return super().forward(*given)[0]

    with pytest.raises(ValueError, match=r"OutputAlone returned Tensor instead of \(output, h_n\)"):
        gru_viz.trace(OutputAlone(3, 4), torch.randn(5, 2, 3), check=True)
