"""Files of another kind than their ending says, read by what they hold or told what they are; and what load says of all."""

import doctest
import io
import zipfile

import pytest
import torch
from safetensors.torch import save
from torch import nn

import gru_viz
from gru_viz import Problem
from gru_viz.learning.files.contents import uploaded_contents
from tests.learning.files.test_torchfile import MODEL, X


def saved(value, **options):
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return buffer.getvalue()


def archive(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "{}")
    return buffer.getvalue()


def script():
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.script(nn.GRU(3, 4)), buffer)
    return buffer.getvalue()


NOT_READ = {
    "empty.pt": (bytes, "is empty."),
    "empty.safetensors": (bytes, "is empty."),
    "empty.keras": (bytes, "is empty."),
    "script.pt": (script, "is a TorchScript program. Save the parameters alone"),
    "other.pth": (lambda: archive("a.txt", "b/c.csv"), "torch.save did not write; it holds: a.txt, b/c.csv."),
    "keras.safetensors": (lambda: archive("config.json"), "A file of Keras should end with .keras."),
    "cut.pt": (lambda: saved(nn.GRU(3, 4).state_dict())[:-200], "cut off, damaged, or neither"),
    "cut.safetensors": (lambda: save(nn.GRU(3, 4).state_dict())[:-5], "cut off, damaged, or neither"),
    "old.pt": (lambda: saved(nn.GRU(3, 4).state_dict(), _use_new_zipfile_serialization=False)[:200], "cut off"),
    "none.pt": (lambda: saved({"epoch": 1}), "holds no tensors."),
    "none.safetensors": (lambda: save({}), "holds no tensors."),
}


@pytest.mark.parametrize("name", NOT_READ)
@pytest.mark.filterwarnings("ignore")
def test_of_a_file_on_this_disk_the_same_is_said_as_of_an_upload(tmp_path, name):
    content, sentence = NOT_READ[name]
    (tmp_path / name).write_bytes(content())
    with pytest.raises(Problem) as uploaded:
        uploaded_contents(name, content())
    with pytest.raises(Problem) as here:
        gru_viz.load(tmp_path / name)
    assert sentence in str(here.value)
    assert str(here.value) == str(uploaded.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pt", save(MODEL.state_dict())),
        ("a.safetensors", saved(MODEL.state_dict())),
        ("a.safetensors", saved(MODEL.state_dict(), _use_new_zipfile_serialization=False)),
    ],
)
def test_a_file_with_the_other_ending_is_read_by_what_it_holds(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    for layers in (gru_viz.load(tmp_path / name), uploaded_contents(name, content).layers):
        assert torch.equal(gru_viz.trace(layers["rnn"], X).output, MODEL.rnn(X)[0])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.xdist_group("compiler")
def test_what_load_says_of_the_order_of_axes_is_so(tmp_path, monkeypatch):
    """PyTorch's files do not say `batch_first`; Keras always reads sequences first."""
    monkeypatch.chdir(tmp_path)
    said = gru_viz.load.__doc__ or ""
    assert "steps first, (T, B, input_size)" in said
    assert "sequences first, (B, T, input_size)" in said
    found = doctest.DocTestFinder().find(gru_viz.load, "load", globs={})
    assert sum(doctest.DocTestRunner().run(each).attempted for each in found) == 4
    assert sum(doctest.DocTestRunner().run(each).failed for each in found) == 0
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    rnn = keras.layers.GRU(5, return_sequences=True, name="rnn")
    keras.Sequential([keras.layers.Input((None, 4)), rnn]).save("model.keras")
    x = torch.randn(3, 2, 4)
    output = gru_viz.trace(gru_viz.load("model.keras")["rnn"], x).output
    torch.testing.assert_close(output, torch.tensor(keras.ops.convert_to_numpy(rnn(x.numpy()))), rtol=0, atol=1e-6)
