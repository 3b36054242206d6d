"""Recurrent layers of a Keras file (.keras, .weights.h5, .h5), read as arrays: no code, no Keras."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gru_viz.cells.textbook import TextbookGRU
from gru_viz.learning.files.hdf5 import Dataset, Hdf5, opened, uploaded
from gru_viz.learning.files.hdf5child import MOST_GROWTH
from gru_viz.learning.files.kerasmatrices import configured, keras_matrices
from gru_viz.learning.files.matrices import Matrix
from gru_viz.learning.files.recurrent import DAMAGED, KINDS, Layers, put_together, turned, unlike
from gru_viz.learning.files.stacks import with_stacks
from gru_viz.problem import Problem

_ORDINARY = {"activation": "tanh", "recurrent_activation": "sigmoid", "go_backwards": False}


def keras_parts(name: str, source: Path | bytes) -> tuple[Layers, list[Matrix]]:
    """Every GRU, LSTM and SimpleRNN, those inside Bidirectional too, `batch_first`, as Keras reads; and the matrices.

    Parameters
    ----------
    name : str
        Of the file; its ending tells .keras from .h5.
    source : Path or bytes
        A file on this disk, or what somebody uploaded, which a process of its own reads.

    Raises
    ------
    Problem
        The file is damaged, or unpacks to much more than itself.
    """
    try:
        if name.lower().endswith(".keras"):
            with zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source)) as archive:
                config = json.loads(_entry(archive, "config.json"))
                content = _entry(archive, "model.weights.h5")
            file = opened(io.BytesIO(content)) if isinstance(source, Path) else uploaded(content)
        else:
            file = opened(source) if isinstance(source, Path) else uploaded(source)
            config = json.loads(file.config)
        return _layers(file, config), keras_matrices(file, config)
    except (*DAMAGED, zipfile.BadZipFile) as error:
        if isinstance(error, Problem):
            raise
        raise Problem("“{name}” cannot be read: it is cut off, damaged, or of another kind.", name=name) from error


def _entry(archive: zipfile.ZipFile, name: str) -> bytes:
    entry = archive.getinfo(name)
    if entry.file_size > MOST_GROWTH * max(entry.compress_size, 2**16):
        raise ValueError(f"{name} unpacks to {entry.file_size} bytes")
    return archive.read(entry)


def _layers(file: Hdf5, config: object) -> Layers:
    said, layers = dict(_said(config)), Layers()
    found: dict[str, dict[str, dict[str, Dataset]]] = {}
    told: dict[str, dict[str, Any]] = {}
    cells = _cells(file)
    names = {path: _name(file, path) for path in cells}
    # Groups stand in the order of the alphabet, the model's layers in that of its configuration, if there is one.
    places = {name: place for place, name in enumerate(said)}
    for path in sorted(cells, key=lambda path: places.get(names[path][0], len(places))):
        arrays, (layer, direction) = cells[path], names[path]
        name, several = layer, [each for each, other in names.items() if other == names[path]]
        if len(several) > 1:  # cells on top of each other, or layers of models inside
            own = {each: _own_name(file, each) for each in several}
            name = f"{layer}.{own[path]}" if len(set(own.values())) == len(own) else path
            told[name] = said.get(layer, {}) | said.get(own[path], {})
        found.setdefault(name, {})[direction] = arrays
    for name, directions in found.items():
        layers.add(name, lambda name=name, ways=directions: _layer(name, ways, told.get(name, said.get(name, {}))))
    return with_stacks(layers, _chains(config))


def _chains(config: object) -> Iterator[list[str]]:
    """Names of layers of a Sequential model that follow one another; what drops numbers in training may stand between."""
    if not isinstance(config, dict) or config.get("class_name") != "Sequential":
        return
    chain: list[str] = []
    for layer in config["config"]["layers"]:
        if layer["class_name"] in ("GRU", "LSTM", "SimpleRNN", "Bidirectional"):
            chain.append(layer["config"]["name"])
        elif "Dropout" not in layer["class_name"]:
            yield chain
            chain = []
    yield chain


def _cells(file: Hdf5) -> dict[str, dict[str, Dataset]]:
    """Groups that hold a kernel and a recurrent kernel, each with its arrays by Keras's names."""
    names = {"0": "kernel", "1": "recurrent_kernel", "2": "bias"}
    groups: dict[str, dict[str, Dataset]] = {}
    for path, item in file.datasets.items():
        group, _, last = path.rpartition("/")
        if group.endswith("cell/vars"):
            last = names.get(last, last)
        groups.setdefault(group, {})[last.removesuffix(":0")] = item
    return {path: arrays for path, arrays in groups.items() if "recurrent_kernel" in arrays and "kernel" in arrays}


