"""Product: the weighted sums of many rows at once, by the fastest of PyTorch's own libraries for it."""

from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import linear

Squash = Literal["none", "sigmoid", "tanh"]
#: oneDNN's, which torch.compile uses, too, but nn.functional.linear does not: where MKL does not know the processor it
#: takes half the time or less, to the same sums.
_ONEDNN = getattr(torch.ops.mkldnn, "_linear_pointwise", None) if torch.backends.mkldnn.is_available() else None
_REORDER = getattr(torch.ops.mkldnn, "_reorder_linear_weight", None)


def laid_out(matrix: Tensor, rows: int) -> Tensor:
    """`matrix` as `product` reads it fastest, of so many rows of values at a time; else it is laid out at each of them."""
    return _REORDER(matrix, rows) if _REORDER is not None and _by_onednn(matrix) else matrix


def product(values: Tensor, matrix: Tensor, bias: Tensor | None, squash: Squash = "none") -> Tensor:
    """`squash` of W x + b of each row x of `values` (rows, in), without gradients; a new tensor (rows, out)."""
    if _ONEDNN is not None and _by_onednn(values):
        return _ONEDNN(values, matrix, bias, squash, [], "")
    sums = linear(values, matrix, bias)
    return sums.sigmoid_() if squash == "sigmoid" else sums.tanh_() if squash == "tanh" else sums


def _by_onednn(values: Tensor) -> bool:
    return _ONEDNN is not None and values.dtype == torch.float32 and values.device.type == "cpu"
