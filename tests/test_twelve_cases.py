"""Twelve models as engineers have them, and how to look inside each. Every oracle is the model's own framework."""

import os

os.environ.setdefault("KERAS_BACKEND", "torch")

import numpy as np
import onnx
import pytest
import torch
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from torch.utils.checkpoint import checkpoint

import gru_viz
from tests.learning.files.speaker import Speaker, handed_over
from tests.learning.files.test_torchfile import sparse


class Translator(nn.Module):
    """A GRU that reads, attention over its states, and cells in a loop that answer."""

    def __init__(self):
        super().__init__()
        self.encoder, self.cell = nn.GRU(5, 8, batch_first=True), nn.GRUCell(8, 8)
        self.attention, self.out = nn.Linear(8, 1), nn.Linear(8, 3)

    def forward(self, x):
        states, last = self.encoder(x)
        context = (self.attention(states).softmax(1) * states).sum(1)
        h, answers = last[0], []
        for _ in range(4):
            h = self.cell(context, h)
            answers.append(self.out(h))
            context = context + 0.1 * h  # whatever stands between the steps is left alone
        return torch.stack(answers, 1)


MODEL = Translator()
#: From a seed: of a hundred others two or three bring both sides' own roundings in float32 beyond 1e-6.
X = torch.randn(3, 7, 5, generator=torch.Generator().manual_seed(0))


def mixed(tr):
    """h_t as the recorded gates say: z keeps what was, 1 − z takes the candidate."""
    return (1 - tr.update_gate) * tr.candidate_state + tr.update_gate * tr.previous_state


def test_1_a_gru_inside_a_model_with_attention():
    with gru_viz.watch(MODEL) as seen:
        answers = MODEL(X)
    assert torch.equal(answers, MODEL(X))  # nothing about the model has changed
    states, _last = MODEL.encoder(X)
    torch.testing.assert_close(seen["encoder"].hidden_state[0, 0].transpose(0, 1), states)
    torch.testing.assert_close(mixed(seen["encoder"].calls[0])[0, 0].transpose(0, 1), states)


def test_2_cells_in_a_loop_are_one_sequence():
    with gru_viz.watch(MODEL, "cell") as seen:
        answers = MODEL(X)
    tr = seen["cell"].joined()
    assert len(seen["cell"].calls) == tr.hidden_state.shape[2] == 4
    torch.testing.assert_close(MODEL.out(tr.hidden_state[0, 0]).transpose(0, 1), answers)
    torch.testing.assert_close(mixed(tr), tr.hidden_state)


def test_3_packed_and_bidirectional_in_train_mode_with_dropout():
    gru = nn.GRU(5, 4, num_layers=2, bidirectional=True, dropout=0.5).train()
    packed = pack_padded_sequence(torch.randn(6, 3, 5), [6, 4, 1], enforce_sorted=False)
    torch.manual_seed(1)
    expected, _lengths = pad_packed_sequence(gru(packed)[0])
    torch.manual_seed(1)
    with gru_viz.watch(gru) as seen:
        output, _lengths = pad_packed_sequence(gru(packed)[0])
    assert torch.equal(output, expected)  # the same dropout masks, drawn by the call itself
    last = seen[""].hidden_state[-1].nan_to_num(0)  # past the end of a shorter sequence: NaN
    torch.testing.assert_close(torch.cat([last[0], last[1]], dim=-1), expected)
    assert seen[""].calls[0].mean("update_gate", over=("time", "batch")).isfinite().all()


def test_4_an_lstm_in_bfloat16_keeps_its_cell_state():
    lstm = nn.LSTM(3, 16).to(torch.bfloat16)
    with torch.no_grad():
        lstm.bias_ih_l0[16:32] += 3  # a forget gate near 1: c_t grows, where low precision would drift
    x = torch.randn(300, 1, 3, dtype=torch.bfloat16)
    tr = gru_viz.trace(lstm, x, check=True)
    _output, (_h_n, c_n) = lstm(x)
    torch.testing.assert_close(tr.cell_state[0, 0, -1].float(), c_n[0].float(), atol=0.03, rtol=0.01)


def test_5_checkpointed():
    gru, x = nn.GRU(5, 8), torch.randn(7, 3, 5, requires_grad=True)
    gru(x)[0].sum().backward()
    own = x.grad.clone()
    x.grad = None
    with gru_viz.watch(gru) as seen:
        checkpoint(lambda v: gru(v)[0], x, use_reentrant=False).sum().backward()
    torch.testing.assert_close(x.grad, own)
    torch.testing.assert_close(mixed(seen[""].calls[0])[0, 0], gru(x)[0])


