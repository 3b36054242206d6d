"""Recurrent layers of an ONNX file: its GRU, LSTM and RNN nodes, read and never run."""

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gru_viz.cells.textbook import TextbookGRU
from gru_viz.learning.files.matrices import Matrix
from gru_viz.learning.files.onnxmatrices import onnx_matrices
from gru_viz.learning.files.onnxnames import layer_name
from gru_viz.learning.files.onnxnumbers import Numbers
from gru_viz.learning.files.recurrent import DAMAGED, KINDS, Layers, layer_called, put_together, turned, unlike
from gru_viz.learning.files.stacks import from_one_module, with_stacks
from gru_viz.problem import Problem

#: By the operators' names, which are the cells'.
_KINDS: dict[str, type[nn.Module]] = {kind.__name__: kind for kind in KINDS.values()}
#: Blocks of rows in PyTorch's order, as numbers in ONNX's: GRU z r h, LSTM i o f c.
_ORDER = {"GRU": (1, 0, 2), "LSTM": (0, 2, 3, 1), "RNN": (0,)}
#: What leaves the numbers of each step as they are.
_TURNING = ("Transpose", "Squeeze", "Unsqueeze", "Reshape", "Identity", "Dropout", "Cast")
_ACTIVATIONS = {"GRU": ["sigmoid", "tanh"], "LSTM": ["sigmoid", "tanh", "tanh"], "RNN": ["tanh"]}


def onnx_parts(called: str, source: Path | io.BytesIO) -> tuple[Layers, list[Matrix]]:
    """Every recurrent node with its weights among the graph's own numbers, and the matrices beside them.

    Numbers that an exporter wrote into a file beside this one are read from there, but of what was uploaded.

    Raises
    ------
    Problem
        The file is damaged, no ONNX model, or has no recurrent node.
    """
    import onnx  # noqa: PLC0415 - an extra: only ONNX's files need it

    try:
        given = str(source) if isinstance(source, Path) else source
        model = onnx.load(given, format="protobuf", load_external_data=False)
    except Exception as error:  # whatever a damaged file makes the protobuf reader raise
        raise Problem("“{name}” cannot be read: it is cut off, damaged, or of another kind.", name=called) from error
    numbers = Numbers(folder=source.parent if isinstance(source, Path) else None)
    try:
        layers, matrices = _layers(model.graph, numbers), list(onnx_matrices(model.graph, numbers))
    except DAMAGED as error:
        raise Problem("“{name}” cannot be read: it is cut off, damaged, or of another kind.", name=called) from error
    if not layers and not layers.left_out:
        raise Problem(
            "There is no recurrent layer in “{name}”: no node GRU, LSTM or RNN. torch.onnx.export writes an nn.RNN, and "
            "cells in a loop, as single steps: export an nn.RNN with dynamo=False, or bring the state_dict.",
            name=called[:80],
        )
    return layers, matrices


def _layers(graph: Any, numbers: Numbers) -> Layers:
    layers, names, taken, modules = Layers(), {}, Counter(), {}
    for number, (node, seen) in enumerate(_nodes(graph, numbers)):
        name = own = layer_name(node, number)
        while name in taken:  # layers on top of each other come from one module
            name = f"{own}_{taken[own]}"
            taken[own] += 1
        taken[name] += 1
        modules[name] = own
        names[node.output[0] if node.output else ""] = name
        layers.add(name, lambda name=name, node=node, seen=seen: _layer(layers, name, node, seen))
    return with_stacks(*from_one_module(layers, _chains(graph, names), modules))


def _chains(graph: Any, names: dict[str, str]) -> Iterator[list[str]]:
    """Layers of which each reads the one before; what only turns or drops numbers may stand between.

    Parameters
    ----------
    graph : GraphProto
    names : dict of str to str
        By the name of what a recurrent node gives out at all steps.
    """
    made = {output: node for node in graph.node for output in node.output[:1]}
    before: dict[str, str] = {}
    for output, name in names.items():
        read = made[output].input[0] if output in made else ""
        between: dict[str, Any] = {}
        while read not in names and read not in between and read in made and made[read].op_type in _TURNING:
            between[read] = made[read]
            read = made[read].input[0]
        if read in names and _in_order(made[read], list(between.values())):
            before[name] = names[read]
    for name in before:
        if name in before.values():
            continue
        chain = [name]
        while chain[0] in before and before[chain[0]] not in chain:
            chain.insert(0, before[chain[0]])
        yield chain


def _in_order(node: Any, between: list[Any]) -> bool:
    """Whether what stands behind a node leaves its steps in their places: of two directions it puts them side by side."""
    said = {attribute.name: attribute for attribute in node.attribute}
    both = "direction" in said and said["direction"].s == b"bidirectional"
    turned = [list(each.attribute[0].ints) for each in between if each.op_type == "Transpose" and each.attribute]
    # Of one direction it does not matter whether the place of the only one is moved.
    fits = turned == [[0, 2, 1, 3]] or (not both and not turned)
    return fits and not ("layout" in said and said["layout"].i)


