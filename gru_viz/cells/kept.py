"""Kept: some quantities of some units of a trace, where the whole would be too much."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

from torch import Tensor

from gru_viz.cells.cell import Cell
from gru_viz.cells.celltrace import CellTrace


@dataclass(frozen=True)
class Kept:
    """What `gru_viz.watch(..., keep=..., units=...)` keeps of a call; its quantities are attributes.

    Attributes
    ----------
    cell : Cell
    quantities : dict of str to Tensor (num_layers, num_directions, T, B, units)
    lengths : tuple of int
    units : tuple of int or None
        Which they are; None for all.
    """

    cell: Cell
    quantities: dict[str, Tensor]
    lengths: tuple[int, ...]
    units: tuple[int, ...] | None

    @classmethod
    def of(cls, tr: CellTrace, keep: Collection[str] | None, units: Sequence[int] | None) -> Self:
        """What is to be kept of a trace, as copies that hold no larger tensor.

        Raises
        ------
        ValueError
            The cell has no such quantity or unit.
        """
        names = tr.quantities if keep is None else tuple(keep)
        if missing := [name for name in names if name not in tr.quantities]:
            raise ValueError(f"keep: {tr.cell.name} has no {missing[0]!r}; it has {', '.join(tr.quantities)}")
        chosen = None if units is None else list(units)
        if chosen is not None and not all(-tr.hidden_size <= unit < tr.hidden_size for unit in chosen):
            raise ValueError(f"units: expected numbers from 0 to {tr.hidden_size - 1}, got {chosen}")
        found = {name: getattr(tr, name) for name in names}
        found = {name: (value if chosen is None else value[..., chosen]).clone() for name, value in found.items()}
        return cls(tr.cell, found, tr.lengths, None if chosen is None else tuple(chosen))

    def __getattr__(self, name: str) -> Tensor:
        if name.startswith("__") or name == "quantities":
            raise AttributeError(name)
        if name not in self.quantities:
            raise AttributeError(f"{name!r} was not kept; kept were {', '.join(self.quantities)}")
        return self.quantities[name]