@pytest.mark.xdist_group("compiler")
def test_6_a_compiled_model_is_watched_as_it_was_before():
    compiled = torch.compile(MODEL, backend="eager")
    with pytest.raises(TypeError, match="_orig_mod"):
        gru_viz.watch(compiled)
    with gru_viz.watch(compiled._orig_mod) as seen:
        compiled._orig_mod(X)
    assert list(seen) == ["encoder", "cell"]


def test_7_autocast():
    with torch.autocast("cpu", torch.bfloat16):
        expected = MODEL(X)
        with gru_viz.watch(MODEL) as seen:
            assert torch.equal(MODEL(X), expected)
    states, _last = MODEL.encoder(X)
    torch.testing.assert_close(mixed(seen["encoder"].calls[0])[0, 0].transpose(0, 1), states, atol=0.03, rtol=0)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("after", "ours"), [(True, nn.GRU), (False, gru_viz.TextbookGRU)])
@pytest.mark.xdist_group("compiler")
def test_8_and_9_a_keras_gru_with_its_reset_gate_after_the_matrix_and_before(tmp_path, after, ours):
    keras = pytest.importorskip("keras")
    gru = keras.layers.GRU(8, return_sequences=True, reset_after=after, name="mine")
    model = keras.Sequential([keras.layers.Input((None, 5)), gru])
    model.save(tmp_path / "model.keras")
    layer = gru_viz.load(tmp_path / "model.keras")["mine"]
    assert type(layer) is ours
    theirs = torch.from_numpy(keras.ops.convert_to_numpy(model(X.numpy())))
    torch.testing.assert_close(gru_viz.trace(layer, X).output, theirs, atol=1e-6, rtol=0)


@pytest.mark.parametrize(("after", "ours"), [(1, nn.GRU), (0, gru_viz.TextbookGRU)])
def test_10_an_onnx_gru_with_its_reset_gate_after_the_matrix_and_before(tmp_path, after, ours):
    rng = np.random.default_rng(0)
    shapes = {"W": (1, 24, 5), "R": (1, 24, 8), "B": (1, 48)}
    stored = [numpy_helper.from_array(rng.normal(size=shape).astype("float32"), key) for key, shape in shapes.items()]
    node = helper.make_node("GRU", ["X", *shapes], ["Y"], name="mine", hidden_size=8, linear_before_reset=after)
    x, y = (helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in "XY")
    made = helper.make_model(
        helper.make_graph([node], "model", [x], [y], stored), opset_imports=[helper.make_opsetid("", 14)]
    )
    onnx.save(made, tmp_path / "model.onnx")
    layer = gru_viz.load(tmp_path / "model.onnx")["mine"]
    assert type(layer) is ours
    given = X.transpose(0, 1).contiguous()
    (theirs,) = ReferenceEvaluator(made).run(None, {"X": given.numpy()})
    torch.testing.assert_close(gru_viz.trace(layer, given).output, torch.from_numpy(theirs[:, 0]), atol=1e-6, rtol=0)


def test_11_a_file_of_two_gigabytes(tmp_path):
    """Sparse: its embedding of 2 GB takes no room on the disk; its recurrent layer alone is read."""
    gru = nn.GRU(4, 6)
    file = sparse(tmp_path / "model.safetensors", gru, rows=2**27)
    assert file.stat().st_size > 2**31
    x = torch.randn(7, 2, 4)
    torch.testing.assert_close(gru_viz.trace(gru_viz.load(file)["rnn"], x).output, gru(x)[0])


def test_12_an_encoder_and_a_decoder(tmp_path):
    """Names such as encoder.gru.weight_ih_l0 say what belongs together; two files say the words."""
    model = Speaker()
    weights, letters, sounds = handed_over(tmp_path, model)
    spoken = gru_viz.load_encoder_decoder(weights, letters, sounds).say("hello")
    assert spoken.words == (model.greedy("hello"),)
    assert torch.equal(spoken.decoder.previous_state[0, 0, 0], spoken.encoder.h_n[0])
    torch.testing.assert_close(mixed(spoken.decoder), spoken.decoder.hidden_state)
