"""Tables: what was recorded, as means, as a tidy table, in a file, and as labelled arrays."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from gru_viz.cells.parts import mean_inside

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from gru_viz.cells.cell import Cell

#: Names of the axes of everything recorded.
DIMENSIONS = ("layer", "direction", "time", "batch", "unit")


class Tabled:
    """What a trace and what was kept of one have in common: quantities of the same axes, and names for every place on them.

    Attributes
    ----------
    cell : Cell
    quantities : collection of str
        What was recorded: an attribute each, (num_layers, num_directions, T, B, units).
    lengths : tuple of int
        Steps in each sequence.
    tokens : tuple of tuple of str
        One name for each step, one tuple for each sequence.
    directions : tuple of "forward" and "backward"
    unit_numbers : tuple of int
    facts : mapping of str to str
        What there is to say beside numbers.
    """

    if TYPE_CHECKING:
        cell: Cell
        quantities: Collection[str]
        lengths: tuple[int, ...]
        tokens: tuple[tuple[str, ...], ...]
        directions: tuple[str, ...]
        unit_numbers: tuple[int, ...]
        facts: Mapping[str, str]

    def mean(self, quantity: str, over: Collection[str] = DIMENSIONS) -> Tensor:
        """Mean of a quantity over some of its axes; steps past the end of a shorter sequence do not count.

        What is no number in a step that a sequence has makes the mean none.

        Parameters
        ----------
        quantity : str
        over : collection of str
            Of "layer", "direction", "time", "batch" and "unit"; default all.

        Returns
        -------
        Tensor
            With the other axes, in their order; it carries gradients.

        Raises
        ------
        ValueError
            There is no such quantity or axis.
        """
        if not self._has(quantity):
            raise ValueError(f"{self._called} has no {quantity!r}; it has {', '.join(self.quantities)}")
        over = (over,) if isinstance(over, str) else tuple(over)
        if missing := [name for name in over if name not in DIMENSIONS]:
            raise ValueError(f"over: expected names out of {', '.join(DIMENSIONS)}, got {missing[0]!r}")
        values = getattr(self, quantity)
        return mean_inside(values, self.lengths, [DIMENSIONS.index(name) for name in over]) if over else values

    def to_pandas(self, rows: int | None = None) -> "pd.DataFrame":
        """Tidy table, one row for each layer, direction, sequence, step and unit; nothing past a sequence's end.

        Parameters
        ----------
        rows : int or None
            Only the first so many; default all.

        Returns
        -------
        pandas.DataFrame
            Columns layer, direction, batch, time, token, unit, then the `quantities`.
        """
        import pandas as pd  # noqa: PLC0415 - only whoever asks for a table waits for it

        shape = self._shape
        inside = np.arange(shape[2])[:, None, None] < np.asarray(self.lengths)[:, None]
        chosen = np.flatnonzero(np.broadcast_to(inside, shape))[:rows]
        layer, direction, time, batch, unit = (axis.astype(np.int32) for axis in np.unravel_index(chosen, shape))
        names = sorted({token for row in self.tokens for token in row})
        code = {name: i for i, name in enumerate(names)}
        codes = np.full((len(self.tokens), shape[2]), -1)
        for row, tokens in enumerate(self.tokens):
            codes[row, : len(tokens)] = [code[token] for token in tokens]
        columns = {
            "layer": layer,
            "direction": pd.Categorical.from_codes(direction, list(self.directions)),
            "batch": batch,
            "time": time,
            "token": pd.Categorical.from_codes(codes[batch, time], names),
            "unit": np.asarray(self.unit_numbers, np.int32)[unit],
            **{name: self._numbers(name).ravel()[chosen] for name in self.quantities},
        }
        return pd.DataFrame(columns)

    def to_csv(self, path: str | os.PathLike) -> Path:
        """Write the table of `to_pandas` into a file, UTF-8 with a line of heads; ".csv.gz" is packed.

        Parameters
        ----------
        path : str or Path

        Returns
        -------
        Path
            Of the file; what was in it is gone.
        """
        self.to_pandas().to_csv(path, index=False)
        return Path(path)

    def to_xarray(self) -> "xr.Dataset":
        """Labelled arrays, dims (layer, direction, time, batch, unit); coordinate `token` on (batch, time)."""
        import xarray as xr  # noqa: PLC0415 - as above

        layers, _directions, steps, _batch, _units = self._shape
        token = np.array([[*row, *[""] * (steps - len(row))] for row in self.tokens], dtype=object)
        return xr.Dataset(
            {name: (DIMENSIONS, self._numbers(name)) for name in self.quantities},
            coords={
                "layer": range(layers),
                "direction": list(self.directions),
                "time": range(steps),
                "batch": range(len(self.lengths)),
                "unit": list(self.unit_numbers),
                "token": (("batch", "time"), token),
            },
            attrs=dict(self.facts),
        )

    @property
    def _called(self) -> str:
        """How it is called in a sentence."""
        return self.cell.name

    def _has(self, name: str) -> bool:
        """Whether there is such a quantity."""
        return name in self.quantities

    @property
    def _shape(self) -> torch.Size:
        """Of every quantity."""
        return getattr(self, next(iter(self.quantities))).shape

    def _numbers(self, name: str) -> np.ndarray:
        """A quantity without gradients, in a precision that NumPy knows."""
        value = getattr(self, name).detach().cpu()
        return (value.float() if value.dtype in (torch.float16, torch.bfloat16) else value).numpy()