def _nodes(graph: Any, outer: Numbers) -> Iterator[tuple[Any, Numbers]]:
    """Recurrent nodes of a graph and of those inside it, each with the numbers that it sees."""
    numbers = outer.inside(graph)
    for node in graph.node:
        if node.op_type in _KINDS and node.domain in ("", "ai.onnx"):
            yield node, numbers
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from _nodes(attribute.g, numbers)


def _layer(layers: Layers, name: str, node: Any, numbers: Numbers) -> nn.Module:
    import onnx  # noqa: PLC0415 - as above

    kind = _KINDS[node.op_type]
    said = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
    options = _checked(name, node.op_type, kind, said, _input(name, node, numbers, 7, "P"))
    arrays = {key: _input(name, node, numbers, at, key) for key, at in (("W", 1), ("R", 2), ("B", 3))}
    tensors: dict[str, Tensor] = {}
    for needed in ("W", "R"):
        if arrays[needed] is None:
            raise _elsewhere(name, needed)
    for key, rows in _rows(arrays).items():
        for direction, values in enumerate(rows):
            blocks = np.split(values, len(_ORDER[node.op_type]))
            ordered = np.concatenate([blocks[at] for at in _ORDER[node.op_type]])
            tensors[f"{key}_l0{'_reverse' * direction}"] = torch.from_numpy(ordered)
    if kind is nn.GRU and not said.get("linear_before_reset", 0):
        module: nn.Module = turned(put_together(name, TextbookGRU, tensors, **options))  # pyright: ignore[reportArgumentType]
    else:
        module = put_together(name, kind, tensors, **options)
    if states := _starts(name, node, numbers, options["batch_first"]):
        layers.starts[name] = states if kind is nn.LSTM else states[0]
    return module


def _starts(name: str, node: Any, numbers: Numbers, batch_first: bool) -> tuple[Tensor, ...]:
    """Both start states that the file gives, of which one alone may be other than zeros; () if both are zeros."""
    found = [_input(name, node, numbers, at, key) for at, key in ((5, "initial_h"), (6, "initial_c"))]
    given = [value for value in found if value is not None]
    if not any(value.any() for value in given):
        return ()
    states = [np.zeros_like(given[0]) if value is None else value for value in found]
    return tuple(torch.from_numpy(value.swapaxes(0, 1) if batch_first else value) for value in states)


def _rows(arrays: dict[str, np.ndarray | None]) -> dict[str, np.ndarray]:
    """nn.GRU's parameters, directions first; both biases stand side by side in ONNX."""
    w, u, b = arrays["W"], arrays["R"], arrays["B"]
    assert w is not None
    assert u is not None
    found = {"weight_ih": w, "weight_hh": u}
    if b is not None:
        found["bias_ih"], found["bias_hh"] = np.split(b, 2, axis=1)
    return found


def _checked(
    name: str, operator: str, kind: type[nn.Module], said: dict[str, Any], peepholes: np.ndarray | None
) -> dict[str, Any]:
    """Arguments of the module; Problem where the node computes what no module of `kind` does."""
    direction = said.get("direction", b"forward").decode()
    directions = 2 if direction == "bidirectional" else 1
    options: dict[str, Any] = {"batch_first": bool(said.get("layout", 0))}
    if direction == "reverse":
        raise unlike(name, kind, "direction", "reverse", "forward or bidirectional")
    given = [each.decode().lower() for each in said.get("activations", [])]
    ordinary = _ACTIVATIONS[operator] * directions
    if operator == "RNN" and given == ["relu"] * directions:
        options["nonlinearity"] = "relu"
    elif given and given != ordinary:
        raise unlike(name, kind, "activations", ", ".join(given), ", ".join(ordinary))
    for what in ("clip", "input_forget"):
        if said.get(what):
            raise unlike(name, kind, what, said[what], 0)
    if peepholes is not None and peepholes.any():
        raise unlike(name, kind, "P", "peepholes", "none")
    return options


def _input(name: str, node: Any, numbers: Numbers, at: int, parameter: str) -> np.ndarray | None:
    """An input that is a stored tensor; None where there is none, Problem where something else computes a weight."""
    wanted = node.input[at] if at < len(node.input) else ""
    if not wanted:
        return None
    tensor = numbers.stored.get(wanted)
    if tensor is None and at >= 5 and parameter != "P":
        return None  # a start state that comes with the input
    if tensor is None or not numbers.at_hand(tensor):
        raise _elsewhere(name, parameter)
    try:
        return numbers.read(tensor)
    except (ValueError, TypeError) as error:
        raise _elsewhere(name, parameter) from error


def _elsewhere(layer: str, parameter: str) -> Problem:
    """The sentence for a parameter whose numbers are not at hand."""
    return Problem(
        "“{layer}”: the numbers of its {parameter} are not in this file itself; save the model in one file, as "
        "torch.onnx.export(…, external_data=False) does.",
        layer=layer_called(layer),
        parameter=parameter,
    )
