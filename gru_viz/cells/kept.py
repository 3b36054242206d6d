"""Kept: some quantities of some units of a trace, where the whole would be too much."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

from torch import Tensor

from gru_viz.cells.cell import Cell
from gru_viz.cells.celltrace import CellTrace


@dataclass(frozen=True)
class Wanted:
    """What of a run is to be kept.

    Attributes
    ----------
    names : tuple of str
        Of the cell's quantities.
    units : tuple of int or None
        None for all.
    """

    names: tuple[str, ...]
    units: tuple[int, ...] | None

    @classmethod
    def of(cls, cell: Cell, hidden_size: int, keep: Collection[str] | None, units: Sequence[int] | None) -> Self | None:
        """What was asked for; None for everything, as a trace.

        Raises
        ------
        ValueError
            The cell has no such quantity or unit.
        """
        if keep is None and units is None:
            return None
        names = cell.quantities if keep is None else (keep,) if isinstance(keep, str) else tuple(keep)
        if missing := [name for name in names if name not in cell.quantities]:
            raise ValueError(f"keep: {cell.name} has no {missing[0]!r}; it has {', '.join(cell.quantities)}")
        chosen = None if units is None else tuple(units)
        if chosen is not None and not all(-hidden_size <= unit < hidden_size for unit in chosen):
            raise ValueError(f"units: expected numbers from 0 to {hidden_size - 1}, got {list(chosen)}")
        return cls(names, chosen)


@dataclass(frozen=True, repr=False)
class Kept:
    """What `keep=` and `units=` of `gru_viz.trace` and `gru_viz.watch` keep of a run; its quantities are attributes.

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
    def of(cls, tr: CellTrace, wanted: Wanted) -> Self:
        """What is to be kept of a trace, as copies that hold no larger tensor."""
        found = {name: getattr(tr, name) for name in wanted.names}
        chosen = wanted.units
        found = {name: (value if chosen is None else value[..., list(chosen)]).clone() for name, value in found.items()}
        return cls(tr.cell, found, tr.lengths, chosen)

    def __getattr__(self, name: str) -> Tensor:
        if name.startswith("__") or name == "quantities":
            raise AttributeError(name)
        if name not in self.quantities:
            raise AttributeError(
                f"{name!r} was not kept; kept were {', '.join(self.quantities)}. A record of everything, which figures and "
                "analyses take, comes without keep and units"
            )
        return self.quantities[name]

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {tuple(value.shape)}" for name, value in self.quantities.items())
        return f"<Kept of {self.cell.name}: {shapes}{'' if self.units is None else f', units {list(self.units)}'}>"
