"""Recurrent layers of a .safetensors file or a PyTorch state_dict, by PyTorch's parameter names."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from gru_viz.learning.files.matrices import Matrix, kind_of
from gru_viz.learning.files.recurrent import KINDS, Layers, elsewhere, is_decoder, put_together, unlike
from gru_viz.problem import Problem

#: prefix, parameter, layer, direction, and how weight_norm splits it in two
_NAME = re.compile(
    r"(?P<prefix>(?:(?!parametrizations\.)[^.]*\.)*)(?:parametrizations\.)?"
    r"(?P<name>(?:weight|bias)_(?:ih|hh|hr))(?P<layer>_l\d{1,3}(?:_reverse)?)?(?P<part>_g|_v|\.original[01]?)?"
)
_SIZE, _DIRECTION = {"_g", ".original0"}, {"_v", ".original1"}


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


def safetensors_stored(path: Path) -> dict[str, Stored]:
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
        raise Problem("“{name}” cannot be read: it is cut off, damaged, or of another kind.", name=path.name) from error


def torch_parts(tensors: Mapping[str, Stored]) -> tuple[Layers, list[Matrix]]:
    """Recurrent layers, of whose tensors alone all numbers are read, and the matrices beside them."""
    layers = torch_layers({name: each.read() for name, each in tensors.items() if recurrent(name)})
    matrices = []
    for name, each in tensors.items():
        if recurrent(name) or not each.floating or len(each.shape) != 2 or 0 in each.shape:
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
    u = found.get("weight_hh_l0")
    rows = 3 if u is None or u.dim() != 2 or not u.shape[1] else u.shape[0] / u.shape[1]
    if "weight_hr_l0" in found:
        raise unlike(name, KINDS[4], "proj_size", found["weight_hr_l0"].shape[0], 0)
    return put_together(name, KINDS.get(int(rows), KINDS[3]), found)


def _whole(name: str, parameter: str, split: dict[str, Tensor]) -> Tensor:
    """A parameter that weight_norm keeps as size g and direction v, g · v / ‖v‖ a row, or as it is."""
    if not all(map(_is_whole, split.values())):
        raise elsewhere(name, parameter)
    if "" in split:
        return split[""]
    size = next((split[part] for part in split if part in _SIZE), None)
    way = next((split[part] for part in split if part in _DIRECTION), None)
    if size is None or way is None or size.dim() != way.dim() or len(size) != len(way):
        raise elsewhere(name, parameter)
    return torch._weight_norm(way, size, 0)  # pyright: ignore[reportPrivateImportUsage]
