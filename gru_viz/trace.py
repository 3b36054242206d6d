"""trace() and Trace: every gate and state of a GRU, at every step, as the module itself computes them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
import torch
import xarray as xr
from torch import Tensor, nn
from torch.nn.functional import linear
from torch.nn.utils.rnn import PackedSequence

from gru_viz import textbook
from gru_viz.checks import check_input, check_module, check_state, check_tokens
from gru_viz.intervention import Intervention, Plan
from gru_viz.layers import Force, Steps, layer_parameters, leave, unroll
from gru_viz.textbook import TextbookGRU, as_output

UpdateConvention = Literal["keep", "write"]
ResetConvention = Literal["before", "after"]
DIRECTIONS = ("forward", "backward")
QUANTITIES = ("reset_gate", "update_gate", "candidate_state", "hidden_state")


@dataclass(frozen=True)
class CellWeights:
    """Copies of one layer's and direction's parameters, rows in the order r, z, candidate.

    Attributes
    ----------
    weight_ih : Tensor (3 * hidden_size, layer input size)
    weight_hh : Tensor (3 * hidden_size, hidden_size)
    bias_ih, bias_hh : Tensor (3 * hidden_size,) or None
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


@dataclass(frozen=True)
class Trace:
    """Everything a GRU computed on one batch of sequences.

    The gates and states have shape (num_layers, num_directions, T, B, hidden_size), the module's dtype and device;
    an unbatched run has B = 1. The time index is the position in the input, for both directions. Past the end of a
    shorter sequence: NaN.

    Attributes
    ----------
    reset_gate, update_gate : Tensor, in (0, 1)
    candidate_state : Tensor, in (-1, 1)
    hidden_state : Tensor, in (-1, 1) if h0 is
    previous_state : Tensor
        The h that each step started from: h_{t-1}, or h_{t+1} in the backward direction.
    output, h_n : what `module(x, h0)` returns
    update_convention : "keep" (z = 1 keeps the old state) or "write" (z = 1 writes the new one)
    reset_convention : "after" or "before" the candidate's recurrent matrix
    tokens : tuple of tuple of str
        One name for each step, one tuple for each sequence.
    lengths : tuple of int
        Steps in each sequence.
    layer_inputs : tuple of Tensor (T, B, layer input size)
        What each layer read; zeros past the end.
    weights : tuple (layer) of tuple (direction) of CellWeights
    """

    reset_gate: Tensor
    update_gate: Tensor
    candidate_state: Tensor
    hidden_state: Tensor
    previous_state: Tensor
    output: Tensor | PackedSequence
    h_n: Tensor
    update_convention: UpdateConvention
    reset_convention: ResetConvention
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

    def with_update_convention(self, convention: UpdateConvention) -> "Trace":
        """The same run told with z = 1 meaning `convention`; every other tensor stays the same object."""
        if convention == self.update_convention:
            return self
        weights = tuple(tuple(cell.negate_update_gate() for cell in layer) for layer in self.weights)
        return replace(self, update_gate=1 - self.update_gate, update_convention=convention, weights=weights)

    def to_pandas(self, rows: int | None = None) -> pd.DataFrame:
        """Tidy table, one row for each layer, direction, sequence, step and unit; nothing past a sequence's end.

        Parameters
        ----------
        rows : int or None
            Only the first so many; default all.

        Returns
        -------
        pandas.DataFrame
            Columns layer, direction, batch, time, token, unit, reset_gate, update_gate, candidate_state, hidden_state.
        """
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
            **{name: self._numpy(name).ravel()[chosen] for name in QUANTITIES},
        }
        return pd.DataFrame(columns)

    def to_xarray(self) -> xr.Dataset:
        """Labelled arrays, dims (layer, direction, time, batch, unit); coordinate `token` on (batch, time)."""
        steps = self.hidden_state.shape[2]
        token = np.array([[*row, *[""] * (steps - len(row))] for row in self.tokens], dtype=object)
        dims = ("layer", "direction", "time", "batch", "unit")
        return xr.Dataset(
            {name: (dims, self._numpy(name)) for name in QUANTITIES},
            coords={
                "layer": range(self.num_layers),
                "direction": list(DIRECTIONS[: self.num_directions]),
                "time": range(steps),
                "batch": range(len(self.lengths)),
                "unit": range(self.hidden_size),
                "token": (("batch", "time"), token),
            },
            attrs={"update_convention": self.update_convention, "reset_convention": self.reset_convention},
        )

    def _numpy(self, name: str) -> np.ndarray:
        value = getattr(self, name).detach().cpu()
        return (value.float() if value.dtype in (torch.float16, torch.bfloat16) else value).numpy()


