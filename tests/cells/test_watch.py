"""watch(): real models, as engineers have them. Each case reads like its documentation."""

import pytest
import torch
from torch import distributed, nn
from torch.nn.utils.rnn import pack_padded_sequence
from torch.utils.checkpoint import checkpoint

import gru_viz
from gru_viz import MinGRU, TextbookGRU, trace, watch


class Classifier(nn.Module):
    """An encoder with attention over its states."""

    def __init__(self, **options):
        super().__init__()
        self.encoder = nn.ModuleDict({"gru": nn.GRU(5, 8, batch_first=True, **options)})
        width = 8 * (2 if options.get("bidirectional") else 1)
        self.attention, self.out = nn.Linear(width, 1), nn.Linear(width, 3)

    def forward(self, x):
        output, _ = self.encoder["gru"](x)
        return self.out((self.attention(output).softmax(1) * output).sum(1))


class Decoder(nn.Module):
    """A loop over nn.GRUCell that mixes something else into the state between the steps."""

    def __init__(self, kind=nn.GRUCell):
        super().__init__()
        self.cell, self.context = kind(4, 6), nn.Linear(6, 6)

    def forward(self, x):
        h, outputs = x.new_zeros(x.shape[1], 6), []
        for step in x:
            h = self.cell(step, h)
            outputs.append(h)
            h = h + 0.1 * self.context(h)
        return torch.stack(outputs)


def same(one, other):
    return torch.allclose(one, other, atol=1e-6, equal_nan=True)


def test_a_gru_inside_a_model_with_attention():
    model, x = Classifier(), torch.randn(3, 7, 5)
    expected = model(x)
    with watch(model) as seen:
        assert torch.equal(model(x), expected)
    assert list(seen) == ["encoder.gru"]
    tr = trace(model.encoder["gru"], x)
    for quantity in tr.quantities:
        assert same(getattr(seen["encoder.gru"], quantity), getattr(tr, quantity))
    assert torch.equal(seen["encoder.gru"].output, model.encoder["gru"](x)[0])


@pytest.mark.parametrize("kind", [nn.GRU, nn.LSTM, nn.RNN, TextbookGRU, MinGRU])
@pytest.mark.parametrize("packed", [True, False])
def test_packed_and_bidirectional_in_training_with_dropout(kind, packed):
    module = kind(3, 4, num_layers=2, dropout=0.5, bidirectional=True).train()
    model, x = nn.Sequential(module), torch.randn(6, 3, 3)
    given = pack_padded_sequence(x, [6, 4, 1], enforce_sorted=False) if packed else x
    torch.manual_seed(7)
    expected = module(given)[0]
    following = torch.rand(1)
    torch.manual_seed(7)
    with watch(model) as seen:
        output = model(given)[0]
    assert torch.equal(torch.rand(1), following)
    torch.manual_seed(7)
    tr = trace(module, given)
    data = [each.data if packed else each for each in (output, expected)]
    assert torch.equal(*data)
    for quantity in tr.quantities:
        assert same(getattr(seen["0"], quantity), getattr(tr, quantity))


@pytest.mark.parametrize("kind", [nn.GRUCell, nn.RNNCell])
def test_cells_in_a_loop_come_back_as_one_sequence(kind):
    model, x = Decoder(kind), torch.randn(5, 2, 4)
    with watch(model) as seen:
        outputs = model(x)
    assert len(seen["cell"].calls) == 5
    with pytest.raises(AttributeError, match=r"called 5 times.*joined"):
        _ = seen["cell"].hidden_state
    tr = seen["cell"].joined()
    assert torch.equal(tr.hidden_state[0, 0], outputs)
    started = torch.cat([torch.zeros(1, 2, 6), (outputs + 0.1 * model.context(outputs))[:-1]])
    assert same(tr.previous_state[0, 0], started)
    assert tr.lengths == (5, 5)
    assert tr.to_pandas().shape[0] == 5 * 2 * 6


def test_lstm_cells_keep_both_states():
    cell, x = nn.LSTMCell(3, 4), torch.randn(2, 3)
    with watch(cell) as seen:
        h, c = cell(x)
        h2, c2 = cell(x, (h, c))
    tr = seen[""].joined()
    assert torch.equal(tr.hidden_state[0, 0, 1], h2)
    assert same(tr.cell_state[0, 0], torch.stack([c, c2]))
    assert same(tr.previous_cell[0, 0, 1], c)


