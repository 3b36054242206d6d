"""Matrices of an ONNX file: what Gather takes rows of, what MatMul and Gemm multiply by."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from gru_viz.learning.files.matrices import Matrix
from gru_viz.learning.files.onnxnames import matrix_name
from gru_viz.learning.files.onnxnumbers import Numbers
from gru_viz.problem import Problem


def onnx_matrices(graph: Any, outer: Numbers) -> Iterator[Matrix]:
    """Those of a graph and of the graphs inside it, whose numbers are at hand."""
    numbers = outer.inside(graph)
    reads: dict[str, Any] = {name: node for node in graph.node for name in node.input}
    for node in graph.node:
        if node.op_type == "Gather":
            yield from _gathered(node, numbers)
        elif node.op_type in ("MatMul", "Gemm"):
            yield from _multiplied(node, numbers, reads)
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from onnx_matrices(attribute.g, numbers)


def _gathered(node: Any, numbers: Numbers) -> Iterator[Matrix]:
    """An embedding: rows by their numbers."""
    axis = next((attribute.i for attribute in node.attribute if attribute.name == "axis"), 0)
    tensor = _tensor(numbers, node.input[0], 2)
    if axis == 0 and tensor is not None:
        rows, columns = tensor.dims
        yield Matrix(matrix_name(node.input[0], node), (rows, columns), "embedding", lambda: _read(numbers, tensor))


def _multiplied(node: Any, numbers: Numbers, reads: dict[str, Any]) -> Iterator[Matrix]:
    """An output layer: numbers times a matrix, and a bias that is added then."""
    said = {attribute.name: attribute for attribute in node.attribute}
    tensor = _tensor(numbers, node.input[1], 2)
    if tensor is None or (node.op_type == "Gemm" and _scaled(said)):
        return
    upright = "transB" in said and bool(said["transB"].i)
    rows, columns = tensor.dims if upright else tensor.dims[::-1]
    if node.op_type == "Gemm":
        added = node.input[2] if len(node.input) > 2 else ""
    else:
        after = reads.get(node.output[0])
        sums = after.input if after is not None and after.op_type == "Add" else ()
        added = next((name for name in sums if name in numbers.stored), "")
    bias = _tensor(numbers, added, 1)
    if bias is not None and bias.dims[0] != rows:
        return
    yield Matrix(
        matrix_name(node.input[1], node),
        (rows, columns),
        "output",
        lambda: _read(numbers, tensor) if upright else _read(numbers, tensor).T,
        None if bias is None else lambda: _read(numbers, bias),
    )


def _scaled(said: dict[str, Any]) -> bool:
    """Whether a Gemm does more than x·B + C."""
    return any(key in said and said[key].f != 1 for key in ("alpha", "beta")) or bool(
        "transA" in said and said["transA"].i
    )


def _tensor(numbers: Numbers, name: str, dimensions: int) -> Any:
    """A stored tensor of floating-point numbers that are at hand; None for any other."""
    from onnx import TensorProto  # noqa: PLC0415 - an extra: only ONNX's files need it

    tensor = numbers.stored.get(name)
    if tensor is None or len(tensor.dims) != dimensions or 0 in tensor.dims:
        return None
    if tensor.data_type not in (TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.BFLOAT16):
        return None
    return tensor if numbers.at_hand(tensor) else None


def _read(numbers: Numbers, tensor: Any) -> Tensor:
    """Its numbers; Problem if they are fewer or more than its shape says."""
    try:
        return torch.from_numpy(numbers.read(tensor))
    except (ValueError, TypeError) as error:
        raise Problem(
            "“{name}” cannot be read: it is cut off, damaged, or of another kind.", name=tensor.name
        ) from error