def trace(
    module: nn.GRU | TextbookGRU,
    x: Tensor | PackedSequence,
    h0: Tensor | None = None,
    *,
    tokens: Sequence[str] | Sequence[Sequence[str]] | None = None,
    intervene: Intervention | Iterable[Intervention] = (),
) -> Trace:
    """Run `module` on `x` and keep every gate and state.

    h_t of all steps comes from the module's own kernel, layer by layer; all gates of all steps then follow in one
    vectorised computation from x_t and h_{t-1}. The module, its mode, its parameters' gradients and the random state
    stay as they were. Gradients flow through everything recorded, as through any module.

    Parameters
    ----------
    module : nn.GRU or TextbookGRU
    x : Tensor (T, I), (T, B, I), (B, T, I) with `batch_first`, or PackedSequence
        What `module.forward` takes; finite.
    h0 : Tensor (num_layers * num_directions, B, H), or without B for unbatched `x`; default zeros
    tokens : sequence of str, or one such for each sequence of the batch
        Names of the steps; default their positions "0", "1", …
    intervene : Intervention, or several
        Gates and states to hold at a value while everything after follows; see `clamp` and `silence`. A layer that
        is intervened in is stepped through one step at a time; without interventions nothing slows down.

    Raises
    ------
    TypeError
        `module` or `x` is of another kind.
    ValueError
        A shape, dtype, length or value does not fit; the message names the argument, what came and what is expected.
    Problem
        An intervention is outside the run, contradicts another, or holds a gate at a value outside [0, 1].

    Notes
    -----
    Equations: https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html and, for TextbookGRU, Chung et al. 2014.
    """
    check_module(module)
    check_input(module, x)
    directions = 2 if module.bidirectional else 1
    steps = Steps.of(x, module.batch_first)
    check_state(module, x, h0, steps.batch)
    unbatched = isinstance(x, Tensor) and x.dim() == 2
    if h0 is None:
        start = steps.data.new_zeros(module.num_layers * directions, steps.batch, module.hidden_size)
    else:
        start = h0.unsqueeze(1) if unbatched else h0

    before = isinstance(module, TextbookGRU)
    kernel = textbook.layer_kernel if before else torch_kernel
    gates = textbook.gates if before else torch_gates
    plan = Plan.of(intervene, module, steps.length)
    if plan is not None:
        start = plan.start(start)
        kernel = plan.kernel(kernel, gates, "write" if before else "keep")
    # The module would draw dropout masks; we draw the same ones and put the random state back.
    dropping = module.training and module.dropout > 0 and module.num_layers > 1
    with torch.random.fork_rng(enabled=dropping):
        inputs, outputs, h_n = unroll(module, steps, start, kernel)

    layer_inputs = tuple(steps.pad(data)[0] for data in inputs)
    states, previous, reset, update, candidate = [], [], [], [], []
    for layer, (x_layer, data) in enumerate(zip(layer_inputs, outputs, strict=True)):
        hidden, lengths = steps.pad(data)
        for direction, h in enumerate(hidden.split(module.hidden_size, dim=-1)):
            h_before = previous_states(h, start[layer * directions + direction], lengths, bool(direction))
            weight_ih, weight_hh, *bias = layer_parameters(module, layer, direction)
            bias_ih, bias_hh = bias or (None, None)
            force = leave if plan is None else plan.force(layer, direction)
            r, z, n = gates(linear(x_layer, weight_ih, bias_ih), h_before, weight_hh, bias_hh, force)
            for record, value in zip((states, previous, reset, update, candidate), (h, h_before, r, z, n), strict=True):
                record.append(value)

    def labelled(record: list[Tensor]) -> Tensor:
        """(L, D, T, B, H) with NaN past the end."""
        stacked = torch.stack(record).unflatten(0, (module.num_layers, directions))
        if lengths is None:
            return stacked
        inside = torch.arange(stacked.shape[2], device=lengths.device)[:, None] < lengths
        return torch.where(inside[..., None], stacked, torch.nan)

    num_steps = states[0].shape[0]
    ends = (num_steps,) * steps.batch if lengths is None else tuple(lengths.tolist())
    return Trace(
        reset_gate=labelled(reset),
        update_gate=labelled(update),
        candidate_state=labelled(candidate),
        hidden_state=labelled(states),
        previous_state=labelled(previous),
        output=as_output(x, outputs[-1], module.batch_first),
        h_n=h_n.squeeze(1) if unbatched else h_n,
        update_convention="write" if before else "keep",
        reset_convention="before" if before else "after",
        tokens=check_tokens(tokens, ends),
        lengths=ends,
        layer_inputs=layer_inputs,
        weights=tuple(
            tuple(
                CellWeights(*(p.detach().clone() for p in layer_parameters(module, layer, direction)))
                for direction in range(directions)
            )
            for layer in range(module.num_layers)
        ),
    )


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

    Shapes as in `gru_viz.textbook.gates`.
    """
    x_r, x_z, x_n = x_part.chunk(3, dim=-1)
    h_r, h_z, h_n = linear(h, weight_hh, bias_hh).chunk(3, dim=-1)
    r, z = force("reset_gate", torch.sigmoid(x_r + h_r)), force("update_gate", torch.sigmoid(x_z + h_z))
    return r, z, torch.tanh(x_n + r * h_n)


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