def test_a_decoder_that_calls_nn_gru_step_by_step():
    gru, x = nn.GRU(3, 4), torch.randn(6, 2, 3)
    with watch(gru) as seen:
        h = None
        for step in x:
            _, h = gru(step[None], h)
    tr, whole = seen[""].joined(), trace(gru, x)
    for quantity in whole.quantities:
        assert same(getattr(tr, quantity), getattr(whole, quantity))
    assert torch.equal(tr.h_n, h)


def test_gradients_flow_and_are_the_models_own():
    model, x = Classifier(), torch.randn(3, 7, 5)
    model(x).sum().backward()
    own = [parameter.grad.clone() for parameter in model.parameters()]
    model.zero_grad()
    with watch(model) as seen:
        model(x).sum().backward(retain_graph=True)
    assert all(torch.equal(p.grad, grad) for p, grad in zip(model.parameters(), own, strict=True))
    seen["encoder.gru"].update_gate.mean().backward()


def test_checkpointed_layers_work():
    gru, x = nn.GRU(3, 4), torch.randn(5, 2, 3, requires_grad=True)
    gru(x)[0].sum().backward()
    own = x.grad.clone()
    x.grad = None
    with watch(gru) as seen:
        checkpoint(lambda v: gru(v)[0], x, use_reentrant=False).sum().backward()
    assert torch.allclose(x.grad, own)
    assert same(seen[""].calls[0].hidden_state, trace(gru, x).hidden_state)


def test_autocast_is_seen_in_the_modules_own_precision():
    model, x = Classifier(), torch.randn(3, 7, 5)
    with torch.autocast("cpu", torch.bfloat16):
        expected = model(x)
        with watch(model) as seen:
            output = model(x)
    assert torch.equal(output, expected)
    gates = trace(model.encoder["gru"], x).update_gate
    assert seen["encoder.gru"].update_gate.dtype == torch.float32
    assert torch.allclose(seen["encoder.gru"].update_gate, gates, atol=0.02)


def runs_under_autocast(module, x):
    """oneDNN's kernels in bfloat16 need more than AVX2."""
    try:
        with torch.autocast("cpu", torch.bfloat16):
            module(x)
    except RuntimeError as error:
        assert "primitive" in str(error)
        return False
    return True


@pytest.mark.parametrize("gradients", [True, False])
@pytest.mark.parametrize("options", [{}, {"num_layers": 2, "bidirectional": True}])
def test_under_autocast_an_lstm_ends_in_the_cell_state_that_it_returns(gradients, options):
    """It rounds c_t at every step, which adds up: in float32 it would end elsewhere."""
    torch.manual_seed(0)
    lstm, x = nn.LSTM(4, 8, **options), torch.randn(700, 2, 4) + 1
    with torch.no_grad():
        for name, bias in lstm.named_parameters():
            if name.startswith("bias_ih"):
                bias[8:16] += 6
    exact = trace(lstm, x).c_n
    if not runs_under_autocast(lstm, x):
        pytest.skip("PyTorch has no nn.LSTM under autocast on this processor")
    with torch.set_grad_enabled(gradients), torch.autocast("cpu", torch.bfloat16), watch(lstm) as seen:
        output, (_h_n, c_n) = lstm(x)
    tr, directions = seen[""].calls[0], 2 if options else 1
    assert torch.equal(tr.output, output.float())
    assert tr.cell_state.dtype == tr.previous_cell.dtype == tr.start[1].dtype == torch.float32
    ends = torch.stack([states[0 if side else -1] for layer in tr.cell_state for side, states in enumerate(layer)])
    allowed = 3 * torch.finfo(torch.bfloat16).eps * c_n.abs().max()
    assert len(ends) == directions * lstm.num_layers
    assert (ends - c_n).abs().max() <= allowed < (exact - c_n).abs().max()


def test_only_what_is_asked_for_is_kept():
    model = nn.ModuleDict({"a": nn.GRU(3, 4), "b": nn.LSTM(3, 4)})
    x = torch.randn(5, 2, 3)
    with watch(model, "a", keep=("update_gate",), units=[0, 3], every=2) as seen:
        for _ in range(3):
            model["a"](x)
            model["b"](x)
    assert list(seen) == ["a"]
    assert len(seen["a"].calls) == 2
    kept = seen["a"].calls[0]
    assert same(kept.update_gate, trace(model["a"], x).update_gate[..., [0, 3]])
    with pytest.raises(AttributeError, match="'hidden_state' was not kept; kept were update_gate"):
        _ = kept.hidden_state
    assert repr(kept) == "<Kept of GRU: update_gate (1, 1, 5, 2, 2), units [0, 3]>"
    assert repr(seen) == "<Watch: <'a': 2 calls>>"


