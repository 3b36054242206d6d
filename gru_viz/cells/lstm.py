"""LSTM: the trace of torch.nn.LSTM, c_t = f ⊙ c_{t-1} + i ⊙ g, h_t = o ⊙ tanh(c_t), and its row."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import linear, pad

from gru_viz.cells.cell import HIDDEN, Back, Cell, Form, State
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.chunks import Chunk
from gru_viz.cells.excerpt import Excerpt
from gru_viz.cells.layers import Layer, fused
from gru_viz.cells.sweep import Step, Sweep
from gru_viz.cells.weights import CellWeights
from gru_viz.problem import N_

#: Numbers of a state from which on a step is worth an operation of its own, and one of PyTorch's.
_ENOUGH, _PLENTY = 512, 1 << 16


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LSTMTrace(CellTrace):
    """Everything an nn.LSTM computed; shapes as in `CellTrace`.

    Attributes
    ----------
    input_gate, forget_gate, output_gate : Tensor, in (0, 1)
    candidate_state : Tensor, in (-1, 1)
        PyTorch's g_t.
    cell_state : Tensor
        c_t.
    c_n : Tensor
        What `module(x, (h0, c0))` returns beside h_n.
    """

    input_gate: Tensor
    forget_gate: Tensor
    output_gate: Tensor
    candidate_state: Tensor
    cell_state: Tensor
    c_n: Tensor

    @property
    def previous_cell(self) -> Tensor:
        """The c that each step started from, as `previous_state`."""
        return self.started_from("previous_cell")


def kernel(layer: Layer) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """One layer, all directions, by PyTorch's own fused kernel."""
    output, h_n, c_n = fused(torch.lstm, layer, [state.contiguous() for state in layer.start])
    return output, (h_n, c_n)


def gates(step: Step) -> dict[str, Tensor]:
    """i_t, f_t, o_t and g_t from h_{t-1} (equations of torch.nn.LSTM)."""
    sums = step.from_input + linear(step.state, step.weights.recurrent, step.weights.bias_hh)
    i, f, g, o = sums.chunk(4, dim=-1)
    return {
        "input_gate": i.sigmoid(),
        "forget_gate": f.sigmoid(),
        "output_gate": o.sigmoid(),
        "candidate_state": g.tanh(),
    }


def own_step(rows: Tensor, states: tuple[Tensor, ...], weights: CellWeights) -> tuple[Tensor, Tensor]:
    """A step by the operations, in the order, of PyTorch's kernel on the CPU (LSTMCell in ATen/native/RNN.cpp).

    So it runs packed sequences, and float64; what else there is, oneDNN runs.
    """
    h, c = states
    i, f, g, o = rows.add_(linear(h, weights.recurrent, weights.bias_hh)).chunk(4, dim=1)
    g.tanh_()
    for gate in (i, f, o):
        gate.sigmoid_()
    c = (f * c).add_(i * g)
    return o * c.tanh(), c


def states(gates: dict[str, Tensor], sweep: Sweep) -> dict[str, Tensor]:
    """c_t."""
    _h0, c0 = sweep.start
    new = gates["input_gate"] * gates["candidate_state"]
    return {"cell_state": cell_states(gates["forget_gate"], new, c0, sweep)}


def fill(chunk: Chunk) -> tuple[Tensor]:
    """As `gates` and `states`."""
    i, f = chunk.gate(0, "input_gate"), chunk.gate(1, "forget_gate")
    g = chunk.candidate(2, "candidate_state")
    chunk.gate(3, "output_gate")
    c, c0 = chunk.place["cell_state"], chunk.sweep.start[-1]
    cell_states(f, torch.mul(i, g, out=chunk.spare), c0, chunk.sweep, out=c)
    return (c[0 if chunk.sweep.backward else -1].to(c0.dtype, copy=True),)


def hidden(chunk: Chunk) -> Tensor:
    """h_t as gate and cell state give it; tanh c = 1 - 2σ(-2c), which is faster and to a few roundings the same."""
    o, squashed = chunk.place["output_gate"], torch.mul(chunk.place["cell_state"], -2, out=chunk.spare).sigmoid_()
    return torch.addcmul(o, o, squashed, value=-2, out=squashed)


