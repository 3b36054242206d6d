"""MinGRU against its equations in a plain loop, and its scan against autograd."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence
from torch.utils._python_dispatch import TorchDispatchMode

import gru_viz
from gru_viz.cells.mingru import MinGRU, scan


@st.composite
def runs(draw):
    """Any module, any form of input, with and without h0, in float64."""
    seed = draw(st.integers(0, 2**20))
    torch.manual_seed(seed)
    layers = draw(st.integers(1, 3))
    options = {name: draw(st.booleans()) for name in ("bias", "batch_first", "bidirectional")}
    options["dropout"] = draw(st.sampled_from([0.0, 0.4])) if layers > 1 else 0.0
    module = MinGRU(draw(st.integers(1, 4)), draw(st.integers(1, 5)), layers, **options).double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.mul_(3)  # gates that leave the middle
    module.train(draw(st.booleans()))
    steps, batch = draw(st.integers(1, 20)), draw(st.integers(1, 3))
    form = draw(st.sampled_from(["batched", "unbatched", "packed"]))
    shape = (steps,) if form == "unbatched" else (batch, steps) if module.batch_first else (steps, batch)
    x = torch.randn(*shape, module.input_size, dtype=torch.float64)
    if form == "packed":
        lengths = [steps, *(draw(st.integers(1, steps)) for _ in range(batch - 1))]
        x = pack_padded_sequence(x, lengths, module.batch_first, enforce_sorted=False)
    rows = layers * (2 if module.bidirectional else 1)
    shape = (rows, module.hidden_size) if form == "unbatched" else (rows, batch, module.hidden_size)
    return module, x, torch.randn(shape, dtype=torch.float64) if draw(st.booleans()) else None


def sequences(module, x):
    """Every sequence of the batch by itself, (T, F)."""
    if isinstance(x, PackedSequence):
        padded, lengths = pad_packed_sequence(x)
        return [padded[:length, sample] for sample, length in enumerate(lengths)]
    if x.dim() == 2:
        return [x]
    return list((x if module.batch_first else x.transpose(0, 1)).unbind(0))


def looped(module, x, start):
    """What one sequence (T, F) gives from `start` (rows, H): the paper's equations, step by step; and the last states."""
    ends = []
    for layer in range(module.num_layers):
        outputs = []
        for direction in range(1 + module.bidirectional):
            suffix = f"_l{layer}{'_reverse' if direction else ''}"
            w_z, w_h = getattr(module, f"weight_ih{suffix}").chunk(2)
            b_z, b_h = getattr(module, f"bias_ih{suffix}").chunk(2) if module.bias else (0.0, 0.0)
            h, states = start[len(ends)], [None] * len(x)
            for t in reversed(range(len(x))) if direction else range(len(x)):
                z = torch.sigmoid(w_z @ x[t] + b_z)
                h = (1 - z) * h + z * (w_h @ x[t] + b_h)
                states[t] = h
            outputs.append(torch.stack(states))
            ends.append(h)
        x = torch.cat(outputs, dim=-1)
    return x, torch.stack(ends)


@given(runs())
def test_the_module_is_its_equations_in_a_loop(run):
    module, x, h0 = run
    output, h_n = module.eval()(x, h0)
    shape = (module.num_layers * (1 + module.bidirectional), -1, module.hidden_size)
    ends = h_n.reshape(shape)
    start = torch.zeros_like(ends) if h0 is None else h0.reshape(shape)
    every = zip(sequences(module, x), sequences(module, output), strict=True)
    for sample, (read, given_out) in enumerate(every):
        expected, last = looped(module, read, start[:, sample])
        assert torch.allclose(given_out, expected, rtol=0, atol=1e-12)
        assert torch.allclose(ends[:, sample], last, rtol=0, atol=1e-12)


@given(runs())
def test_output_and_last_state_of_a_trace_are_the_modules_own(run):
    module, x, h0 = run
    torch.manual_seed(7)
    output, h_n = module(x, h0)
    torch.manual_seed(7)
    tr = gru_viz.trace(module, x, h0)
    assert type(tr.output) is type(output)
    pairs = [(tr.output.data, output.data)] if isinstance(output, PackedSequence) else [(tr.output, output)]
    assert all(torch.equal(*pair) for pair in [*pairs, (tr.h_n, h_n)])


@given(runs())
def test_the_records_satisfy_the_equations(run):
    tr = gru_viz.trace(*run)
    for layer in range(tr.num_layers):
        for direction in range(tr.num_directions):
            weights = tr.weights[layer][direction]
            sums = nn.functional.linear(tr.layer_inputs[layer], weights.weight_ih, weights.bias_ih)
            z, candidate = sums.chunk(2, dim=-1)
            found = [getattr(tr, name)[layer, direction] for name in (*tr.quantities, "previous_state")]
            inside = ~found[2].isnan()
            assert torch.allclose(found[0][inside], torch.sigmoid(z)[inside], rtol=0, atol=1e-12)
            assert torch.allclose(found[1][inside], candidate[inside], rtol=0, atol=1e-12)
            expected = (1 - found[0]) * found[3] + found[0] * found[1]
            assert torch.allclose(found[2][inside], expected[inside], rtol=0, atol=1e-12)


