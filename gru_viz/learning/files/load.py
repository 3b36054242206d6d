"""load(): every recurrent layer of a file, as a module that trace() takes."""

import os
from importlib.util import find_spec
from pathlib import Path

from safetensors import SafetensorError, safe_open

from gru_viz.learning.files.keras import keras_layers
from gru_viz.learning.files.onnxfile import onnx_layers
from gru_viz.learning.files.recurrent import Layers
from gru_viz.learning.files.torchfile import recurrent, torch_layers
from gru_viz.learning.modelfile import stored_tensors
from gru_viz.problem import Problem

#: Endings of files, each with how it is read and the package that reading it takes.
_KINDS = {
    ".safetensors": (lambda path: torch_layers(_safetensors(path)), "safetensors"),
    ".pt": (lambda path: torch_layers(stored_tensors(path)), "torch"),
    ".pth": (lambda path: torch_layers(stored_tensors(path)), "torch"),
    ".keras": (keras_layers, "h5py"),
    ".h5": (keras_layers, "h5py"),
    ".hdf5": (keras_layers, "h5py"),
    ".onnx": (onnx_layers, "onnx"),
}


def load(path: str | os.PathLike[str]) -> Layers:
    """Every recurrent layer in a file by its name, each a module in evaluation mode that `gru_viz.trace` takes.

    Nothing in the file is run. A GRU that resets before the matrix (Keras's `reset_after=False`, ONNX's
    `linear_before_reset=0`) becomes a TextbookGRU.

    Parameters
    ----------
    path : path of a file
        .safetensors; .pt or .pth with a state_dict; .keras, .weights.h5 or .h5 of Keras (needs h5py); .onnx (needs onnx).

    Returns
    -------
    Layers
        A dict of nn.GRU, TextbookGRU, nn.LSTM and nn.RNN; its `left_out` says of each other layer why it is not there.

    Raises
    ------
    Problem
        The file is missing, damaged, of another kind, or holds no recurrent layer.
    """
    path = Path(path)
    if path.suffix.lower() not in _KINDS:
        raise Problem("“{file}” should end with one of {endings}.", file=path.name, endings=", ".join(_KINDS))
    read, package = _KINDS[path.suffix.lower()]
    if not path.is_file():
        raise Problem("There is no file “{name}”.", name=str(path))
    if find_spec(package) is None:
        raise Problem(
            "“{name}” is read with {package}, which is not installed: pip install 'gru-viz[files]'.",
            name=path.name,
            package=package,
        )
    layers = read(path)
    if not layers and not layers.left_out:
        raise Problem("There is no recurrent layer in “{name}”.", name=path.name)
    return layers


def _safetensors(path: Path) -> dict:
    """The recurrent layers' tensors alone: of a large file, only what is asked for is read."""
    try:
        with safe_open(path, framework="pt") as file:
            return {name: file.get_tensor(name) for name in sorted(file.keys()) if recurrent(name)}
    except (SafetensorError, OSError, ValueError) as error:
        raise Problem("“{name}” cannot be read: it is cut off, damaged, or of another kind.", name=path.name) from error