def cell_states(f: Tensor, new: Tensor, c0: Tensor, sweep: Sweep, out: Tensor | None = None) -> Tensor:
    """c_t = f_t ⊙ c_{t-1} + new_t at every step.

    Parameters
    ----------
    f, new : Tensor (T, B, H)
    c0 : Tensor (B, H)
    sweep : Sweep
    out : Tensor (T, B, H), optional
        Where they are to stand; only without gradients.

    Notes
    -----
    A module in half precision rounds c at every step, which adds up; there, all steps wait for each other (in
    `own_step`, each operation of a step is rounded). So they do where one has enough to compute; else see `_stretches`.
    """
    count = f.shape[0]
    if (inside := sweep.inside(count)) is not None:
        f, new = torch.where(inside, f, 1), torch.where(inside, new, 0)
    if out is not None and c0.dtype == f.dtype and c0.numel() >= _ENOUGH:
        _one_by_one(f, new, c0, out, sweep.order(count))
        return out
    if sweep.backward:
        f, new = f.flip(0), new.flip(0)
    exact = c0.dtype == f.dtype and torch.finfo(f.dtype).bits > 16
    states = _stretches(f, new, c0) if exact else _rounded(f, new, c0)
    states = states.flip(0) if sweep.backward else states
    return states if out is None else out.copy_(states)


def _one_by_one(f: Tensor, new: Tensor, c: Tensor, out: Tensor, order: Iterable[int]) -> None:
    """c_t at every step, written to `out`."""
    if out.device.type == "cpu" and c.numel() < _PLENTY:
        # NumPy starts an operation in a fifth of the time.
        states, gates, additions, before = out.numpy(), f.numpy(), new.numpy(), c.detach().numpy()
        for t in order:
            before = np.multiply(gates[t], before, out=states[t])
            before += additions[t]
        return
    places = out.unbind()
    for t in order:
        c = torch.addcmul(new[t], f[t], c, out=places[t])


def _stretches(f: Tensor, new: Tensor, c0: Tensor) -> Tensor:
    """c_t at every step, in stretches of about √T steps that are all computed side by side.

    From 0, a stretch reaches what it adds; how much of what it really starts from is still there at a step is the
    product of its f so far. So the stretches wait for each other only at their ends: 2 √T short loops instead of T.
    """
    count = f.shape[0]
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
    return states.flatten(0, 1)[:count]


def _rounded(f: Tensor, new: Tensor, c: Tensor) -> Tensor:
    """c_t at every step, rounded each time to the precision in which `c` came."""
    states = []
    for gate, addition in zip(f, new, strict=True):
        together = gate * c + addition if gate.dtype == c.dtype else torch.addcmul(addition, gate, c.to(gate.dtype))
        c = together.to(c.dtype)
        states.append(c)
    return torch.stack(states)


def backward(at: Excerpt[LSTMTrace]) -> tuple[Back, Tensor]:
    """How derivatives pass through a step.

    With δ = ∂/∂h_t, a the weighted sums and γ = ∂/∂c_t + δ⊙o⊙(1-tanh²c_t):
    δa_o = δ⊙tanh(c_t)⊙o⊙(1-o), δa_f = γ⊙c_{t-1}⊙f⊙(1-f), δa_i = γ⊙g⊙i⊙(1-i), δa_g = γ⊙i⊙(1-g²),
    ∂/∂h_{t-1} = Uᵀδa, ∂/∂c_{t-1} = γ⊙f.
    """
    names = ("input_gate", "forget_gate", "output_gate", "candidate_state", "cell_state", "previous_cell")
    i, f, o, g, c, c_before = (at[name][:, None] for name in names)
    squashed, u = c.tanh(), at.weights.recurrent
    by_c, by_o = o * (1 - squashed**2), squashed * o * (1 - o)
    by_i, by_f, by_g = g * i * (1 - i), c_before * f * (1 - f), i * (1 - g**2)

    def back(v: Tensor, k: int | slice) -> tuple[Tensor, Tensor]:
        by_h, handed = v.chunk(2, dim=-1)
        cell = handed + by_h * by_c[k]
        sums = torch.cat([cell * by_i[k], cell * by_f[k], cell * by_g[k], by_h * by_o[k]], dim=-1)
        return sums, torch.cat([sums @ u, cell * f[k]], dim=-1)

    return back, torch.cat([torch.zeros_like(f), f], dim=-1)[:, 0]


LSTM = Cell(
    key="lstm",
    name="LSTM",
    trace=LSTMTrace,
    forms=(
        Form(module=nn.LSTM, kernel=kernel, gates=gates, states=states, fill=fill, hidden=hidden, own_step=own_step),
    ),
    quantities=("input_gate", "forget_gate", "output_gate", "candidate_state", "cell_state", "hidden_state"),
    rows=("input_gate", "forget_gate", "candidate_state", "output_gate"),
    backward=backward,
    single=nn.LSTMCell,
    states=(HIDDEN, State("c", "cell_state", "previous_cell")),
    keeps="forget_gate",
    writes="input_gate",
    shiftable={
        "forget_gate": N_("Added to b_hf of nn.LSTM. Larger: the cell state is kept longer (Jozefowicz et al. 2015).")
    },
    letters={"candidate_state": "c̃"},
    unbounded=("cell_state",),
    known_by="cell_state",
)
