"""load() of Keras's files, against Keras's own layers (torch backend)."""

import os
import random
import zipfile
from functools import cache

os.environ.setdefault("KERAS_BACKEND", "torch")

import h5py
import numpy as np
import pytest
import torch

import gru_viz
from gru_viz import Problem
from gru_viz.learning.files import hdf5child
from gru_viz.learning.files.contents import contents_of, uploaded_contents

pytestmark = pytest.mark.xdist_group("compiler")
ENDINGS = (".keras", ".weights.h5", ".h5")


@cache
def keras():
    """With PyTorch's compiler, which it imports, it takes two seconds to load: one worker does, for the first of these tests."""
    return pytest.importorskip("keras")


def model_of(*inner, inputs=4):
    """A model of these layers with random weights."""
    model = keras().Sequential([keras().layers.Input((None, inputs)), *inner])
    rng = np.random.default_rng(0)
    # As large as such weights are: larger ones would make roundings grow from step to step.
    drawn = [rng.normal(size=each.shape) / np.sqrt(each.shape[0]) for each in model.get_weights()]
    model.set_weights([each.astype("float32") for each in drawn])
    return model


def save(model, path):
    (model.save_weights if path.name.endswith(".weights.h5") else model.save)(path)


def saved(path, *inner):
    """A model of these layers with random weights, saved."""
    model = model_of(*inner)
    save(model, path)
    return model


def hidden(module, x):
    return gru_viz.trace(module, torch.from_numpy(x)).output.numpy()


@cache
def both_kinds_of(kind, **options):
    """A layer of one direction, and one of both that reads it; what goes in, and what each of the two says, (B, T, units)."""
    # Other sizes for each of them, the same at every run.
    units, more, inputs, steps, batch = random.Random(str((kind, options))).sample(range(1, 20), k=5)
    layer = getattr(keras().layers, kind)
    model = model_of(
        layer(units, return_sequences=True, name="one", **options),
        keras().layers.Bidirectional(layer(more, return_sequences=True, **options), name="both"),
        inputs=inputs,
    )
    passed = [np.random.default_rng(1).normal(size=(batch, steps, inputs)).astype("float32")]
    for each in model.layers:
        passed.append(keras().ops.convert_to_numpy(each(passed[-1])))
    return model, passed


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("kind", "options", "ours"),
    [
        ("GRU", {"reset_after": True}, torch.nn.GRU),
        ("GRU", {"reset_after": False}, gru_viz.TextbookGRU),
        ("GRU", {"reset_after": True, "use_bias": False}, torch.nn.GRU),
        ("LSTM", {}, torch.nn.LSTM),
        ("LSTM", {"use_bias": False}, torch.nn.LSTM),
        ("SimpleRNN", {}, torch.nn.RNN),
    ],
)
def test_hidden_states_are_those_of_keras(tmp_path, ending, kind, options, ours):
    """Of a layer of one direction, and of one of both that reads it."""
    path = tmp_path / f"model{ending}"
    model, (*given, last) = both_kinds_of(kind, **options)
    save(model, path)
    found = gru_viz.load(path)
    assert [type(found[name]) for name in ("one", "both")] == [ours, ours]
    for name, x, wanted in zip(("one", "both"), given, (*given[1:], last), strict=True):
        np.testing.assert_allclose(hidden(found[name], x), wanted, rtol=0, atol=1e-6)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_without_a_bias_the_configuration_says_where_the_reset_gate_acts(tmp_path, ending):
    path = tmp_path / f"model{ending}"
    model = saved(path, keras().layers.GRU(3, return_sequences=True, reset_after=False, use_bias=False, name="mine"))
    x = np.random.default_rng(1).normal(size=(2, 6, 4)).astype("float32")
    np.testing.assert_allclose(hidden(gru_viz.load(path)["mine"], x), keras().ops.convert_to_numpy(model(x)), atol=1e-6)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_what_computes_something_else_is_left_out_with_a_sentence(tmp_path, ending):
    path = tmp_path / f"model{ending}"
    saved(
        path,
        keras().layers.GRU(3, return_sequences=True, recurrent_activation="hard_sigmoid", name="hard"),
        keras().layers.LSTM(3, return_sequences=True, go_backwards=True, name="back"),
        keras().layers.SimpleRNN(3, return_sequences=True, activation="relu", name="relu"),
    )
    found = gru_viz.load(path)
    assert list(found) == ["relu"]
    assert found["relu"].nonlinearity == "relu"
    assert "recurrent_activation = hard_sigmoid" in found.left_out["hard"]
    assert "go_backwards = True" in found.left_out["back"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("ending", ENDINGS)
def test_directions_that_compute_differently_are_no_one_layer(tmp_path, ending):
    path = tmp_path / f"model{ending}"
    for number, other in enumerate(({"reset_after": False}, {"activation": "relu"}, {"seed": 1})):
        backward = keras().layers.GRU(3, return_sequences=True, go_backwards=True, **other)
        saved(
            path,
            keras().layers.Bidirectional(
                keras().layers.GRU(3, return_sequences=True), backward_layer=backward, name="mine"
            ),
        )
        found = gru_viz.load(path)
        if number == 2 or (number == 1 and ending == ".weights.h5"):  # which says nothing of activations
            assert list(found) == ["mine"]
        else:
            assert next(iter(other)) in found.left_out["mine"]


def test_an_array_that_is_not_in_the_file_is_refused_before_it_is_allocated(tmp_path):
    path = tmp_path / "model.weights.h5"
    with h5py.File(path, "w") as file:
        cell = file.create_group("layers/gru/cell/vars")
        cell.create_dataset("0", shape=(10**6, 3 * 10**6), dtype="f4", chunks=(1, 1000))
        cell.create_dataset("1", shape=(10**6, 3 * 10**6), dtype="f4", chunks=(1, 1000))
    assert "not in this file itself" in gru_viz.load(path).left_out["gru"]


def test_a_model_without_recurrent_layers_says_so(tmp_path):
    with h5py.File(tmp_path / "model.h5", "w") as file:
        file.create_dataset("dense/kernel", data=np.ones((2, 2)))
    with pytest.raises(Problem, match="no recurrent layer"):
        gru_viz.load(tmp_path / "model.h5")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("ending", ENDINGS)
def test_an_upload_is_read_by_a_process_of_its_own_and_is_the_same(tmp_path, ending):
    path = tmp_path / f"model{ending}"
    saved(
        path,
        keras().layers.Bidirectional(keras().layers.GRU(5, return_sequences=True), name="mine"),
        keras().layers.Dense(3),
    )
    ours, theirs = contents_of(path), uploaded_contents(path.name, path.read_bytes())
    for name, values in ours.layers["mine"].state_dict().items():
        assert torch.equal(theirs.layers["mine"].state_dict()[name], values)
    (one,), (other,) = ours.matrices, theirs.matrices
    assert (one.name, one.kind, one.shape) == (other.name, other.kind, other.shape) == (one.name, "output", (3, 10))
    assert torch.equal(one.linear().weight, other.linear().weight)


def test_what_brings_the_hdf5_library_down_is_one_more_damaged_file(tmp_path, monkeypatch):
    crash = tmp_path / "crash.py"
    crash.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    monkeypatch.setattr(hdf5child, "__file__", str(crash))
    with pytest.raises(Problem, match=r"“m\.h5” cannot be read"):
        uploaded_contents("m.h5", b"anything")


def test_a_dataset_that_unpacks_to_too_much_ends_its_process_only(tmp_path):
    path = tmp_path / "model.weights.h5"
    with h5py.File(path, "w") as file:
        cell = file.create_group("layers/gru/cell/vars")
        for name in "01":
            cell.create_dataset(name, shape=(10**5, 3 * 10**5), dtype="f4", chunks=(1, 1000), compression="gzip")
    assert "not in this file itself" in uploaded_contents(path.name, path.read_bytes()).layers.left_out["gru"]


def test_a_file_that_grows_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "model.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", " " * 2**20 + "{}")
        archive.writestr("model.weights.h5", b"")
    # Keras stores its weights as they are; a thousand times what is stored is none of its files.
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("unpacked"))
    with pytest.raises(Problem, match="cut off, damaged"):
        contents_of(path)


