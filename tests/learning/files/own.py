"""Weights as if somebody had brought them along in a file."""

import torch

from gru_viz.learning.files.belonging import reader_of
from gru_viz.learning.files.contents import Contents
from gru_viz.learning.files.torchfile import stored, torch_parts
from gru_viz.learning.pretrained import Pretrained


def contents(tensors: dict[str, torch.Tensor], name: str = "m.safetensors") -> Contents:
    return Contents(name, *torch_parts(stored(tensors)))


def own_model(
    tensors: dict[str, torch.Tensor], name: str = "m.safetensors", layer: str | None = None, **chosen
) -> Pretrained:
    return Pretrained.from_file(reader_of(contents(tensors, name), layer, **chosen))
