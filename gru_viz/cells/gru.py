"""GRU: what a torch.nn.GRU or a TextbookGRU computed at every step, and PyTorch's own equations of its gates."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from gru_viz.cells.recording import Recording
from gru_viz.cells.steps import Force, Steps, layer_parameters, leave

UpdateConvention = Literal["keep", "write"]
ResetConvention = Literal["before", "after"]
QUANTITIES = ("reset_gate", "update_gate", "candidate_state", "hidden_state")


@dataclass(frozen=True, kw_only=True)
class Trace(Recording):
    """Everything a GRU computed on one batch of sequences; shapes as in `Recording`.

    Attributes
    ----------
    reset_gate, update_gate : Tensor, in (0, 1)
    candidate_state : Tensor, in (-1, 1)
    hidden_state : Tensor, in (-1, 1) if h0 is
    update_convention : "keep" (z = 1 keeps the old state) or "write" (z = 1 writes the new one)
    reset_convention : "after" or "before" the candidate's recurrent matrix
    """

    cell: ClassVar[str] = "GRU"
    quantities: ClassVar[tuple[str, ...]] = QUANTITIES
    rows: ClassVar[tuple[str, ...]] = QUANTITIES[:3]

    reset_gate: Tensor
    update_gate: Tensor
    candidate_state: Tensor
    update_convention: UpdateConvention
    reset_convention: ResetConvention

    @property
    def keep_gate(self) -> Tensor:
        """z_t where z = 1 keeps, else 1 - z_t."""
        z = self.update_gate.double()
        return z if self.update_convention == "keep" else 1 - z

    def with_update_convention(self, convention: UpdateConvention) -> "Trace":
        """The same run told with z = 1 meaning `convention`; every other tensor stays the same object."""
        if convention == self.update_convention:
            return self
        weights = tuple(tuple(cell.negate_update_gate() for cell in layer) for layer in self.weights)
        return replace(self, update_gate=1 - self.update_gate, update_convention=convention, weights=weights)

    def _attributes(self) -> dict[str, str]:
        """What the labelled arrays say about themselves."""
        return {"update_convention": self.update_convention, "reset_convention": self.reset_convention}


def torch_kernel(module: nn.GRU, layer: int, steps: Steps, data: Tensor, h0: Tensor) -> tuple[Tensor, Tensor]:
    """One layer, all directions, by PyTorch's own fused kernel."""
    directions = h0.shape[0]
    weights = [p for d in range(directions) for p in layer_parameters(module, layer, d)]
    args = (h0.contiguous(), weights, module.bias, 1, 0.0, False, directions == 2)
    if steps.batch_sizes is None:
        return torch.gru(data, *args, False)
    return torch.gru(data, steps.batch_sizes, *args)


def torch_gates(
    x_part: Tensor, h: Tensor, weight_hh: Tensor, bias_hh: Tensor | None, force: Force = leave
) -> tuple[Tensor, Tensor, Tensor]:
    """r_t, z_t and n_t from h_{t-1}; reset gate after the matrix (equations of torch.nn.GRU).

    Shapes as in `gru_viz.cells.textbook.gates`.
    """
    x_r, x_z, x_n = x_part.chunk(3, dim=-1)
    h_r, h_z, h_n = linear(h, weight_hh, bias_hh).chunk(3, dim=-1)
    r, z = force("reset_gate", torch.sigmoid(x_r + h_r)), force("update_gate", torch.sigmoid(x_z + h_z))
    return r, z, torch.tanh(x_n + r * h_n)
