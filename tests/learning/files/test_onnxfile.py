"""load() of ONNX's nodes, against ONNX's own reference evaluator."""

import numpy as np
import onnx
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator

import gru_viz
from gru_viz import Problem
from gru_viz.learning.files.contents import uploaded_contents

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


@settings(max_examples=25, deadline=None)
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


def test_numbers_outside_the_file_are_refused(tmp_path):
    onnx.save(
        model("GRU", hidden=32), tmp_path / "model.onnx", save_as_external_data=True, location="w.bin", size_threshold=0
    )
    assert "not in this file itself" in gru_viz.load(tmp_path / "model.onnx").left_out["mine"]


@settings(max_examples=120)
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
