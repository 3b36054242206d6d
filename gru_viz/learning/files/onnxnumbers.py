"""Numbers of an ONNX file: in the file itself, or, on this disk, in one that lies beside it, as exporters write them."""

from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Numbers:
    """Tensors that a graph sees, by name.

    Attributes
    ----------
    stored : dict of str to TensorProto
        Its initialisers and constants, and those around it.
    folder : Path or None
        Where the file lies; None for one that was uploaded, beside which there is nothing.
    """

    stored: dict[str, Any] = field(default_factory=dict)
    folder: Path | None = None

    def inside(self, graph: Any) -> "Numbers":
        """What a graph inside this one, or the first of all, sees."""
        stored = self.stored | {tensor.name: tensor for tensor in graph.initializer}
        for node in graph.node:
            if node.op_type == "Constant":
                stored.update((node.output[0], each.t) for each in node.attribute if each.name == "value")
        return Numbers(stored, self.folder)

    def at_hand(self, tensor: Any) -> bool:
        """Whether all numbers that a tensor's shape asks for are in the file, or in a plain file beside it."""
        from onnx import TensorProto, helper  # noqa: PLC0415 - an extra: only ONNX's files need it

        count = prod(tensor.dims)
        size = count * helper.tensor_dtype_to_np_dtype(tensor.data_type).itemsize
        if tensor.data_location == TensorProto.EXTERNAL:
            return self._beside({entry.key: entry.value for entry in tensor.external_data}, size)
        if tensor.HasField("raw_data"):
            return len(tensor.raw_data) == size
        return len(getattr(tensor, helper.tensor_dtype_to_field(tensor.data_type))) == count

    def _beside(self, said: dict[str, str], size: int) -> bool:
        """Whether so many bytes are where a tensor says."""
        location = said.get("location", "")
        if self.folder is None or not location or Path(location).name != location:
            return False
        file = self.folder / location
        if file.is_symlink() or not file.is_file():
            return False
        offset, length = (int(said.get(key) or default) for key, default in (("offset", 0), ("length", size)))
        return length == size and 0 <= offset <= file.stat().st_size - size

    def read(self, tensor: Any) -> np.ndarray:
        """The numbers of a tensor that are at hand, in float32."""
        from onnx import TensorProto, numpy_helper  # noqa: PLC0415 - as above

        own = TensorProto()
        own.CopyFrom(tensor)  # what is read from another file is not kept in the graph
        return np.array(numpy_helper.to_array(own, str(self.folder or "")), dtype=np.float32)
