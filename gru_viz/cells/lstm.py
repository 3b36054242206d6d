"""LSTM: the trace of torch.nn.LSTM, c_t = f ⊙ c_{t-1} + i ⊙ g, h_t = o ⊙ tanh(c_t)."""

import math
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn.functional import linear, pad
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.checks import check_state
from gru_viz.cells.recording import Recording, previous_states, recorded, start_of
from gru_viz.cells.steps import Steps, layer_parameters

QUANTITIES = ("input_gate", "forget_gate", "output_gate", "candidate_state", "cell_state", "hidden_state")


@dataclass(frozen=True, kw_only=True)
class LSTMTrace(Recording):
    """Everything an nn.LSTM computed; shapes as in `Recording`.

    Attributes
    ----------
    input_gate, forget_gate, output_gate : Tensor, in (0, 1)
    candidate_state : Tensor, in (-1, 1)
        PyTorch's g_t.
    cell_state, previous_cell : Tensor
        c_t, and the c that each step started from.
    c_n : Tensor
        What `module(x, (h0, c0))` returns beside h_n.
    """

    cell: ClassVar[str] = "LSTM"
    quantities: ClassVar[tuple[str, ...]] = QUANTITIES
    rows: ClassVar[tuple[str, ...]] = ("input_gate", "forget_gate", "candidate_state", "output_gate")

    input_gate: Tensor
    forget_gate: Tensor
    output_gate: Tensor
    candidate_state: Tensor
    cell_state: Tensor
    previous_cell: Tensor
    c_n: Tensor

    @property
    def keep_gate(self) -> Tensor:
        """The forget gate."""
        return self.forget_gate.double()


def trace_lstm(
    module: nn.LSTM, x: Tensor | PackedSequence, start: tuple[Tensor, Tensor] | None, tokens: object
) -> LSTMTrace:
    """`gru_viz.trace` of an nn.LSTM; `start` is (h0, c0)."""
    steps = Steps.of(x, module.batch_first)
    if start is not None and not (isinstance(start, tuple) and len(start) == 2):
        raise TypeError(f"h0: expected a pair (h0, c0) or None for nn.LSTM, got {type(start).__name__}")
    h0, c0 = start or (None, None)
    check_state("h0", module, x, h0, steps.batch)
    check_state("c0", module, x, c0, steps.batch)
    first_h, first_c = start_of(module, steps, h0), start_of(module, steps, c0)
    directions = 2 if module.bidirectional else 1
    sorted_c, ends = steps.sort(first_c), []

    def kernel(module: nn.LSTM, layer: int, steps: Steps, data: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
        weights = [p for d in range(directions) for p in layer_parameters(module, layer, d)]
        c = sorted_c[layer * directions : (layer + 1) * directions].contiguous()
        args = ((h.contiguous(), c), weights, module.bias, 1, 0.0, False, directions == 2)
        if steps.batch_sizes is None:
            output, h_n, c_n = torch.lstm(data, *args, False)
        else:
            output, h_n, c_n = torch.lstm(data, steps.batch_sizes, *args)
        ends.append(c_n)
        return output, h_n

    def cell(layer, direction, x_part, h_before, weight_hh, bias_hh, lengths) -> dict[str, Tensor]:
        i, f, g, o = (x_part + linear(h_before, weight_hh, bias_hh)).chunk(4, dim=-1)
        i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
        c_first = first_c[layer * directions + direction]
        c = cell_states(f, i * g, c_first, lengths, bool(direction))
        return {
            "input_gate": i,
            "forget_gate": f,
            "output_gate": o,
            "candidate_state": g,
            "cell_state": c,
            "previous_cell": previous_states(c, c_first, lengths, bool(direction)),
        }

    fields = recorded(module, x, first_h, kernel, cell, tokens)
    c_n = steps.unsort(torch.cat(ends))
    unbatched = isinstance(x, Tensor) and x.dim() == 2
    return LSTMTrace(**fields, c_n=c_n.squeeze(1) if unbatched else c_n)


def cell_states(f: Tensor, new: Tensor, c0: Tensor, lengths: Tensor | None, backward: bool) -> Tensor:
    """c_t = f_t ⊙ c_{t-1} + new_t at every step, in stretches of about √T steps that are all computed side by side.

    Parameters
    ----------
    f, new : Tensor (T, B, H)
    c0 : Tensor (B, H)
    lengths : Tensor (B,) or None
    backward : bool

    Notes
    -----
    From 0, a stretch reaches what it adds; how much of what it really starts from is still there at a step is the
    product of its f so far. So the stretches wait for each other only at their ends: 2 √T short loops instead of T.
    """
    count = f.shape[0]
    if lengths is not None:
        inside = (torch.arange(count, device=f.device)[:, None] < lengths)[..., None]
        f, new = torch.where(inside, f, 1), torch.where(inside, new, 0)
    if backward:
        f, new = f.flip(0), new.flip(0)
    stretch = math.isqrt(count)
    missing = -count % stretch
    f = pad(f, (0, 0, 0, 0, 0, missing), value=1).unflatten(0, (-1, stretch))
    new = pad(new, (0, 0, 0, 0, 0, missing)).unflatten(0, (-1, stretch))
    added, kept = [new[:, 0]], [f[:, 0]]
    for gate, addition in zip(f.unbind(1)[1:], new.unbind(1)[1:], strict=True):
        added.append(torch.addcmul(addition, gate, added[-1]))
        kept.append(gate * kept[-1])
    starts = [c0]
    for gate, addition in zip(kept[-1].unbind(0)[:-1], added[-1].unbind(0)[:-1], strict=True):
        starts.append(torch.addcmul(addition, gate, starts[-1]))
    states = torch.addcmul(torch.stack(added, 1), torch.stack(kept, 1), torch.stack(starts)[:, None])
    states = states.flatten(0, 1)[:count]
    return states.flip(0) if backward else states
