"""Contents: what is in a file of weights: its recurrent layers, and the matrices that may be their words."""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from gru_viz.learning.files.keras import keras_parts
from gru_viz.learning.files.matrices import Matrix
from gru_viz.learning.files.onnxfile import onnx_parts
from gru_viz.learning.files.recurrent import Layers
from gru_viz.learning.files.torchfile import on_disk, stored, torch_parts
from gru_viz.learning.modelfile import LARGEST, empty, read_tensors, start_of
from gru_viz.problem import Problem

Parts = tuple[Layers, list[Matrix]]


@dataclass(frozen=True)
class Contents:
    """What is in a file.

    Attributes
    ----------
    name : str
        Of the file.
    layers : Layers
        Its recurrent layers by name.
    matrices : list of Matrix
        Whatever else has a row for each of many things.
    """

    name: str
    layers: Layers
    matrices: list[Matrix] = field(default_factory=list)


#: Endings of files, each with how one on this disk is read, how an upload is, and the package that it takes.
_KINDS: dict[str, tuple[Callable[[Path], Parts], Callable[[str, bytes], Parts], str]] = {
    **dict.fromkeys(
        (".safetensors", ".pt", ".pth", ".ckpt"),
        (
            lambda path: torch_parts(on_disk(path)),
            lambda name, content: torch_parts(stored(read_tensors(name, content))),
            "torch",
        ),
    ),
    **dict.fromkeys(
        (".keras", ".h5", ".hdf5"),
        (
            lambda path: keras_parts(path.name, path),
            keras_parts,
            "h5py",
        ),
    ),
    ".onnx": (
        lambda path: onnx_parts(path.name, path),
        lambda name, content: onnx_parts(name, io.BytesIO(content)),
        "onnx",
    ),
}
ENDINGS = tuple(_KINDS)


def contents_of(path: str | os.PathLike[str]) -> Contents:
    """What is in a file on this disk, of any size: of tensors beside the recurrent layers only names and shapes are read.

    Raises
    ------
    Problem
        The file is missing, damaged, of another kind, or holds no recurrent layer.
    """
    path = Path(path)
    here, _uploaded, _package = _kind(path.name)
    if not path.is_file():
        raise Problem("There is no file “{name}”.", name=str(path))
    start_of(path)
    return _found(path.name, here(path))


def uploaded_contents(name: str, content: bytes) -> Contents:
    """What is in a file that somebody uploaded; Problem as in `contents_of`, or if it is too large."""
    _here, uploaded, _package = _kind(name)
    if len(content) > LARGEST:
        raise Problem(
            "“{name}” is larger than the {allowed} MB allowed here. Save only the recurrent layer's part of the state_dict.",
            name=name[:80],
            allowed=LARGEST >> 20,
        )
    if not content:
        raise empty(name)
    return _found(name, uploaded(name, content))


def _kind(name: str) -> tuple[Callable[[Path], Parts], Callable[[str, bytes], Parts], str]:
    ending = Path(name).suffix.lower()
    if ending not in _KINDS:
        raise Problem("“{file}” should end with one of {endings}.", file=name[:80], endings=", ".join(_KINDS))
    if find_spec(package := _KINDS[ending][2]) is None:
        raise Problem(
            "“{name}” is read with {package}, which is not installed: pip install 'gru-viz[files]'.",
            name=name[:80],
            package=package,
        )
    return _KINDS[ending]


def _found(name: str, parts: Parts) -> Contents:
    layers, matrices = parts
    if not layers and not layers.left_out:
        raise Problem(
            "There is no recurrent layer in “{name}”: nothing in it is called like a parameter of one, such as "
            "“encoder.rnn.weight_ih_l0”. It has: {found}",
            name=name[:80],
            found=", ".join(matrix.name for matrix in matrices)[:300] or "–",
        )
    return Contents(name, layers, matrices)
