"""Recurrent layers of a .safetensors file or a PyTorch state_dict, by PyTorch's parameter names."""

import re
from collections.abc import Mapping

import torch
from torch import Tensor

from gru_viz.learning.files.recurrent import KINDS, Layers, elsewhere, put_together, unlike

#: prefix, parameter, layer, direction, and how weight_norm splits it in two
_NAME = re.compile(
    r"(?P<prefix>(?:(?!parametrizations\.)[^.]*\.)*)(?:parametrizations\.)?"
    r"(?P<name>(?:weight|bias)_(?:ih|hh|hr))(?P<layer>_l\d{1,3}(?:_reverse)?)?(?P<part>_g|_v|\.original[01]?)?"
)
_SIZE, _DIRECTION = {"_g", ".original0"}, {"_v", ".original1"}


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
    for prefix, parts in groups.items():
        name = prefix.rstrip(".")
        layers.add(name, lambda name=name, parts=parts: _layer(name, parts))
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
    if "" in split:
        return split[""]
    size = next((split[part] for part in split if part in _SIZE), None)
    way = next((split[part] for part in split if part in _DIRECTION), None)
    if size is None or way is None or size.dim() != way.dim() or len(size) != len(way):
        raise elsewhere(name, parameter)
    return torch._weight_norm(way, size, 0)  # pyright: ignore[reportPrivateImportUsage]
