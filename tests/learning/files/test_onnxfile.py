"""load() of ONNX's nodes, against ONNX's own reference evaluator."""

import copy
from collections import OrderedDict

import numpy as np
import onnx
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from torch import nn

import gru_viz
from gru_viz import Problem
from gru_viz.learning.files.contents import contents_of, uploaded_contents

ROWS = {"GRU": 3, "LSTM": 4, "RNN": 1}
OURS = {"LSTM": torch.nn.LSTM, "RNN": torch.nn.RNN}


def model(operator, both=False, bias=True, start=False, batch=2, hidden=5, inputs=4, **attributes):
    rng = np.random.default_rng(0)
    rows, ways = ROWS[operator] * hidden, 2 if both else 1
    arrays = {"W": (ways, rows, inputs), "R": (ways, rows, hidden)}
    arrays |= {"B": (ways, 2 * rows)} if bias else {}
    arrays |= {"h0": (ways, batch, hidden)} if start else {}
    arrays |= {"c0": (ways, batch, hidden)} if start and operator == "LSTM" else {}
    # As large as such weights are: larger ones would make roundings grow from step to step.
    drawn = {key: (rng.normal(size=shape) / np.sqrt(hidden)).astype("float32") for key, shape in arrays.items()}
    stored = [numpy_helper.from_array(values, key) for key, values in drawn.items()]
    names = ["X", "W", "R", "B" if bias else "", "", "h0" if start else "", "c0" if "c0" in arrays else ""]
    while not names[-1]:
        names.pop()
    direction = "bidirectional" if both else "forward"
    attributes = {"hidden_size": hidden, "direction": direction} | attributes
    node = helper.make_node(operator, names, ["Y"], name="mine", **attributes)
    graph = helper.make_graph(
        [node],
        "model",
        [helper.make_tensor_value_info("X", onnx.TensorProto.FLOAT, None)],
        [helper.make_tensor_value_info("Y", onnx.TensorProto.FLOAT, None)],
        stored,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])


WHOLE = model("GRU").SerializeToString()


@pytest.mark.parametrize("operator", ["GRU0", "GRU1", "LSTM", "RNN"])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("start", [False, True])
def test_hidden_states_are_those_of_the_reference_evaluator(tmp_path, operator, both, bias, start):
    attributes = {"linear_before_reset": int(operator[-1])} if operator.startswith("GRU") else {}
    made = model(operator.rstrip("01"), both, bias, start, **attributes)
    onnx.save(made, tmp_path / "model.onnx")
    x = np.random.default_rng(1).normal(size=(6, 2, 4)).astype("float32")
    expected = ReferenceEvaluator(made).run(None, {"X": x})[0]  # (T, directions, B, H)
    layers = gru_viz.load(tmp_path / "model.onnx")
    ours = {"GRU0": gru_viz.TextbookGRU, "GRU1": torch.nn.GRU} | OURS
    assert type(layers["mine"]) is ours[operator]
    tr = gru_viz.trace(layers["mine"], torch.from_numpy(x), layers.starts.get("mine"))
    np.testing.assert_allclose(tr.hidden_state[0].movedim(0, 1), expected, rtol=0, atol=1e-6)


@settings(max_examples=min(25, settings().max_examples))
@given(st.sampled_from(["GRU0", "GRU1", "LSTM", "RNN"]), st.booleans(), *[st.integers(1, 24)] * 3, st.integers(1, 4))
def test_of_any_size_they_are_those_of_the_reference_evaluator(operator, both, hidden, inputs, steps, batch):
    attributes = {"linear_before_reset": int(operator[-1])} if operator.startswith("GRU") else {}
    made = model(operator.rstrip("01"), both, batch=batch, hidden=hidden, inputs=inputs, **attributes)
    x = np.random.default_rng(1).normal(size=(steps, batch, inputs)).astype("float32")
    expected = ReferenceEvaluator(made).run(None, {"X": x})[0]
    module = uploaded_contents("m.onnx", made.SerializeToString()).layers["mine"]
    found = gru_viz.trace(module, torch.from_numpy(x)).hidden_state[0].movedim(0, 1)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("attributes", "sentence"),
    [
        ({"activations": ["HardSigmoid", "Tanh"]}, "activations = hardsigmoid, tanh"),
        ({"clip": 1.0}, "clip = 1.0"),
        ({"direction": "reverse"}, "direction = reverse"),
    ],
)
def test_what_computes_something_else_is_refused_by_name(tmp_path, attributes, sentence):
    onnx.save(model("GRU", **attributes), tmp_path / "model.onnx")
    assert sentence in gru_viz.load(tmp_path / "model.onnx").left_out["mine"]


