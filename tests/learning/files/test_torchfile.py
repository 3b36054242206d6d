"""load() of .safetensors, .pt and .pth: against the modules that wrote them."""

import pickle

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

import gru_viz
from gru_viz import Problem
from gru_viz.learning.files.contents import uploaded_contents
from gru_viz.learning.files.torchfile import torch_layers


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 4)
        self.encoder = nn.ModuleDict({"gru": nn.GRU(4, 6, 2, bidirectional=True)})
        self.lstm, self.rnn, self.cell = nn.LSTM(4, 5, bias=False), nn.RNN(4, 3), nn.LSTMCell(4, 2)
        self.out = nn.Linear(12, 3)


MODEL, X = Model(), torch.randn(7, 2, 4)


@pytest.mark.parametrize("ending", [".pt", ".pth", ".safetensors", "old.pt"])
def test_every_recurrent_layer_is_found_and_computes_the_same(tmp_path, ending):
    file = tmp_path / f"model{ending}"
    if ending == ".safetensors":
        save_file(MODEL.state_dict(), file)
    else:
        torch.save({"epoch": 3, "model": MODEL.state_dict()}, file, _use_new_zipfile_serialization=ending != "old.pt")
    layers = gru_viz.load(file)
    start = "" if ending == ".safetensors" else "model."
    originals = {"encoder.gru": MODEL.encoder["gru"], "lstm": MODEL.lstm, "rnn": MODEL.rnn}
    assert set(layers) == {start + name for name in (*originals, "cell")}
    assert layers.left_out == {}
    for name, original in originals.items():
        assert torch.equal(gru_viz.trace(layers[start + name], X).output, original(X)[0])
    h, c = MODEL.cell(X[0])
    tr = gru_viz.trace(layers[f"{start}cell"], X[:1])
    torch.testing.assert_close(tr.hidden_state[0, 0, 0], h)
    torch.testing.assert_close(tr.cell_state[0, 0, 0], c)


NORMS = {
    "weight_norm, as it was": nn.utils.weight_norm,
    "weight_norm": nn.utils.parametrizations.weight_norm,
    "weight_norm of columns": lambda gru, name: nn.utils.parametrizations.weight_norm(gru, name, dim=1),
    "weight_norm of all": lambda gru, name: nn.utils.parametrizations.weight_norm(gru, name, dim=None),
    "spectral_norm, as it was": nn.utils.spectral_norm,
    "spectral_norm": nn.utils.parametrizations.spectral_norm,
}


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.filterwarnings("ignore")
def test_weights_that_a_parametrisation_keeps_in_parts_are_put_together(tmp_path, norm):
    gru = nn.GRU(4, 6)
    for name in ("weight_ih_l0", "weight_hh_l0"):
        gru = NORMS[norm](gru, name)
    gru(X)
    gru.eval()
    expected = gru(X)[0]
    torch.save(gru.state_dict(), tmp_path / "model.pt")
    torch.testing.assert_close(gru_viz.load(tmp_path / "model.pt")[""](X)[0], expected)


def test_what_computes_a_weight_in_a_way_that_no_file_says_is_named(tmp_path):
    model = nn.ModuleDict({"plain": nn.GRU(4, 6), "odd": nn.GRU(4, 6)})
    nn.utils.parametrizations.orthogonal(model["odd"], "weight_hh_l0")
    torch.save(model.state_dict(), tmp_path / "model.pt")
    layers = gru_viz.load(tmp_path / "model.pt")
    assert list(layers) == ["plain"]
    assert "weight_hh_l0 is computed from 0.base, original" in layers.left_out["odd"]
    assert "remove_parametrizations" in layers.left_out["odd"]
    nn.utils.parametrize.remove_parametrizations(model["odd"], "weight_hh_l0")
    torch.save(model.state_dict(), tmp_path / "model.pt")
    assert torch.equal(gru_viz.load(tmp_path / "model.pt")["odd"](X)[0], model["odd"](X)[0])


def sparse(file, gru, rows):
    """`gru` as "rnn" in a file whose embedding of so many rows takes no room on the disk."""
    small = {f"rnn.{name}": value.contiguous() for name, value in gru.state_dict().items()}
    save_file(small, file)
    content = file.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header, data = content[8 : 8 + length].rstrip(), content[8 + length :]
    end = len(data) + rows * 16
    entry = f',"embedding.weight":{{"dtype":"F32","shape":[{rows},4],"data_offsets":[{len(data)},{end}]}}}}'
    header = header[:-1] + entry.encode()
    header += b" " * (-len(header) % 8)
    with file.open("wb") as stream:
        stream.write(len(header).to_bytes(8, "little") + header + data)
        stream.truncate(8 + len(header) + end)
    return file


def test_what_is_left_out_has_a_sentence(tmp_path):
    file = tmp_path / "model.safetensors"
    tensors = {f"a.{name}": value for name, value in nn.LSTM(4, 6, proj_size=2).state_dict().items()}
    tensors |= {f"b.{name}": value for name, value in nn.GRU(4, 6).state_dict().items() if name != "bias_hh_l0"}
    save_file(tensors | {f"c.{name}": value for name, value in nn.GRU(4, 6).state_dict().items()}, file)
    layers = gru_viz.load(file)
    assert list(layers) == ["c"]
    assert "proj_size = 2" in layers.left_out["a"]
    assert "“bias_hh_l0” should be (18,) and is missing" in layers.left_out["b"]


