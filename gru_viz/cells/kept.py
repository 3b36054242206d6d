"""Kept: some quantities of some units of a trace, where the whole would be too much."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from torch import Tensor

from gru_viz.cells.cell import Cell
from gru_viz.cells.parts import marked
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.cells.tables import Tabled


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
        if not names:
            raise ValueError(f"keep: expected at least one of {', '.join(cell.quantities)}")
        if missing := [name for name in names if name not in cell.quantities]:
            raise ValueError(f"keep: {cell.name} has no {missing[0]!r}; it has {', '.join(cell.quantities)}")
        if units is None:
            return cls(names, None)
        units = marked("units", units, hidden_size)
        if not all(-hidden_size <= unit < hidden_size for unit in units):
            raise ValueError(f"units: expected numbers from 0 to {hidden_size - 1}, got {units}")
        return cls(names, tuple(unit % hidden_size for unit in units))


@dataclass(frozen=True, repr=False)
class Kept(Tabled):
    """What `keep=` and `units=` of `gru_viz.trace` and `gru_viz.watch` keep of a run; its quantities are attributes.

    Means and tables are those of a trace: `mean`, `to_pandas`, `to_csv`, `to_xarray`.

    Attributes
    ----------
    cell : Cell
    quantities : dict of str to Tensor (num_layers, num_directions, T, B, units)
    lengths : tuple of int
    units : tuple of int or None
        Which they are; None for all.
    given_tokens : tuple of tuple of str
        Names of the steps, where they were given.
    facts : mapping of str to str
        What there is to say beside numbers, such as a GRU's conventions.
    """

    cell: Cell
    quantities: dict[str, Tensor]
    lengths: tuple[int, ...]
    units: tuple[int, ...] | None
    given_tokens: tuple[tuple[str, ...], ...]
    facts: Mapping[str, str]

    @property
    def tokens(self) -> tuple[tuple[str, ...], ...]:
        """One name for each step, one tuple for each sequence; without names their positions."""
        return self.given_tokens or tuple(tuple(map(str, range(length))) for length in self.lengths)

    @property
    def directions(self) -> tuple[str, ...]:
        """Which there are, in the order of the axis."""
        return DIRECTIONS[: self._shape[1]]

    @property
    def unit_numbers(self) -> tuple[int, ...]:
        """Number of each unit in the module."""
        return self.units or tuple(range(self._shape[-1]))

    def __getattr__(self, name: str) -> Tensor:
        if name.startswith("__") or name == "quantities":
            raise AttributeError(name)
        if name not in self.quantities:
            raise AttributeError(
                f"{name!r} was not kept; kept were {', '.join(self.quantities)}. A record of everything, which figures and "
                "analyses take, comes without keep and units"
            )
        return self.quantities[name]

    @property
    def _called(self) -> str:
        return f"What was kept of {self.cell.name}"

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {tuple(value.shape)}" for name, value in self.quantities.items())
        return f"<Kept of {self.cell.name}: {shapes}{'' if self.units is None else f', units {list(self.units)}'}>"
