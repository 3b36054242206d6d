"""Matrices of a Keras file: its Embedding and Dense layers."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gru_viz.learning.files.matrices import Kind, Matrix, kind_of

#: Bytes that are kept of a matrix at most: an array of a file that is closed again.
_LARGEST = 2**31


def keras_matrices(file: Any, config: object, array: Callable[[str, Any], np.ndarray]) -> list[Matrix]:
    """Embeddings as they are, kernels of dense layers turned: Keras keeps a column for each output.

    Parameters
    ----------
    file : h5py.File
    config : object
        What the model says of its layers.
    array : callable
        (layer, dataset) to its numbers, checked.
    """
    import h5py  # noqa: PLC0415 - an extra: only Keras's files need it

    groups: dict[str, dict[str, Any]] = {}

    def visit(path: str, item: object) -> None:
        if isinstance(item, h5py.Dataset):
            group, _, last = path.rpartition("/")
            groups.setdefault(group, {})[last.removesuffix(":0")] = item

    file.visititems(visit)
    classes, found = dict(_classes(config)), []
    for group, arrays in groups.items():
        matrix = arrays.get("embeddings", arrays.get("kernel", arrays.get("0")))
        bias = arrays.get("bias", arrays.get("1"))
        if "recurrent_kernel" in arrays or "cell" in group.split("/") or matrix is None or matrix.ndim != 2:
            continue
        name, hint = _named(file, group)
        kind = _kind(arrays, classes.get(name, hint), name, bias)
        if matrix.dtype.kind != "f" or matrix.nbytes > _LARGEST:
            continue
        values = torch.from_numpy(array(name, matrix))
        if kind == "output":
            added = bias is not None and bias.shape == (matrix.shape[1],)
            offsets = torch.from_numpy(array(name, bias)) if added else None
            found.append(_matrix(name, kind, values.T, offsets))
        else:
            found.append(_matrix(name, kind, values, None))
    return found


def _matrix(name: str, kind: Kind, values: Tensor, bias: Tensor | None) -> Matrix:
    rows, columns = values.shape
    return Matrix(name, (rows, columns), kind, lambda: values, None if bias is None else lambda: bias)


def _kind(arrays: dict[str, Any], kept_as: str, name: str, bias: Any) -> Kind:
    """By its dataset's name, its layer's class, or what the layer is called."""
    if "embeddings" in arrays or kept_as.lower().startswith("embedding"):
        return "embedding"
    if "kernel" in arrays or kept_as.lower().startswith("dense"):
        return "output"
    return kind_of(name, bias=bias is not None)


def _named(file: Any, group: str) -> tuple[str, str]:
    """What a layer is called, and the part of its path that Keras names for its class."""
    parts = group.removesuffix("/vars").split("/")
    own = file.get(group)
    called = own.attrs.get("name") if group.endswith("/vars") and own is not None else None
    return str(called or parts[-1]), re.sub(r"_\d+$", "", parts[-1])


def _classes(config: object) -> Iterator[tuple[str, str]]:
    """Class of each layer, by its name."""
    if isinstance(config, list):
        for each in config:
            yield from _classes(each)
    elif isinstance(config, dict):
        own = config.get("config")
        if isinstance(own, dict) and isinstance(own.get("name"), str):
            yield own["name"], str(config.get("class_name", ""))
        for each in config.values():
            yield from _classes(each)
