"""Recording: what every traced cell has in common: states on the input's own positions, tables, labelled arrays."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import linear
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.checks import check_tokens
from gru_viz.cells.steps import DIRECTIONS, LayerKernel, Steps, layer_parameters, unroll
from gru_viz.cells.textbook import as_output

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

#: (layer, direction, W_i x_t + b_i, h_{t-1}, weight_hh, bias_hh, lengths) -> the cell's own quantities by name
Cell = Callable[[int, int, Tensor, Tensor, Tensor, Tensor | None, Tensor | None], dict[str, Tensor]]


@dataclass(frozen=True)
class CellWeights:
    """Copies of one layer's and direction's parameters, in the module's own order of rows.

    Attributes
    ----------
    weight_ih : Tensor (rows, layer input size)
    weight_hh : Tensor (rows, hidden_size)
    bias_ih, bias_hh : Tensor (rows,) or None
    """

    weight_ih: Tensor
    weight_hh: Tensor
    bias_ih: Tensor | None = None
    bias_hh: Tensor | None = None

    def negate_update_gate(self) -> "CellWeights":
        """The weights of 1 - z: σ(-a) = 1 - σ(a)."""
        sign = self.weight_ih.new_ones(3, 1)
        sign[1] = -1
        sign = sign.repeat_interleave(self.weight_hh.shape[1], 0)
        bias = [None if b is None else b * sign[:, 0] for b in (self.bias_ih, self.bias_hh)]
        return CellWeights(self.weight_ih * sign, self.weight_hh * sign, *bias)


@dataclass(frozen=True, kw_only=True)
class Recording:
    """Everything that a recurrent module computed on one batch of sequences.

    The states and gates have shape (num_layers, num_directions, T, B, hidden_size), the module's dtype and device;
    an unbatched run has B = 1. The time index is the position in the input, for both directions. Past the end of a
    shorter sequence: NaN.

    Attributes
    ----------
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

    #: What the cell is called.
    cell: ClassVar[str]
    #: What it recorded, in the order in which a step computes it.
    quantities: ClassVar[tuple[str, ...]] = ("hidden_state",)
    #: What the blocks of rows of its weights lead to.
    rows: ClassVar[tuple[str, ...]] = ("hidden_state",)

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
    def gates(self) -> tuple[str, ...]:
        """Names of the quantities that are gates, in [0, 1]."""
        return tuple(name for name in self.quantities if is_gate(name))

    @property
    def keep_gate(self) -> Tensor | None:
        """What each step keeps of the old state (LSTM: of the old cell state), float64; None without such a road."""
        return None

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
            attrs=self._attributes(),
        )

    def _numpy(self, name: str) -> np.ndarray:
        value = getattr(self, name).detach().cpu()
        return (value.float() if value.dtype in (torch.float16, torch.bfloat16) else value).numpy()

    def _attributes(self) -> dict[str, str]:
        """What the labelled arrays say about themselves."""
        return {}


def is_gate(quantity: str) -> bool:
    """Whether a quantity lives in [0, 1]."""
    return quantity.endswith("_gate")


def recorded(
    module: nn.Module, x: Tensor | PackedSequence, start: Tensor, kernel: LayerKernel, cell: Cell, tokens
) -> dict[str, object]:
    """Fields of a Recording: the module run layer by layer, then all gates of all steps at once.

    Parameters
    ----------
    module : nn.Module
        With nn.GRU's attributes and parameter names.
    x : Tensor or PackedSequence
    start : Tensor (num_layers * num_directions, B, hidden_size)
    kernel : LayerKernel
    cell : Cell
    tokens
        As in `trace`.
    """
    steps = Steps.of(x, module.batch_first)
    directions = 2 if module.bidirectional else 1
    unbatched = isinstance(x, Tensor) and x.dim() == 2
    # The module would draw dropout masks; we draw the same ones and put the random state back.
    dropping = module.training and module.dropout > 0 and module.num_layers > 1
    with torch.random.fork_rng(enabled=dropping):
        inputs, outputs, h_n = unroll(module, steps, start, kernel)

    layer_inputs = tuple(steps.pad(data)[0] for data in inputs)
    records: dict[str, list[Tensor]] = {}
    for layer, (x_layer, data) in enumerate(zip(layer_inputs, outputs, strict=True)):
        hidden, lengths = steps.pad(data)
        for direction, h in enumerate(hidden.split(module.hidden_size, dim=-1)):
            h_before = previous_states(h, start[layer * directions + direction], lengths, bool(direction))
            weight_ih, weight_hh, *bias = layer_parameters(module, layer, direction)
            bias_ih, bias_hh = bias or (None, None)
            own = cell(layer, direction, linear(x_layer, weight_ih, bias_ih), h_before, weight_hh, bias_hh, lengths)
            for name, value in {"hidden_state": h, "previous_state": h_before, **own}.items():
                records.setdefault(name, []).append(value)

    def labelled(record: list[Tensor]) -> Tensor:
        """(L, D, T, B, H) with NaN past the end."""
        stacked = torch.stack(record).unflatten(0, (module.num_layers, directions))
        if lengths is None:
            return stacked
        inside = torch.arange(stacked.shape[2], device=lengths.device)[:, None] < lengths
        return torch.where(inside[..., None], stacked, torch.nan)

    ends = (steps.length,) * steps.batch if lengths is None else tuple(lengths.tolist())
    return {
        **{name: labelled(record) for name, record in records.items()},
        "output": as_output(x, outputs[-1], module.batch_first),
        "h_n": h_n.squeeze(1) if unbatched else h_n,
        "tokens": check_tokens(tokens, ends),
        "lengths": ends,
        "layer_inputs": layer_inputs,
        "weights": tuple(
            tuple(
                CellWeights(*(p.detach().clone() for p in layer_parameters(module, layer, direction)))
                for direction in range(directions)
            )
            for layer in range(module.num_layers)
        ),
    }


def start_of(module: nn.Module, steps: Steps, given: Tensor | None) -> Tensor:
    """A start state as (num_layers * num_directions, B, hidden_size); zeros if there is none."""
    rows = module.num_layers * (2 if module.bidirectional else 1)
    if given is None:
        return steps.data.new_zeros(rows, steps.batch, module.hidden_size)
    return given.reshape(rows, steps.batch, module.hidden_size)


def previous_states(h: Tensor, h0: Tensor, lengths: Tensor | None, backward: bool) -> Tensor:
    """The state each step started from, at the step's position in the input.

    Parameters
    ----------
    h : Tensor (T, B, H)
    h0 : Tensor (B, H)
    lengths : Tensor (B,) or None
    backward : bool
        The direction that starts at each sequence's last step.
    """
    if not backward:
        return torch.cat([h0[None], h[:-1]])
    shifted = torch.cat([h[1:], h0[None]])
    if lengths is None:
        return shifted
    first = torch.arange(h.shape[0], device=h.device)[:, None] == lengths - 1
    return torch.where(first[..., None], h0, shifted)