def apart(folder, made=None):
    """The file, and its numbers beside it, as torch.onnx.export has them by default."""
    made = copy.deepcopy(made or model("GRU", linear_before_reset=1))  # which saving it would empty
    onnx.save(made, folder / "model.onnx", save_as_external_data=True, location="model.onnx.data", size_threshold=0)
    return folder / "model.onnx"


def test_numbers_beside_the_file_are_read(tmp_path):
    made = model("GRU", linear_before_reset=1)
    x = np.random.default_rng(1).normal(size=(6, 2, 4)).astype("float32")
    expected = ReferenceEvaluator(made).run(None, {"X": x})[0]
    module = gru_viz.load(apart(tmp_path, made))["mine"]
    np.testing.assert_allclose(gru_viz.trace(module, torch.from_numpy(x)).output, expected[:, 0], atol=1e-6)


def test_of_an_upload_they_are_refused(tmp_path, monkeypatch):
    content = apart(tmp_path).read_bytes()
    monkeypatch.chdir(tmp_path)  # where they would be found
    left_out = uploaded_contents("model.onnx", content).layers.left_out["mine"]
    assert "not in this file itself" in left_out
    assert "external_data=False" in left_out


@pytest.mark.parametrize("where", ["elsewhere", "linked", "absolute", "short", "missing"])
def test_only_a_plain_file_beside_it_that_has_them_all_is_read(tmp_path, where):
    (tmp_path / "model").mkdir()
    file = apart(tmp_path / "model")
    beside, other = file.with_name("model.onnx.data"), tmp_path / "other.data"
    content, made = beside.read_bytes(), onnx.load(file, load_external_data=False)
    beside.unlink()
    other.write_bytes(content)
    places = {"elsewhere": "../other.data", "absolute": str(other)}
    for tensor in made.graph.initializer:
        (location,) = (entry for entry in tensor.external_data if entry.key == "location")
        location.value = places.get(where, location.value)
    file.write_bytes(made.SerializeToString())
    if where == "linked":
        beside.symlink_to(other)
    if where == "short":
        beside.write_bytes(content[:60])
    assert "not in this file itself" in gru_viz.load(file).left_out["mine"]


def exported(name, *scopes, **given):
    """A node as torch.onnx.export, by torch.export, names it."""
    node = helper.make_node(*given.pop("of"), name=name, **given)
    helper.set_metadata_props(node, {"pkg.torch.onnx.name_scopes": str(["", *scopes])})
    return node


