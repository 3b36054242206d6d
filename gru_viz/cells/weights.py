"""Weights: the parameters of one layer and direction, by nn.GRU's names."""

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from gru_viz.cells.steps import Recurrent


@dataclass(frozen=True)
class CellWeights:
    """Parameters of one layer and direction, in the module's own order of rows.

    Attributes
    ----------
    weight_ih : Tensor (rows, layer input size)
    weight_hh : Tensor (rows, hidden_size), or None in a cell whose gates do not read the state
    bias_ih, bias_hh : Tensor (rows,) or None
    """

    weight_ih: Tensor
    weight_hh: Tensor | None = None
    bias_ih: Tensor | None = None
    bias_hh: Tensor | None = None

    @classmethod
    def of(cls, module: Recurrent, layer: int, direction: int) -> Self:
        """The parameters of `module` themselves; direction 1 is the backward one."""
        suffix = f"_l{layer}{'_reverse' if direction else ''}"
        others = (getattr(module, name + suffix, None) for name in ("weight_hh", "bias_ih", "bias_hh"))
        return cls(getattr(module, f"weight_ih{suffix}"), *others)

    @property
    def recurrent(self) -> Tensor:
        """`weight_hh` of a cell that has one."""
        assert self.weight_hh is not None
        return self.weight_hh

    def there(self) -> dict[str, Tensor]:
        """Those that there are, by name."""
        return {name: value for name, value in vars(self).items() if value is not None}

    def to(self, dtype: torch.dtype) -> Self:
        """The parameters themselves in another precision, with their gradients."""
        return type(self)(**{name: value.to(dtype) for name, value in self.there().items()})

    def copied(self) -> Self:
        """Copies without gradients."""
        return type(self)(**{name: value.detach().clone() for name, value in self.there().items()})

    def double(self) -> Self:
        """In float64, on the CPU."""
        return type(self)(**{name: value.double().cpu() for name, value in self.there().items()})
