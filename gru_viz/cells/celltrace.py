"""CellTrace: what every traced cell has in common: states on the input's own positions, tables, labelled arrays."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.cell import Cell
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.cells.weights import CellWeights

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@dataclass(frozen=True, kw_only=True)
class CellTrace:
    """Everything that a recurrent module computed on one batch of sequences.

    The states and gates have shape (num_layers, num_directions, T, B, hidden_size), the module's dtype and device;
    an unbatched run has B = 1. The time index is the position in the input, for both directions. Past the end of a
    shorter sequence: NaN.

    Attributes
    ----------
    cell : Cell
        What was traced: a row of `gru_viz.cells.kinds.CELLS`.
    hidden_state : Tensor
    previous_state : Tensor
        The h that each step started from: h_{t-1}, or h_{t+1} in the backward direction.
    output, h_n : what `module(x, h0)` returns
    tokens : tuple of tuple of str
        One name for each step, one tuple for each sequence.
    lengths : tuple of int
        Steps in each sequence.
    layer_inputs : tuple of Tensor (T, B, layer input size)
        What each layer read; zeros past the end.
    weights : tuple (layer) of tuple (direction) of CellWeights
    """

    cell: Cell = field(repr=False)
    hidden_state: Tensor
    previous_state: Tensor
    output: Tensor | PackedSequence
    h_n: Tensor
    tokens: tuple[tuple[str, ...], ...]
    lengths: tuple[int, ...]
    layer_inputs: tuple[Tensor, ...]
    weights: tuple[tuple[CellWeights, ...], ...]

    @property
    def num_layers(self) -> int:
        """Number of layers L."""
        return self.hidden_state.shape[0]

    @property
    def num_directions(self) -> int:
        """2 for a bidirectional run, else 1."""
        return self.hidden_state.shape[1]

    @property
    def hidden_size(self) -> int:
        """Number of units H."""
        return self.hidden_state.shape[-1]

    @property
    def quantities(self) -> tuple[str, ...]:
        """What was recorded, in the order in which a step computes it."""
        return self.cell.quantities

    @property
    def gates(self) -> tuple[str, ...]:
        """Names of the quantities that are gates, in [0, 1]."""
        return self.cell.gates

    @property
    def facts(self) -> dict[str, str]:
        """What there is to say beside numbers, such as a GRU's conventions."""
        return {name: getattr(self, name) for name in self.cell.facts}

    @property
    def keep_gate(self) -> Tensor | None:
        """What each step keeps of the old state (LSTM: of the old cell state), float64; None without such a road."""
        if not self.cell.keeps:
            return None
        gate = getattr(self, self.cell.keeps).double()
        return 1 - gate if self.facts.get("update_convention") == "write" else gate

    def to_pandas(self, rows: int | None = None) -> "pd.DataFrame":
        """Tidy table, one row for each layer, direction, sequence, step and unit; nothing past a sequence's end.

        Parameters
        ----------
        rows : int or None
            Only the first so many; default all.

        Returns
        -------
        pandas.DataFrame
            Columns layer, direction, batch, time, token, unit, then the cell's `quantities`.
        """
        import pandas as pd  # noqa: PLC0415 - only whoever asks for a table waits for it

        shape = self.hidden_state.shape
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
            "direction": pd.Categorical.from_codes(direction, list(DIRECTIONS)),
            "batch": batch,
            "time": time,
            "token": pd.Categorical.from_codes(codes[batch, time], names),
            "unit": unit,
            **{name: self._numpy(name).ravel()[chosen] for name in self.quantities},
        }
        return pd.DataFrame(columns)

    def to_xarray(self) -> "xr.Dataset":
        """Labelled arrays, dims (layer, direction, time, batch, unit); coordinate `token` on (batch, time)."""
        import xarray as xr  # noqa: PLC0415 - as above

        steps = self.hidden_state.shape[2]
        token = np.array([[*row, *[""] * (steps - len(row))] for row in self.tokens], dtype=object)
        dims = ("layer", "direction", "time", "batch", "unit")
        return xr.Dataset(
            {name: (dims, self._numpy(name)) for name in self.quantities},
            coords={
                "layer": range(self.num_layers),
                "direction": list(DIRECTIONS[: self.num_directions]),
                "time": range(steps),
                "batch": range(len(self.lengths)),
                "unit": range(self.hidden_size),
                "token": (("batch", "time"), token),
            },
            attrs=self.facts,
        )

    def _numpy(self, name: str) -> np.ndarray:
        value = getattr(self, name).detach().cpu()
        return (value.float() if value.dtype in (torch.float16, torch.bfloat16) else value).numpy()