def test_a_dataset_that_grows_is_not_read(tmp_path):
    path = tmp_path / "model.weights.h5"
    with h5py.File(path, "w") as file:
        cell = file.create_group("layers/gru/cell/vars")
        for name in "01":
            cell.create_dataset(name, data=np.zeros((20, 60), "f4"), compression="gzip")
    assert "not in this file itself" in contents_of(path).layers.left_out["gru"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("ending", ENDINGS)
def test_cells_on_top_of_each_other_in_one_layer_are_there_one_by_one(tmp_path, ending):
    path = tmp_path / f"model{ending}"
    model = saved(
        path,
        keras().layers.RNN([keras().layers.GRUCell(5), keras().layers.LSTMCell(3)], return_sequences=True, name="mine"),
    )
    x = np.random.default_rng(1).normal(size=(2, 6, 4)).astype("float32")
    found = gru_viz.load(path)
    first, second = sorted(found.values(), key=lambda module: module.input_size)
    assert all(name.startswith("mine.") for name in found)
    states = hidden(second, hidden(first, x))
    np.testing.assert_allclose(states, keras().ops.convert_to_numpy(model(x)), rtol=0, atol=1e-6)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_what_a_cell_inside_a_layer_computes_otherwise_is_told(tmp_path, ending):
    path = tmp_path / f"model{ending}"
    hard, again = (keras().layers.GRUCell(3, recurrent_activation="hard_sigmoid") for _ in range(2))
    plain = keras().layers.GRUCell(3)
    inner = [
        keras().layers.RNN(cell, return_sequences=True, name=name) for name, cell in (("hard", hard), ("plain", plain))
    ]
    saved(path, *inner, keras().layers.RNN([keras().layers.LSTMCell(3), again], return_sequences=True, name="both"))
    found = gru_viz.load(path)
    assert "plain" in found
    assert len(found) == 2
    assert len(found.left_out) == 2
    assert all("recurrent_activation = hard_sigmoid" in sentence for sentence in found.left_out.values())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("ending", ENDINGS)
def test_layers_of_one_name_in_two_models_inside_are_both_there(tmp_path, ending):
    path = tmp_path / f"model{ending}"
    parts = [
        keras().Sequential(
            [keras().layers.Input((None, size)), keras().layers.GRU(5, return_sequences=True, name="gru")], name=name
        )
        for name, size in (("one", 4), ("two", 5))
    ]
    saved(path, *parts)
    assert sorted(module.input_size for module in gru_viz.load(path).values()) == [4, 5]