def test_what_torch_exports_by_default_has_the_names_of_its_modules_and_is_one_stack(tmp_path):
    """Layers on top of each other, each with zeros to start from; all numbers are called by a number."""
    shapes = {"val_1": (1, 15, 4), "val_2": (1, 15, 5), "val_3": (1, 15, 5), "val_4": (1, 15, 5), "val_5": (5, 7)}
    rng = np.random.default_rng(0)
    arrays = {key: (rng.normal(size=shape) / 2).astype("float32") for key, shape in shapes.items()}
    arrays |= {"val_0": np.zeros((1, 2, 5), "float32"), "val_6": np.array([6, 2, 5])}
    options = {"hidden_size": 5, "linear_before_reset": 1, "layout": 0}
    own = ("encoder.gru", "gru")
    nodes = [
        exported("node_GRU_45", *own, of=("GRU", ["X", "val_1", "val_2", "", "", "val_0"], ["y"]), **options),
        exported("node_Transpose_46", *own, of=("Transpose", ["y"], ["t"]), perm=[0, 2, 1, 3]),
        exported("node_Reshape_59", *own, of=("Reshape", ["t", "val_6"], ["h"])),
        exported("node_GRU_93", *own, of=("GRU", ["h", "val_3", "val_4", "", "", "val_0"], ["Y"]), **options),
        exported("node_MatMul_106", "fc", "linear", of=("MatMul", ["Y", "val_5"], ["Z"])),
    ]
    told = [helper.make_tensor_value_info(key, onnx.TensorProto.FLOAT, None) for key in "XYZ"]
    stored = [numpy_helper.from_array(values, key) for key, values in arrays.items()]
    graph = helper.make_graph(nodes, "main_graph", told[:1], told[1:], stored)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
    found = contents_of(apart(tmp_path, made))
    assert list(found.layers) == ["encoder.gru"]
    assert [each.name for each in found.matrices] == ["fc"]
    x = rng.normal(size=(6, 2, 4)).astype("float32")
    theirs, scores = ReferenceEvaluator(made).run(None, {"X": x})
    output = gru_viz.trace(found.layers["encoder.gru"], torch.from_numpy(x)).output
    np.testing.assert_allclose(output, theirs[:, 0], atol=1e-6)
    np.testing.assert_allclose(found.matrices[0].linear()(output), scores[:, 0], atol=1e-5)


class Twice(nn.Module):
    """One layer that reads what it has just given out."""

    def __init__(self, module):
        super().__init__()
        self.encoder = module

    def forward(self, x):
        return self.encoder(self.encoder(x)[0])[0]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["encoder", "model.encoder", ""])
def test_what_torch_exports_by_tracing_is_the_module_that_it_was(tmp_path, name):
    module = nn.LSTM(4, 5, num_layers=3, bidirectional=True)
    outer = module
    for part in reversed(name.split(".") if name else []):
        outer = nn.Sequential(OrderedDict({part: outer}))
    file = tmp_path / "m.onnx"
    torch.onnx.export(outer, (torch.zeros(6, 2, 4),), file, dynamo=False)
    found = gru_viz.load(file)
    assert list(found) == [name or "LSTM"]
    states = found[name or "LSTM"].state_dict()
    assert list(states) == list(module.state_dict())
    assert all(torch.equal(states[each], value) for each, value in module.state_dict().items())


@pytest.mark.filterwarnings("ignore")
def test_a_module_that_is_called_twice_is_no_module_of_two_layers(tmp_path):
    torch.onnx.export(Twice(nn.GRU(4, 4)), (torch.zeros(6, 1, 4),), tmp_path / "m.onnx", dynamo=False)
    found = gru_viz.load(tmp_path / "m.onnx")
    assert {module.num_layers for name, module in found.items() if "+" not in name} == {1}
    assert "encoder" in found


def test_an_lstm_may_start_from_one_state_of_its_own(tmp_path):
    made = model("LSTM", start=True)
    made.graph.node[0].input[5] = ""
    onnx.save(made, tmp_path / "model.onnx")
    x = np.random.default_rng(1).normal(size=(6, 2, 4)).astype("float32")
    layers = gru_viz.load(tmp_path / "model.onnx")
    output = gru_viz.trace(layers["mine"], torch.from_numpy(x), layers.starts["mine"]).output
    np.testing.assert_allclose(output, ReferenceEvaluator(made).run(None, {"X": x})[0][:, 0], atol=1e-6)


def test_without_a_recurrent_node_it_says_how_one_comes_about(tmp_path):
    """As an nn.RNN ends that torch.onnx.export writes out step by step."""
    made = model("RNN")
    made.graph.node[0].op_type = "Tanh"
    onnx.save(made, tmp_path / "model.onnx")
    with pytest.raises(Problem, match=r"no recurrent layer in “model\.onnx”.*dynamo=False"):
        gru_viz.load(tmp_path / "model.onnx")


@given(st.data())
def test_whatever_is_changed_in_a_file_ends_with_a_sentence(data):
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = uploaded_contents("m.onnx", bytes(content))
    except Problem as problem:
        assert "cannot be read" in str(problem) or "no recurrent layer" in str(problem)
    else:
        assert set(found.layers) | set(found.layers.problems)
