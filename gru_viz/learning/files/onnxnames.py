"""Names in an ONNX file: which module of the model an exporter made a node of."""

import re
from typing import Any

#: Where torch.onnx, by torch.export, says for each node the modules that it is in, from the outermost, and its own name.
_SCOPES = "pkg.torch.onnx.name_scopes"
#: What exporters call numbers that they have turned or put together.
_NUMBERED = re.compile(r"onnx::\w+|val_\d+")
#: What torch.onnx, by tracing, calls the nodes of a module: /encoder/gru/GRU, and of its second layer …/GRU_1.
_TRACED = re.compile(r"/((?:.+/)?)(GRU|LSTM|RNN)(?:_\d+)?")


def layer_name(node: Any, number: int) -> str:
    """Of a recurrent node: its module's, where that is said, else its own."""
    # What is no UTF-8 comes as bytes.
    name = str(node.name or f"{node.op_type}_{number}")
    traced = _TRACED.fullmatch(name)
    within = traced and (traced[1].strip("/").replace("/", ".") or traced[2])
    return _module(node) or within or name


def matrix_name(stored: str, node: Any) -> str:
    """Of a matrix that a node reads: its own, but where that is a number only, the name of the node's module."""
    if not _NUMBERED.fullmatch(stored):
        return stored
    within = node.name.strip("/").rsplit("/", 1)[0].replace("/", ".") if "/" in node.name else ""
    return _module(node) or within or stored


def _module(node: Any) -> str:
    """Path of the module of a node, such as "encoder.gru"; "" if it is not said."""
    said = next((str(entry.value) for entry in getattr(node, "metadata_props", ()) if entry.key == _SCOPES), "")
    scopes = re.findall(r"'([^']*)'", said)
    return scopes[-2] if len(scopes) > 1 and not scopes[-2].startswith("_") else ""
