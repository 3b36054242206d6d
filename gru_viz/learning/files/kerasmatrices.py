"""Matrices of a Keras file: its Embedding and Dense layers."""

import re
from collections.abc import Iterator
from typing import Any

import torch

from gru_viz.learning.files.hdf5 import Dataset, Hdf5
from gru_viz.learning.files.matrices import Kind, Matrix, kind_of


def keras_matrices(file: Hdf5, config: object) -> list[Matrix]:
    """Embeddings as they are, kernels of dense layers turned: Keras keeps a column for each output.

    Parameters
    ----------
    file : Hdf5
    config : object
        What the model says of its layers.
    """
    groups: dict[str, dict[str, Dataset]] = {}
    for path, item in file.datasets.items():
        group, _, last = path.rpartition("/")
        groups.setdefault(group, {})[last.removesuffix(":0")] = item
    classes, found = {name: kind for name, kind, _own in configured(config)}, []
    for group, arrays in groups.items():
        matrix = arrays.get("embeddings", arrays.get("kernel", arrays.get("0")))
        bias = arrays.get("bias", arrays.get("1"))
        if "recurrent_kernel" in arrays or "cell" in group.split("/") or matrix is None:
            continue
        if matrix.ndim == 2 and 0 not in matrix.shape and matrix.dtype.kind == "f" and matrix.read is not None:
            name, hint = _named(file, group)
            found.append(_matrix(name, _kind(arrays, classes.get(name, hint), name, bias), matrix, bias))
    return found


def _matrix(name: str, kind: Kind, matrix: Dataset, bias: Dataset | None) -> Matrix:
    rows, columns = matrix.shape
    if kind != "output":
        return Matrix(name, (rows, columns), kind, lambda: torch.from_numpy(matrix.numbers(name)))
    added = bias if bias is not None and bias.shape == (columns,) and bias.read is not None else None
    return Matrix(
        name,
        (columns, rows),
        kind,
        lambda: torch.from_numpy(matrix.numbers(name).T),
        None if added is None else lambda: torch.from_numpy(added.numbers(name)),
    )


def _kind(arrays: dict[str, Any], kept_as: str, name: str, bias: Any) -> Kind:
    """By its dataset's name, its layer's class, or what the layer is called."""
    if "embeddings" in arrays or kept_as.lower().startswith("embedding"):
        return "embedding"
    if "kernel" in arrays or kept_as.lower().startswith("dense"):
        return "output"
    return kind_of(name, bias=bias is not None)


def _named(file: Hdf5, group: str) -> tuple[str, str]:
    """What a layer is called, and the part of its path that Keras names for its class."""
    last = group.removesuffix("/vars").split("/")[-1]
    return file.names.get(group, last), re.sub(r"_\d+$", "", last)


def configured(config: object) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name and class of each layer in a model's configuration, and what it says of that layer itself."""
    if isinstance(config, list):
        for each in config:
            yield from configured(each)
    elif isinstance(config, dict):
        own = config.get("config")
        if isinstance(own, dict) and isinstance(own.get("name"), str):
            yield own["name"], str(config.get("class_name", "")), own
        for each in config.values():
            yield from configured(each)
