"""GRU: its trace, PyTorch's own equations of its gates, and its row in the table of cells."""

from dataclasses import dataclass, replace
from typing import Any, Literal, Self

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from gru_viz.cells import textbook
from gru_viz.cells.cell import Back, Cell, Convention, Form, UpdateConvention
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.chunks import Chunk
from gru_viz.cells.excerpt import Excerpt
from gru_viz.cells.layers import Layer, fused
from gru_viz.cells.sweep import Hold, Step, Sweep
from gru_viz.cells.textbook import TextbookGRU
from gru_viz.cells.weights import CellWeights
from gru_viz.problem import N_

ResetConvention = Literal["before", "after"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class GRUTrace(CellTrace):
    """Everything a GRU computed on one batch of sequences; shapes as in `CellTrace`.

    Attributes
    ----------
    reset_gate, update_gate : Tensor, in (0, 1)
    candidate_state : Tensor, in (-1, 1)
    hidden_state : Tensor, in (-1, 1) if h0 is
    update_convention : "keep" (z = 1 keeps the old state) or "write" (z = 1 writes the new one)
    reset_convention : "after" or "before" the candidate's recurrent matrix
    """

    reset_gate: Tensor
    update_gate: Tensor
    candidate_state: Tensor
    update_convention: UpdateConvention
    reset_convention: ResetConvention

    def with_update_convention(self, convention: UpdateConvention) -> Self:
        """The same run told with z = 1 meaning `convention`; every other tensor stays the same object."""
        if convention == self.update_convention:
            return self
        weights = tuple(tuple(_with_negated_update_gate(each) for each in layer) for layer in self.weights)
        whole = self.whole and self.whole.with_update_convention(convention)
        turned: Any = {"update_convention": convention, "weights": weights, "whole": whole}
        return replace(self, update_gate=1 - self.update_gate, **turned)


#: Its public name.
Trace = GRUTrace


def _with_negated_update_gate(weights: CellWeights) -> CellWeights:
    """The weights of 1 - z: σ(-a) = 1 - σ(a)."""
    negated = {name: value.clone() for name, value in weights.there().items()}
    for value in negated.values():
        value.chunk(3)[1].neg_()
    return CellWeights(**negated)


def kernel(layer: Layer) -> tuple[Tensor, tuple[Tensor]]:
    """One layer, all directions, by PyTorch's own fused kernel."""
    output, h_n = fused(torch.gru, layer, layer.start[0].contiguous())
    return output, (h_n,)


def gates(step: Step) -> dict[str, Tensor]:
    """r_t, z_t and n_t from h_{t-1}; reset gate after the matrix (equations of torch.nn.GRU)."""
    x_r, x_z, x_n = step.from_input.chunk(3, dim=-1)
    h_r, h_z, h_n = linear(step.state, step.weights.recurrent, step.weights.bias_hh).chunk(3, dim=-1)
    r = step.force("reset_gate", torch.sigmoid(x_r + h_r))
    z = step.force("update_gate", torch.sigmoid(x_z + h_z))
    return {"reset_gate": r, "update_gate": z, "candidate_state": torch.tanh(x_n + r * h_n)}


def own_step(rows: Tensor, states: tuple[Tensor, ...], weights: CellWeights) -> tuple[Tensor]:
    """A step by the operations, in the order, of PyTorch's kernel on the CPU (GRUCell in ATen/native/RNN.cpp)."""
    (h,) = states
    r, z, x_n = rows.chunk(3, dim=1)
    h_r, h_z, h_n = linear(h, weights.recurrent, weights.bias_hh).chunk(3, dim=1)
    r.add_(h_r).sigmoid_()
    z.add_(h_z).sigmoid_()
    n = x_n.add(h_n.mul_(r)).tanh_()
    x_n.copy_(n)
    return ((h - n).mul_(z).add_(n),)


def mix(gates: dict[str, Tensor], h: Tensor) -> Tensor:
    """h_t: z = 1 keeps."""
    z = gates["update_gate"]
    return z * h + (1 - z) * gates["candidate_state"]


def in_place(weights: CellWeights, from_input: Tensor, sweep: Sweep, hold: Hold) -> Tensor:
    """h_t of all steps as `gates` and `mix` say, in operations that make no tensor; see the textbook's."""
    H = sweep.start[0].shape[-1]  # noqa: N806 - the field's letter
    u, b = weights.recurrent, weights.bias_hh
    x_rz, x_n = from_input[..., : 2 * H], from_input[..., 2 * H :].unbind()
    x_rz = (x_rz if b is None else x_rz + b[: 2 * H]).unbind()
    u_rz, u_n = u[: 2 * H].T, u[2 * H :].T
    (h,), inside = sweep.start, sweep.inside(len(from_input))
    b_n = h.new_zeros(H) if b is None else b[2 * H :]
    outside = None if inside is None else ~inside
    rz, from_state, candidate = h.new_empty(len(h), 2 * H), torch.empty_like(h), torch.empty_like(h)
    r, z = rz.chunk(2, dim=-1)
    states = h.new_empty(len(from_input), *h.shape)
    places = states.unbind()
    with torch.inference_mode():
        for t in sweep.order(len(from_input)):
            torch.addmm(x_rz[t], h, u_rz, out=rz).sigmoid_()
            hold(t, "reset_gate", r)
            hold(t, "update_gate", z)
            torch.addmm(b_n, h, u_n, out=from_state)
            torch.addcmul(x_n[t], r, from_state, out=candidate).tanh_()
            if outside is not None:
                z.masked_fill_(outside[t], 1)
            before, h = h, torch.lerp(candidate, h, z, out=places[t])
            if hold(t, "hidden_state", h) and inside is not None:
                torch.where(inside[t], h, before, out=h)
    return states


def fill(chunk: Chunk) -> tuple[()]:
    """As `gates`."""
    found = chunk.gates("reset_gate", "update_gate")
    if "candidate_state" in chunk.place:
        r, n = found["reset_gate"].flatten(0, 1), chunk.place["candidate_state"].flatten(0, 1)
        torch.addcmul(chunk.sums.of_input(2, chunk.x), r, chunk.sums.of_state(2, chunk.h), out=n).tanh_()
    return ()


def hidden(chunk: Chunk) -> Tensor:
    """As `mix`."""
    return torch.lerp(chunk.place["candidate_state"], chunk.before, chunk.place["update_gate"], out=chunk.spare)


def recurrent(at: Excerpt[GRUTrace], quantity: str) -> tuple[Tensor, Tensor]:
    """The candidate sees the state through the reset gate, before the matrix or after it."""
    h = at["previous_state"]
    if quantity != "candidate_state":
        return h, torch.ones_like(h)
    r = at["reset_gate"]
    return (r * h, torch.ones_like(h)) if at.trace.reset_convention == "before" else (h, r)


def backward(at: Excerpt[GRUTrace]) -> tuple[Back, Tensor]:
    """How derivatives pass through a step, either reset position and either meaning of z.

    With δ = ∂/∂h_t, a the weighted sums and h = h_{t-1}, the textbook's GRU:
    δa_h = δ⊙z⊙(1-h̃²), δa_z = δ⊙(h̃-h)⊙z⊙(1-z), δa_r = (U_hᵀδa_h)⊙h⊙r⊙(1-r),
    ∂/∂h_{t-1} = δ⊙(1-z) + (U_hᵀδa_h)⊙r + U_zᵀδa_z + U_rᵀδa_r.
    """
    names = ("reset_gate", "update_gate", "candidate_state", "previous_state", "keep_gate")
    r, z, n, h, keep = (at[name][:, None] for name in names)
    u_r, u_z, u_n = at.weights.recurrent.chunk(3)
    by_z = ((h - n) if at.trace.update_convention == "keep" else (n - h)) * z * (1 - z)
    by_n = (1 - keep) * (1 - n**2)
    before = at.trace.reset_convention == "before"
    bias = 0 if at.weights.bias_hh is None else at.weights.bias_hh.chunk(3)[2]
    # what the reset gate multiplies: h_{t-1} itself, or its sum
    by_r = (h if before else h @ u_n.T + bias) * r * (1 - r)

    def back(v: Tensor, k: int | slice) -> tuple[Tensor, Tensor]:
        sum_z, sum_n = v * by_z[k], v * by_n[k]
        if before:
            filtered = sum_n @ u_n
            sum_r, old = filtered * by_r[k], filtered * r[k]
        else:
            sum_r, old = sum_n * by_r[k], (sum_n * r[k]) @ u_n
        sums = torch.cat([sum_r, sum_z, sum_n], dim=-1)
        return sums, v * keep[k] + old + sum_r @ u_r + sum_z @ u_z

    return back, keep[:, 0]


GRU = Cell(
    key="gru",
    name="GRU",
    trace=GRUTrace,
    forms=(
        Form(
            module=nn.GRU,
            kernel=kernel,
            gates=gates,
            fill=fill,
            hidden=hidden,
            mix=mix,
            in_place=in_place,
            own_step=own_step,
            facts=lambda _module: {"update_convention": "keep", "reset_convention": "after"},
        ),
        Form(
            module=TextbookGRU,
            kernel=textbook.kernel,
            gates=textbook.gates,
            fill=textbook.fill,
            hidden=textbook.hidden,
            mix=textbook.mix,
            in_place=textbook.in_place,
            facts=lambda _module: {"update_convention": "write", "reset_convention": "before"},
        ),
    ),
    quantities=("reset_gate", "update_gate", "candidate_state", "hidden_state"),
    rows=("reset_gate", "update_gate", "candidate_state"),
    backward=backward,
    single=nn.GRUCell,
    recurrent=recurrent,
    keeps="update_gate",
    alone=("reset_gate", "update_gate"),
    shiftable={
        "update_gate": N_(
            "Larger: the state is kept longer, whichever way z is written; smaller: it is rewritten sooner. Added to b_hz "
            "where z = 1 keeps, taken from it where z = 1 writes."
        ),
        "reset_gate": N_(
            "Added to b_hr. Larger: the candidate sees all of the old state; smaller: it sees only the input."
        ),
    },
    facts=("update_convention", "reset_convention"),
    conventions={
        "pytorch": Convention(nn.GRU, "keep"),
        "textbook": Convention(TextbookGRU, "write", TextbookGRU.from_torch),
        "cho": Convention(TextbookGRU, "keep", TextbookGRU.from_torch),
    },
)
