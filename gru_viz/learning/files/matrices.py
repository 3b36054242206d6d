"""Matrices beside the recurrent layers of a file: embeddings and output layers, told apart by shapes and names."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from gru_viz.problem import Problem

Kind = Literal["embedding", "output", "either"]

_EMBEDDING = re.compile(r"emb|wte|lookup|wordvec|word_vec")
_OUTPUT = re.compile(r"fc|out|output|head|proj|projection|linear|dense|logits|generator|classifier|lm_head|softmax")


@dataclass(frozen=True)
class Matrix:
    """A matrix with a row for each word, whose numbers are read when they are asked for.

    Attributes
    ----------
    name : str
    shape : (rows, columns)
    kind : "embedding", "output" or "either"
    read : callable
        The matrix, (rows, columns).
    bias : callable or None
        Its bias, (rows,), where there is one: then it is an output layer.
    """

    name: str
    shape: tuple[int, int]
    kind: Kind
    read: Callable[[], Tensor]
    bias: Callable[[], Tensor] | None = None

    def rows(self) -> Tensor:
        """Its numbers in float32; Problem if they are not all finite."""
        return _finite(self.name, self.read())

    def linear(self) -> nn.Linear:
        """The output layer; Problem if its numbers are not all finite."""
        rows, columns = self.shape
        with torch.device("meta"):
            layer = nn.Linear(columns, rows, bias=self.bias is not None)
        state = {"weight": self.rows()}
        if self.bias is not None:
            state["bias"] = _finite(self.name, self.bias())
        layer.load_state_dict(state, assign=True)
        return layer.eval().requires_grad_(False)


def kind_of(name: str, *, bias: bool) -> Kind:
    """What a matrix is by its name and by whether it has a bias, which no embedding has."""
    parts = [part for part in re.split(r"[./\s]", name.lower()) if part not in ("weight", "kernel")]
    words = [word for part in parts for word in (part, *part.split("_"))]
    if bias:
        return "output"
    if any(_EMBEDDING.match(word) for word in words):
        return "embedding"
    if any(_OUTPUT.fullmatch(word.rstrip("0123456789")) for word in words):
        return "output"
    return "either"


def width(module: nn.Module) -> int:
    """Numbers that a recurrent layer gives out at each step."""
    return int(module.hidden_size) * (2 if module.bidirectional else 1)  # pyright: ignore[reportArgumentType]


def embeddings(matrices: Iterable[Matrix], layer: str, input_size: int) -> list[Matrix]:
    """Those whose rows a layer could read, the likeliest first."""
    found = [each for each in matrices if each.kind != "output" and each.shape[1] == input_size]
    return _likeliest(found, layer, "embedding")


def outputs(matrices: Iterable[Matrix], layer: str, size: int) -> list[Matrix]:
    """Those that could read the `size` numbers that a layer gives out, the likeliest first.

    What may be an embedding just as well is among them only if nothing else is there.
    """
    found = [each for each in matrices if each.kind != "embedding" and each.shape[1] == size]
    sure = [each for each in found if each.kind == "output"]
    return _likeliest(sure or found, layer, "output")


def nearness(name: str, layer: str) -> int:
    """How many parts both names have in common at their start."""
    count = 0
    for one, other in zip(name.split("."), layer.split("."), strict=False):
        if one != other:
            break
        count += 1
    return count


def nearest(matrix: Matrix, layers: Sequence[str]) -> list[str]:
    """Those of `layers` whose names have most in common with a matrix's."""
    most = max((nearness(matrix.name, layer) for layer in layers), default=0)
    return [layer for layer in layers if nearness(matrix.name, layer) == most]


def _likeliest(found: list[Matrix], layer: str, kind: Kind) -> list[Matrix]:
    return sorted(found, key=lambda each: (-nearness(each.name, layer), each.kind != kind))


def _finite(name: str, values: Tensor) -> Tensor:
    values = values.float().contiguous()
    if not torch.isfinite(values).all():
        raise Problem("“{name}” holds NaN or infinite numbers (in float32).", name=name)
    return values