@given(runs())
def test_gradients_are_those_of_the_loop(run):
    module, x, h0 = run
    module.eval()
    output, h_n = module(x, h0)
    parameters = list(module.parameters())
    weight = torch.linspace(-1, 1, module.hidden_size * (1 + module.bidirectional), dtype=torch.float64)
    total = sum((each * weight).sum() for each in sequences(module, output)) + h_n.square().sum()
    found = torch.autograd.grad(total, parameters)
    shape = (module.num_layers * (1 + module.bidirectional), -1, module.hidden_size)
    start = torch.zeros_like(h_n.reshape(shape)) if h0 is None else h0.reshape(shape)
    expected = 0.0
    for sample, read in enumerate(sequences(module, x)):
        states, last = looped(module, read, start[:, sample])
        expected = expected + (states * weight).sum() + last.square().sum()
    for mine, theirs in zip(found, torch.autograd.grad(expected, parameters), strict=True):
        assert torch.allclose(mine, theirs, rtol=1e-9, atol=1e-11)


@pytest.mark.xdist_group("compiler")  # whose mathematics gradcheck loads
@pytest.mark.parametrize("steps", [1, 2, 3, 4, 7, 8, 9])
def test_the_scans_own_derivatives_are_those_of_finite_differences(steps):
    torch.manual_seed(steps)
    # Two beside each other, which must not mix: every number of every step is shifted by itself.
    keep = torch.rand(steps, 1, 2, dtype=torch.float64, requires_grad=True)
    new = torch.randn(steps, 1, 2, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(scan, (keep, new))


class Count(TorchDispatchMode):
    """Operations of PyTorch while it is on."""

    calls = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.calls += 1
        return func(*args, **(kwargs or {}))


def operations(act) -> int:
    with torch.no_grad(), Count() as count:
        act()
    return count.calls


@pytest.mark.xdist_group("compiler")  # counting operations loads it
def test_a_sixteen_times_longer_sequence_takes_less_than_twice_as_many_operations():
    module = MinGRU(2, 3, bidirectional=True)
    short, long = (torch.randn(steps, 1, 2) for steps in (256, 4096))
    for run in (module, lambda x: gru_viz.trace(module, x)):
        few, many = operations(lambda run=run: run(short)), operations(lambda run=run: run(long))
        assert many < 2 * few
        assert many < 1000


def test_a_very_long_memory_neither_overflows_nor_is_lost():
    """Gates that keep all but 1e-6 for 100,000 steps, and gates at their very ends."""
    steps = 100_000
    keep = torch.full((steps, 1), 1 - 1e-6, dtype=torch.float64)
    new = torch.zeros(steps, 1, dtype=torch.float64)
    new[0] = 1.0
    assert scan(keep, new)[-1].item() == pytest.approx((1 - 1e-6) ** (steps - 1), rel=1e-10)
    module = MinGRU(1, 2, bias=False)
    with torch.no_grad():
        module.weight_ih_l0[:] = torch.tensor([[1e4], [-1e4], [1.0], [1.0]])
    h = module(torch.ones(steps, 1), torch.full((1, 2), 0.5))[0]
    assert torch.equal(h, torch.tensor([1.0, 0.5]).expand(steps, 2))


def test_parameters_have_the_names_and_order_of_nn_gru_without_a_recurrent_matrix():
    module, gru = MinGRU(3, 4, 2, bidirectional=True), nn.GRU(3, 4, 2, bidirectional=True)
    theirs = {name: p for name, p in gru.named_parameters() if "_hh" not in name}
    ours = dict(module.named_parameters())
    assert list(ours) == list(theirs)
    assert all(
        3 * len(p) == 2 * len(theirs[name]) and p.shape[1:] == theirs[name].shape[1:] for name, p in ours.items()
    )
    assert repr(module) == repr(gru).replace("GRU", "MinGRU")


@pytest.mark.xdist_group("compiler")
def test_it_learns_in_both_directions_of_a_packed_batch():
    torch.manual_seed(0)
    module, head = MinGRU(1, 8, bidirectional=True), nn.Linear(16, 1)
    x = pack_padded_sequence(torch.randn(12, 16, 1), [12] * 8 + [7] * 8)
    target = PackedSequence(*x)
    padded, lengths = pad_packed_sequence(target)
    wanted = padded.cumsum(0).tanh()
    inside = torch.arange(12)[:, None] < lengths
    optimiser = torch.optim.Adam([*module.parameters(), *head.parameters()], lr=0.02)
    losses = []
    for _ in range(80):
        found = head(pad_packed_sequence(module(x)[0])[0])
        loss = (found - wanted)[inside].square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 4