def test_what_was_not_called_says_so_and_calls_in_both_directions_say_the_way_out():
    model = nn.ModuleDict({"a": nn.GRU(3, 4, bidirectional=True), "b": nn.GRU(3, 4)})
    with watch(model) as seen:
        for _ in range(2):
            model["a"](torch.randn(5, 2, 3))
    with pytest.raises(AttributeError, match="'b' was not called"):
        _ = seen["b"].update_gate
    with pytest.raises(ValueError, match=r"with gru_viz\.cat"):
        seen["a"].joined()
    assert len(gru_viz.cat(seen["a"].calls).lengths) == 4


def test_nothing_is_left_even_after_an_exception():
    model = Classifier()
    hooks = [len(m._forward_hooks) + len(m._forward_pre_hooks) for m in model.modules()]

    def fail():
        with watch(model):
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert [len(m._forward_hooks) + len(m._forward_pre_hooks) for m in model.modules()] == hooks


class Residual(nn.GRU):
    """A subclass whose forward adds something of its own."""

    def forward(self, x, h0=None):
        output, h_n = super().forward(x, h0)
        return output + x, h_n


@pytest.mark.parametrize("layers", [1, 2])
def test_a_forward_of_its_own_is_refused_and_not_told_wrong(layers):
    with watch(Residual(4, 4, layers)) as seen, pytest.raises(ValueError, match="returned something else"):
        seen._modules[""](torch.randn(3, 1, 4))


class StatesOnly(nn.GRU):
    def forward(self, x):
        return super().forward(x)[0]


class OfABatch(nn.GRU):
    def forward(self, batch):
        return super().forward(batch["x"])


class WithLengths(nn.GRU):
    def forward(self, x, lengths):
        return super().forward(x[:, : len(lengths)])


@pytest.mark.parametrize(
    ("module", "given"),
    [(StatesOnly(4, 4), ()), (OfABatch(4, 4), ()), (WithLengths(4, 4), ([3],)), (nn.LSTM(4, 4, proj_size=2), ())],
)
def test_a_layer_that_is_called_in_a_way_of_its_own_has_a_sentence(module, given):
    x = torch.randn(3, 1, 4)
    with watch(module), pytest.raises((TypeError, ValueError), match="watch other layers by their names"):
        module({"x": x} if isinstance(module, OfABatch) else x, *given)


def test_a_hook_that_changes_the_output_is_noticed():
    gru = nn.GRU(3, 4)
    gru.register_forward_hook(lambda _module, _args, returned: (returned[0] * 2, returned[1]))
    with watch(gru), pytest.raises(ValueError, match="returned something else"):
        gru(torch.randn(3, 1, 3))


@pytest.mark.parametrize(
    ("model", "error", "sentence"),
    [
        (nn.Linear(2, 3), ValueError, "there are none"),
        (3, TypeError, "expected a torch.nn.Module"),
        (nn.Sequential(nn.GRU(2, 3, device="meta")), ValueError, "'0' in the model: its parameters have no numbers"),
    ],
)
def test_what_cannot_be_watched_says_so(model, error, sentence):
    with pytest.raises(error, match=sentence):
        watch(model)


def test_a_name_that_is_not_there_lists_those_that_are():
    with pytest.raises(ValueError, match=r"no recurrent layer is called 'decoder\*'; there are 'encoder.gru'"):
        watch(Classifier(), "decoder*")
    with watch(Classifier()) as seen, pytest.raises(KeyError, match=r"there are 'encoder\.gru'"):
        _ = seen["x"]


def test_data_parallel_on_one_processor_works():
    model = nn.DataParallel(Classifier())
    with watch(model) as seen:
        model(torch.randn(2, 3, 5))
    assert seen["module.encoder.gru"].update_gate.shape == (1, 1, 3, 2, 8)


#: A process group that goes waits for its threads and holds Python's lock, which they may still want for a moment: the
#: test would hang once in many times. Here it lasts as long as the process.
LASTING = []


def test_distributed_data_parallel_in_one_process_works(tmp_path):
    distributed.init_process_group("gloo", init_method=(tmp_path / "meet").as_uri(), rank=0, world_size=1)
    try:
        alone = Classifier()
        model, x = nn.parallel.DistributedDataParallel(alone), torch.randn(3, 7, 5)
        LASTING.append(model)
        with watch(model) as seen:
            output = model(x)
        output.sum().backward()
    finally:
        distributed.destroy_process_group()
    assert torch.equal(output, alone(x))
    assert same(seen["module.encoder.gru"].update_gate, trace(alone.encoder["gru"], x).update_gate)
    assert all(parameter.grad is not None for parameter in alone.parameters())


def test_it_is_a_public_name():
    assert gru_viz.watch is watch
