"""Model files: tensors only, whatever the file tries, and a sentence for each fault."""

import io
import pickle
import random
import zipfile
from pathlib import Path

import pytest
import torch
from safetensors.torch import save
from torch import nn

from gru_viz import Problem
from gru_viz.learning.modelfile import LARGEST, read_tensors


def saved(value: object, **options) -> bytes:
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return buffer.getvalue()


GRU = nn.GRU(3, 4)
STATE = GRU.state_dict()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.safetensors", save(STATE)),
        ("a.pt", saved(STATE)),
        ("a.pth", saved(STATE, _use_new_zipfile_serialization=False)),
        ("a.PT", saved(dict(STATE))),
    ],
)
def test_formats(name, content):
    tensors = read_tensors(name, content)
    assert set(tensors) == set(STATE)
    assert all(torch.equal(tensors[key], value) for key, value in STATE.items())


def test_nested_dictionaries_get_dotted_names_and_other_entries_are_left_out():
    found = read_tensors("a.pt", saved({"epoch": 3, "model": {"state": dict(STATE)}, "note": "x", 7: [1, 2]}))
    assert set(found) == {f"model.state.{key}" for key in STATE}


class Creates:
    """A pickle that creates a file when it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


@pytest.mark.parametrize("name", ["evil.pt", "evil.pth"])
@pytest.mark.parametrize("new", [True, False])
def test_a_pickle_that_would_run_code_is_refused_and_does_not_run(tmp_path, name, new):
    trap = tmp_path / "created"
    content = saved({"w": Creates(trap), **STATE}, _use_new_zipfile_serialization=new)
    with pytest.raises(Problem, match="refused: opening it would run code"):
        read_tensors(name, content)
    assert not trap.exists()


def test_the_trap_itself_works(tmp_path):
    trap = tmp_path / "created"
    pickle.loads(pickle.dumps(Creates(trap))).close()
    assert trap.exists()


def test_a_bare_pickle_is_refused_and_does_not_run(tmp_path):
    trap = tmp_path / "created"
    with pytest.raises(Problem, match=r"refused|cannot be read"):
        read_tensors("evil.pt", pickle.dumps(Creates(trap)))
    with pytest.raises(Problem, match="cannot be read"):
        read_tensors("evil.safetensors", pickle.dumps(Creates(trap)))
    assert not trap.exists()


def test_a_whole_module_is_refused_with_the_way_out():
    with pytest.raises(Problem, match="state_dict"):
        read_tensors("model.pt", saved(GRU))


def test_what_a_quantised_model_packs_is_refused_with_the_way_out():
    quantised = torch.ao.quantization.quantize_dynamic(torch.nn.Sequential(torch.nn.GRU(3, 4)), {torch.nn.GRU})
    with pytest.raises(Problem, match="of a quantised model those of the one that it was made from"):
        read_tensors("model.pt", saved(quantised.state_dict()))


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", bytes(50_000_000))
    return buffer.getvalue()


def script() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("net/code/__torch__.py", "x" * 100)
        archive.writestr("net/data.pkl", b"x" * 100)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pt", b"", "is empty"),
        ("a.pt", bytes(LARGEST + 1), "larger than the 20 MB"),
        ("a.pt", saved(STATE)[:300], "cut off"),
        ("a.pt", saved(STATE)[:-200], "cut off"),
        ("a.pth", saved(STATE, _use_new_zipfile_serialization=False)[:200], "cut off"),
        ("a.safetensors", save(STATE)[:100], "cut off"),
        ("a.safetensors", save(STATE)[:-5], "cut off"),
        ("a.safetensors", b"\xff" * 40, "cut off"),
        ("a.pt", b"\x89PNG\r\n\x1a\n", "cut off"),
        ("a.pt", b"hello", "cut off"),
        ("a.pt", saved({"a": 1}), "holds no tensors"),
        ("a.pt", saved([1, 2]), "holds no tensors"),
        ("a.pt", saved({"a": torch.eye(3).to_sparse()}), "holds no tensors"),
        ("a.safetensors", save({}), "holds no tensors"),
        ("bomb.pt", bomb, "cut off"),
        ("script.pt", script, "TorchScript"),
    ],
)
def test_each_fault_has_its_sentence(name, content, words):
    with pytest.raises(Problem, match=words):
        read_tensors(name, content() if callable(content) else content)


def test_an_archive_that_grows_is_refused_before_it_is_opened(monkeypatch):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", random.Random(0).randbytes(1000) + bytes(20_000))
    content = buffer.getvalue()
    assert 8 * len(content) < 21_000 < 25 * len(content)

    opened = []
    monkeypatch.setattr(torch, "load", lambda *arguments, **_options: opened.append(arguments))
    with pytest.raises(Problem, match="cut off"):
        read_tensors("grows.pt", content)
    assert not opened