def _name(file: Hdf5, path: str) -> tuple[str, str]:
    """What the layer of a cell is called, and its direction."""
    parts = path.removesuffix("/vars").split("/")[:-1] or [path]
    if parts[-2:] == ["cell", "cells"]:
        parts = parts[:-2]
    elif parts[-1].startswith("stacked_rnn_cells") and len(parts) > 1:
        parts = parts[:-1]
    direction = next((way for way in ("backward", "forward") if parts[-1].startswith(f"{way}_")), "")
    if direction and len(parts) > 1:
        parts = parts[:-1]
    if path.endswith("/vars"):
        return file.names.get(f"{'/'.join(parts)}/vars", parts[-1]), direction
    return parts[-1], direction


def _own_name(file: Hdf5, path: str) -> str:
    """What a cell itself is called."""
    return file.names.get(path, path.removesuffix("/vars").split("/")[-1])


def _said(config: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a model's configuration says about each layer, by its name; of Bidirectional and RNN about what is inside."""
    for name, _kind, own in configured(config):
        said = own
        for inside in ("layer", "cell"):
            if isinstance(said.get(inside), dict):
                said = said | said[inside].get("config", {})
        yield name, said


def _layer(name: str, ways: dict[str, dict[str, Dataset]], said: dict[str, Any]) -> nn.Module:
    first = ways.get("forward") or next(iter(ways.values()))
    shape = first["recurrent_kernel"].shape
    kind = KINDS.get(shape[1] // shape[0] if len(shape) == 2 and shape[0] else 0)
    if kind is None:
        raise unlike(name, nn.GRU, "recurrent_kernel", shape, "(units, 3 * units)")
    options: dict[str, Any] = {"batch_first": True}
    for what, ordinary in _ORDINARY.items():
        given = said.get(what, ordinary)
        if what == "recurrent_activation" and kind is nn.RNN:
            continue
        if what == "activation" and kind is nn.RNN and given == "relu":
            options["nonlinearity"] = "relu"
        elif given != ordinary:
            raise unlike(name, kind, what, given, ordinary)
    _check_alike(name, kind, ways, said)
    before = kind is nn.GRU and not _resets_after(first, said)
    tensors: dict[str, Tensor] = {}
    for direction, arrays in ways.items():
        tensors |= _direction(name, kind, arrays, "_reverse" if direction == "backward" else "")
    if before:
        return turned(put_together(name, TextbookGRU, tensors, **options))  # pyright: ignore[reportArgumentType]
    return put_together(name, kind, tensors, **options)


def _check_alike(name: str, kind: type[nn.Module], ways: dict[str, dict[str, Dataset]], said: dict[str, Any]) -> None:
    """Problem where both directions do not compute alike, as those of a Bidirectional with a `backward_layer` may."""
    if kind is nn.GRU and len({_resets_after(arrays, said) for arrays in ways.values()}) > 1:
        raise unlike(name, kind, "reset_after", "True, False", "True, True")
    other = said.get("backward_layer")
    other = other.get("config", {}) if isinstance(other, dict) else said
    for what in ("activation", "recurrent_activation", "reset_after"):
        if other.get(what, said.get(what)) != said.get(what):
            raise unlike(name, kind, f"backward_layer.{what}", other[what], said.get(what))


def _resets_after(arrays: dict[str, Dataset], said: dict[str, Any]) -> bool:
    """Whether the reset gate acts after the matrix: then there are two biases; without any, the configuration says."""
    return arrays["bias"].ndim == 2 if "bias" in arrays else said.get("reset_after", True)


def _direction(name: str, kind: type[nn.Module], arrays: dict[str, Dataset], end: str) -> dict[str, Tensor]:
    """nn.GRU's parameters of one direction; Keras keeps columns, and a GRU's in the order z, r, h̃."""
    w, u = (_array(name, arrays[key]) for key in ("kernel", "recurrent_kernel"))
    found = {"weight_ih": w.T, "weight_hh": u.T}
    if "bias" in arrays:
        bias = _array(name, arrays["bias"])
        found["bias_ih"], found["bias_hh"] = bias if bias.ndim == 2 else (bias, np.zeros_like(bias))
    if kind is nn.GRU:
        found = {key: _reset_first(value) for key, value in found.items()}
    return {f"{key}_l0{end}": torch.from_numpy(np.ascontiguousarray(value)) for key, value in found.items()}


def _reset_first(rows: np.ndarray) -> np.ndarray:
    z, r, n = np.array_split(rows, 3)
    return np.concatenate([r, z, n])


def _array(name: str, stored: Dataset) -> np.ndarray:
    if stored.dtype.kind != "f":
        raise unlike(name, nn.GRU, "dtype", stored.dtype, "float32")
    return stored.numbers(name)