class Evil:
    def __reduce__(self):
        return print, ("run",)


def test_nothing_is_ever_run(tmp_path, capsys):
    torch.save({"x": Evil()}, tmp_path / "model.pt")
    (tmp_path / "raw.pt").write_bytes(pickle.dumps(Evil()))
    for name in ("model.pt", "raw.pt"):
        with pytest.raises(Problem, match="would run code"):
            gru_viz.load(tmp_path / name)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("model.txt", b"", "should end with one of"),
        ("model.safetensors", b"\xff" * 40, "cannot be read"),
        ("model.keras", b"PK", "cannot be read"),
        ("model.h5", b"no", "cannot be read"),
        ("model.onnx", b"\xff\xff", "cannot be read"),
        ("model.pt", b"no", "cannot be read"),
    ],
)
def test_what_cannot_be_read_has_a_sentence(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Problem, match=sentence):
        gru_viz.load(tmp_path / name)
    with pytest.raises(Problem, match=r"no file|should end"):
        gru_viz.load(tmp_path / f"missing-{name}")


def test_a_file_without_recurrent_layers_says_so(tmp_path):
    save_file({"out.weight": torch.ones(2, 2)}, tmp_path / "m.safetensors")
    with pytest.raises(Problem, match="no recurrent layer"):
        gru_viz.load(tmp_path / "m.safetensors")


ODD = {
    "weight_hh_l0": ((21, 6), "“weight_hh_l0” should be (21, 7) and is (21, 6)"),
    "weight_hh_l0 of a GRU, nearly as an LSTM's": ((21, 5), "“weight_hh_l0” should be (21, 7) and is (21, 5)"),
    "weight_hh_l0 of fewer rows": ((18, 7), "“weight_hh_l0” should be (21, 7) and is (18, 7)"),
    "weight_ih_l0": ((18, 6), "“weight_ih_l0” should be (21, 6) and is (18, 6)"),
    "bias_ih_l0": ((20,), "“bias_ih_l0” should be (21,) and is (20,)"),
    "weight_hh_l1": (None, "“weight_hh_l1” should be (21, 7) and is missing"),
}


@pytest.mark.parametrize("odd", ODD)
def test_the_one_tensor_that_disagrees_with_the_others_is_blamed(tmp_path, odd):
    name, (shape, sentence) = odd.split()[0], ODD[odd]
    tensors = {f"rnn.{key}": value for key, value in nn.GRU(6, 7, 2 if name.endswith("1") else 1).state_dict().items()}
    del tensors[f"rnn.{name}"]
    torch.save(tensors | ({} if shape is None else {f"rnn.{name}": torch.ones(shape)}), tmp_path / "model.pt")
    assert gru_viz.load(tmp_path / "model.pt").left_out["rnn"].endswith(f"{sentence}.")


@pytest.mark.parametrize(
    ("tensors", "sentence"),
    [
        (nn.LSTM(4, 6, proj_size=2).state_dict(), "“(no prefix)” has proj_size = 2"),
        ({"weight_hh_l0": torch.ones(18, 6)}, "“(no prefix)” does not fit together"),
        (nn.GRU(4, 6).state_dict() | {"bias_hh_l0": torch.full((18,), torch.nan)}, "“bias_hh_l0” holds NaN"),
        (
            nn.GRU(4, 6).state_dict() | {"bias_hh_l0": torch.ones(1).expand(18)},
            "“(no prefix)”: the numbers of its bias",
        ),
    ],
)
def test_a_layer_without_a_prefix_is_called_so_in_every_sentence(tensors, sentence):
    layers = torch_layers(tensors)
    assert layers.left_out[""].startswith(sentence)
    assert "“”" not in layers.left_out[""]


def test_a_layer_without_a_prefix_is_called_so_in_chinese_too():
    problem = torch_layers(nn.LSTM(4, 6, proj_size=2).state_dict()).problems[""]
    assert problem.text({"(no prefix)": "（无前缀）", problem.template: "{layer}"}.__getitem__) == "（无前缀）"


def test_a_checkpoint_of_lightning_is_read_by_its_own_ending(tmp_path):
    """As pytorch_lightning 2 writes it: the state_dict beside the state of loops, callbacks and optimisers."""
    beside = {
        "epoch": 1,
        "global_step": 7,
        "pytorch-lightning_version": "2.5.0",
        "loops": {"fit_loop": {"state_dict": {}}},
    }
    beside |= {
        "callbacks": {},
        "optimizer_states": [{"state": {0: {"exp_avg": torch.ones(18, 4)}}}],
        "lr_schedulers": [],
    }
    file = tmp_path / "epoch=1-step=7.CKPT"
    torch.save(beside | {"state_dict": MODEL.state_dict(), "hyper_parameters": {"hidden": 6}}, file)
    for layers in (gru_viz.load(file), uploaded_contents(file.name, file.read_bytes()).layers):
        assert torch.equal(gru_viz.trace(layers["state_dict.rnn"], X).output, MODEL.rnn(X)[0])
