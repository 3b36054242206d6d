"""Layers on top of each other, as Keras and ONNX keep them one by one: against Keras and ONNX's reference evaluator."""

import os

os.environ.setdefault("KERAS_BACKEND", "torch")

import numpy as np
import onnx
import pytest
import torch
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator

import gru_viz
from tests.learning.files.test_reader import WORDS


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ["GRU", "LSTM"])
@pytest.mark.xdist_group("compiler")
def test_a_keras_stack_reads_words_and_says_what_keras_says(tmp_path, kind):
    keras = pytest.importorskip("keras")
    layers = keras.layers
    first, second = (getattr(layers, kind)(6, return_sequences=True, name=name) for name in ("one", "two"))
    inner = [layers.Embedding(7, 4), first, layers.Dropout(0.5), second, layers.Dense(7)]
    model = keras.Sequential([layers.Input((None,)), *inner])
    model.save(tmp_path / "m.keras")
    reader = gru_viz.load_reader(tmp_path / "m.keras", vocabulary=WORDS)
    assert (reader.layer, reader.module.num_layers, len(reader.names)) == ("one + two", 2, 2)
    scores = torch.from_numpy(keras.ops.convert_to_numpy(model(np.array([[1, 2, 3]]))))[0].softmax(-1)
    found = torch.from_numpy(reader.read("the cat sat").surest[0].probabilities)
    torch.testing.assert_close(found, scores.topk(5).values, atol=1e-6, rtol=0)
    assert list(gru_viz.load(tmp_path / "m.keras")) == ["one + two", "one", "two"]


def onnx_stack(*between: str, second: int = 5) -> onnx.ModelProto:
    rng = np.random.default_rng(0)
    shapes = {"W0": (1, 15, 4), "R0": (1, 15, 5), "W1": (1, 3 * second, 5), "R1": (1, 3 * second, second)}
    stored = [numpy_helper.from_array(rng.normal(size=shape).astype("float32"), key) for key, shape in shapes.items()]
    stored.append(numpy_helper.from_array(np.array([1]), "axes"))
    options = {"linear_before_reset": 1}
    nodes = [helper.make_node("GRU", ["X", "W0", "R0"], ["Y0"], name="a", hidden_size=5, **options)]
    nodes.append(helper.make_node("Squeeze", ["Y0", "axes"], ["h"]))
    nodes += [helper.make_node(operator, ["h"], ["h2"]) for operator in between]
    read = "h2" if between else "h"
    nodes.append(helper.make_node("GRU", [read, "W1", "R1"], ["Y"], name="b", hidden_size=second, **options))
    x, y = (helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in "XY")
    graph = helper.make_graph(nodes, "model", [x], [y], stored)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])


@pytest.mark.parametrize("between", [(), ("Identity",)])
def test_an_onnx_stack_is_one_module_that_computes_the_same(tmp_path, between):
    made = onnx_stack(*between)
    onnx.save(made, tmp_path / "m.onnx")
    x = np.random.default_rng(1).normal(size=(6, 2, 4)).astype("float32")
    (theirs,) = ReferenceEvaluator(made).run(None, {"X": x})
    module = gru_viz.load(tmp_path / "m.onnx")["a + b"]
    assert module.num_layers == 2
    tr = gru_viz.trace(module, torch.from_numpy(x))
    torch.testing.assert_close(tr.output, torch.from_numpy(theirs[:, 0]), atol=1e-6, rtol=0)


@pytest.mark.parametrize("made", [onnx_stack("Tanh"), onnx_stack(second=3)])
def test_what_no_single_module_computes_stays_apart(tmp_path, made):
    onnx.save(made, tmp_path / "m.onnx")
    assert list(gru_viz.load(tmp_path / "m.onnx")) == ["a", "b"]


@pytest.mark.parametrize(("turn", "together"), [([0, 2, 1, 3], True), (None, False)])
def test_two_directions_must_stand_side_by_side(tmp_path, turn, together):
    rng = np.random.default_rng(0)
    shapes = {"W0": (2, 15, 4), "R0": (2, 15, 5), "W1": (2, 15, 10), "R1": (2, 15, 5)}
    stored = [numpy_helper.from_array(rng.normal(size=shape).astype("float32"), key) for key, shape in shapes.items()]
    stored.append(numpy_helper.from_array(np.array([0, 0, -1]), "rows"))
    options = {"linear_before_reset": 1, "hidden_size": 5, "direction": "bidirectional"}
    nodes = [helper.make_node("GRU", ["X", "W0", "R0"], ["Y0"], name="a", **options)]
    if turn:
        nodes.append(helper.make_node("Transpose", ["Y0"], ["t"], perm=turn))
    nodes.append(helper.make_node("Reshape", ["t" if turn else "Y0", "rows"], ["h"]))
    nodes.append(helper.make_node("GRU", ["h", "W1", "R1"], ["Y"], name="b", **options))
    x, y = (helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in "XY")
    made = helper.make_model(
        helper.make_graph(nodes, "model", [x], [y], stored), opset_imports=[helper.make_opsetid("", 14)]
    )
    onnx.save(made, tmp_path / "m.onnx")
    found = gru_viz.load(tmp_path / "m.onnx")
    assert ("a + b" in found) == together
    if together:
        given = np.random.default_rng(1).normal(size=(6, 2, 4)).astype("float32")
        (theirs,) = ReferenceEvaluator(made).run(None, {"X": given})
        ours = gru_viz.trace(found["a + b"], torch.from_numpy(given)).output
        expected = torch.from_numpy(theirs).transpose(1, 2).flatten(2)
        torch.testing.assert_close(ours, expected, atol=1e-6, rtol=0)
