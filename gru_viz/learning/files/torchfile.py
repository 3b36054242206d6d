"""Recurrent layers of a .safetensors file or a PyTorch state_dict, by PyTorch's parameter names."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from gru_viz.learning.files.matrices import Matrix, kind_of
from gru_viz.learning.files.recurrent import (
    KINDS,
    Layers,
    elsewhere,
    is_decoder,
    layer_called,
    put_together,
    said_size,
    unlike,
)
from gru_viz.learning.modelfile import broken, holds_safetensors, no_tensors, start_of, stored_tensors
from gru_viz.problem import Problem

#: prefix, parameter, layer, direction, and which part of it, where a parametrisation computes it from several
_NAME = re.compile(
    r"(?P<prefix>(?:(?!parametrizations\.)[^.]*\.)*)(?:parametrizations\.)?"
    r"(?P<name>(?:weight|bias)_(?:ih|hh|hr))(?P<layer>_l\d{1,3}(?:_reverse)?)?(?P<part>_(?:g|v|u|orig)|\.original\d*|\.\d+\.\w+)?"
)
#: Parts that weight_norm keeps, size and direction; and that spectral_norm does, with the vectors of its largest
#: singular value: as PyTorch's old functions call them, and its new ones.
_WEIGHT_NORM = ("_g", "_v"), (".original0", ".original1")
_SPECTRAL_NORM = ("_orig", "_u", "_v"), (".original", ".0._u", ".0._v")
#: What an optimiser keeps for each parameter, which has the parameter's own shape.
_OPTIMISER = re.compile(r"(?:.*\.)?state\.\d+\.\w+")


@dataclass(frozen=True)
class Stored:
    """A tensor of a file, read when it is asked for."""

    shape: tuple[int, ...]
    floating: bool
    read: Callable[[], Tensor]


def _is_whole(tensor: Tensor) -> bool:
    """Every number of it is in the file: a view that repeats one number could have any size."""
    return tensor.untyped_storage().nbytes() >= tensor.numel() * tensor.element_size()


def stored(tensors: Mapping[str, Tensor]) -> dict[str, Stored]:
    """Tensors that are at hand."""
    return {
        name: Stored(
            tuple(tensor.shape), tensor.is_floating_point() and _is_whole(tensor), lambda tensor=tensor: tensor
        )
        for name, tensor in tensors.items()
    }


def on_disk(path: Path) -> dict[str, Stored]:
    """Tensors of a .safetensors file or a PyTorch state_dict, which its content tells; Problem as of `read_tensors`."""
    if not holds_safetensors(path.name, start_of(path)):
        return stored(stored_tensors(path))
    found = _safetensors_stored(path)
    if not found:
        raise no_tensors(path.name)
    return found


def _safetensors_stored(path: Path) -> dict[str, Stored]:
    """Names and shapes of a .safetensors file; Problem if it is damaged."""

    def read(name: str) -> Tensor:
        with safe_open(path, framework="pt") as file:
            return file.get_tensor(name)

    try:
        with safe_open(path, framework="pt") as file:
            found = {name: file.get_slice(name) for name in sorted(file.keys())}
            return {
                name: Stored(tuple(part.get_shape()), "F" in part.get_dtype(), lambda name=name: read(name))
                for name, part in found.items()
            }
    except (SafetensorError, OSError, ValueError) as error:
        raise broken(path.name) from error


def torch_parts(tensors: Mapping[str, Stored]) -> tuple[Layers, list[Matrix]]:
    """Recurrent layers, of whose tensors alone all numbers are read, and the matrices beside them."""
    layers = torch_layers({name: each.read() for name, each in tensors.items() if recurrent(name)})
    matrices = []
    for name, each in tensors.items():
        if (
            recurrent(name)
            or _OPTIMISER.fullmatch(name)
            or not each.floating
            or len(each.shape) != 2
            or 0 in each.shape
        ):
            continue
        rows, columns = each.shape
        bias = tensors.get(f"{name.removesuffix('weight')}bias") if name.endswith("weight") else None
        bias = bias if bias is not None and bias.shape == (rows,) and bias.floating else None
        kind = kind_of(name, bias=bias is not None)
        matrices.append(Matrix(name, (rows, columns), kind, each.read, bias and bias.read))
    return layers, matrices


def recurrent(name: str) -> bool:
    """Whether a tensor of this name is a parameter of a recurrent layer."""
    return _NAME.fullmatch(name) is not None


def torch_layers(tensors: Mapping[str, Tensor]) -> Layers:
    """Every nn.GRU, nn.LSTM and nn.RNN among tensors, and their cells (nn.GRUCell …) as layers of their own.

    A file does not say whether an nn.RNN is of tanh or relu: it is taken for tanh, PyTorch's default.
    """
    groups: dict[str, dict[str, dict[str, Tensor]]] = {}
    for key, value in tensors.items():
        if match := _NAME.fullmatch(key):
            parameter = match["name"] + (match["layer"] or "_l0")
            groups.setdefault(match["prefix"], {}).setdefault(parameter, {})[match["part"] or ""] = value
    layers = Layers()
    # What reads stands before what answers.
    for prefix, parts in sorted(groups.items(), key=lambda group: is_decoder(group[0])):
        name = prefix.rstrip(".")
        layers.add(name, lambda name=name, parts=parts: _layer(name, parts))
        first = next(iter(next(iter(parts.values())).values()))
        layers.dtypes[name] = first.dtype
    return layers


def _layer(name: str, parts: dict[str, dict[str, Tensor]]) -> torch.nn.Module:
    found = {parameter: _whole(name, parameter, split) for parameter, split in parts.items()}
    if "weight_hr_l0" in found:
        raise unlike(name, KINDS[4], "proj_size", found["weight_hr_l0"].shape[0], 0)
    return put_together(name, _kind(found), found)


def _kind(tensors: Mapping[str, Tensor]) -> type[torch.nn.Module]:
    """The cell in whose weights most shapes say one size; of several the one that the recurrent matrix is likest."""
    u = tensors.get("weight_hh_l0")
    alike = 3 if u is None or u.dim() != 2 or not u.shape[1] else u.shape[0] / u.shape[1]
    return KINDS[max(KINDS, key=lambda rows: (said_size(rows, tensors)[0], -abs(rows - alike)))]


def _whole(name: str, parameter: str, split: dict[str, Tensor]) -> Tensor:
    """A parameter as it is, or as a parametrisation that can be told by its parts computes it.

    Raises
    ------
    Problem
        Numbers are not in the file, or it does not say how they become the parameter.
    """
    if not all(map(_is_whole, split.values())):
        raise elsewhere(name, parameter)
    if "" in split:
        return split[""]
    for parts in _WEIGHT_NORM:
        if set(parts) == set(split):
            found = _weight_norm(*(split[part] for part in parts))
            if found is not None:
                return found
    for parts in _SPECTRAL_NORM:
        if set(parts) == set(split):
            matrix, u, v = (split[part] for part in parts)
            if (u.shape, v.shape) == (matrix.shape[:1], matrix.shape[1:]):
                return matrix / (u @ (matrix @ v))
    raise Problem(
        "“{layer}”: its {parameter} is computed from {parts}, and the file does not say how. Save the model with plain "
        "weights: torch.nn.utils.parametrize.remove_parametrizations(layer, name).",
        layer=layer_called(name),
        parameter=parameter,
        parts=", ".join(sorted(part.strip("._") for part in split)),
    )


def _weight_norm(size: Tensor, way: Tensor) -> Tensor | None:
    """Size times direction, g · v / ‖v‖, by rows, by columns or as a whole, as the shape of g says; None if it does not."""
    if way.dim() == 1 and size.shape == way.shape:
        return size * way.sign()
    if way.dim() != 2 or tuple(size.shape) not in ((way.shape[0], 1), (1, way.shape[1]), (), (1, 1)):
        return None
    if size.numel() == 1:
        return size * way / way.norm()
    return size * way / way.norm(dim=int(size.shape[1] == 1), keepdim=True)
