"""Matrices of an ONNX file: what Gather takes rows of, what MatMul and Gemm multiply by."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gru_viz.learning.files.matrices import Kind, Matrix


def stored_in(graph: Any, outer: dict[str, Any]) -> dict[str, Any]:
    """Tensors that a graph sees: its initialisers and constants, and those around it."""
    stored = outer | {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            stored.update((node.output[0], each.t) for each in node.attribute if each.name == "value")
    return stored


def onnx_matrices(graph: Any, outer: dict[str, Any]) -> Iterator[Matrix]:
    """Those of a graph and of the graphs inside it, whose numbers are in the file."""
    stored = stored_in(graph, outer)
    reads: dict[str, Any] = {name: node for node in graph.node for name in node.input}
    for node in graph.node:
        if node.op_type == "Gather":
            yield from _gathered(node, stored)
        elif node.op_type in ("MatMul", "Gemm"):
            yield from _multiplied(node, stored, reads)
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from onnx_matrices(attribute.g, stored)


def _gathered(node: Any, stored: dict[str, Any]) -> Iterator[Matrix]:
    """An embedding: rows by their numbers."""
    axis = next((attribute.i for attribute in node.attribute if attribute.name == "axis"), 0)
    values = _numbers(stored.get(node.input[0]), 2)
    if axis == 0 and values is not None:
        yield _matrix(_name(node.input[0], node), "embedding", values, None)


def _multiplied(node: Any, stored: dict[str, Any], reads: dict[str, Any]) -> Iterator[Matrix]:
    """An output layer: numbers times a matrix, and a bias that is added then."""
    said = {attribute.name: attribute for attribute in node.attribute}
    values = _numbers(stored.get(node.input[1]), 2)
    if values is None or (node.op_type == "Gemm" and _scaled(said)):
        return
    rows = values if "transB" in said and said["transB"].i else values.T
    if node.op_type == "Gemm":
        added = node.input[2] if len(node.input) > 2 else ""
    else:
        after = reads.get(node.output[0])
        sums = after.input if after is not None and after.op_type == "Add" else ()
        added = next((name for name in sums if name in stored), "")
    bias = _numbers(stored.get(added), 1)
    if bias is not None and len(bias) != len(rows):
        return
    yield _matrix(_name(node.input[1], node), "output", rows, bias)


def _scaled(said: dict[str, Any]) -> bool:
    """Whether a Gemm does more than x·B + C."""
    return any(key in said and said[key].f != 1 for key in ("alpha", "beta")) or bool(
        "transA" in said and said["transA"].i
    )


def _matrix(name: str, kind: Kind, values: Tensor, bias: Tensor | None) -> Matrix:
    rows, columns = values.shape
    return Matrix(name, (rows, columns), kind, lambda: values, None if bias is None else lambda: bias)


def _numbers(tensor: Any, dimensions: int) -> Tensor | None:
    """A stored tensor of floating-point numbers that are in the file; None for any other."""
    from onnx import TensorProto, numpy_helper  # noqa: PLC0415 - an extra: only ONNX's files need it

    if tensor is None or len(tensor.dims) != dimensions or tensor.data_location == TensorProto.EXTERNAL:
        return None
    if tensor.data_type not in (TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.BFLOAT16):
        return None
    try:
        return torch.from_numpy(np.array(numpy_helper.to_array(tensor), dtype=np.float32))
    except (ValueError, TypeError):
        return None


def _name(stored: str, node: Any) -> str:
    """What a matrix is called: exporters name those that they have turned by a number, their node by its module."""
    if stored.startswith("onnx::") and node.name:
        return node.name.strip("/").rsplit("/", 1)[0].replace("/", ".")
    return stored
