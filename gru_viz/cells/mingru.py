"""minGRU: the gated cell whose gates do not read the state, so that all its steps are computed at once, and its row."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import linear
from torch.nn.utils.rnn import pack_padded_sequence

from gru_viz.cells.cell import Back, Cell, Form, UpdateConvention
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.chunks import Chunk
from gru_viz.cells.excerpt import Excerpt
from gru_viz.cells.layers import Layer
from gru_viz.cells.module import RecurrentModule
from gru_viz.cells.sweep import Step, Sweep
from gru_viz.problem import N_


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MinGRUTrace(CellTrace):
    """Everything a MinGRU computed; shapes as in `CellTrace`.

    Attributes
    ----------
    update_gate : Tensor, in (0, 1)
    candidate_state : Tensor
        No function bounds it, nor the hidden state, which lies between the candidates so far and h_0.
    update_convention : "write"
        z = 1 writes the candidate.
    """

    update_gate: Tensor
    candidate_state: Tensor
    update_convention: UpdateConvention


def gates(step: Step) -> dict[str, Tensor]:
    """z_t and h̃_t, from x_t alone."""
    z, candidate = step.from_input.chunk(2, dim=-1)
    return {"update_gate": torch.sigmoid(z), "candidate_state": candidate}


def kernel(layer: Layer) -> tuple[Tensor, tuple[Tensor]]:
    """One layer, all directions; every step at once."""
    x, lengths = layer.steps.as_sorted()
    every_h, last = [], []
    for direction, weights in enumerate(layer.weights):
        h0 = layer.start[0][direction]
        found = gates(Step(linear(x, weights.weight_ih, weights.bias_ih), h0, weights))
        h = states(found["update_gate"], found["candidate_state"], Sweep((h0,), lengths, bool(direction)))
        every_h.append(h)
        last.append(h[0] if direction else h[-1])
    output = every_h[0] if len(every_h) == 1 else torch.cat(every_h, dim=-1)
    if lengths is not None:
        output = pack_padded_sequence(output, lengths.cpu()).data
    return output, (torch.stack(last),)


def states(z: Tensor, candidate: Tensor, sweep: Sweep) -> Tensor:
    """h_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ h̃_t at every step, (T, B, H); past a sequence's end the state stays."""
    keep, new = 1 - z, z * candidate
    if (inside := sweep.inside(len(z))) is not None:
        keep, new = torch.where(inside, keep, 1), torch.where(inside, new, 0)
    if sweep.backward:
        keep, new = keep.flip(0), new.flip(0)
    new = torch.cat([torch.addcmul(new[:1], keep[:1], sweep.start[0]), new[1:]])
    h = scan(keep, new)
    return h.flip(0) if sweep.backward else h


def scan(keep: Tensor, new: Tensor) -> Tensor:
    """h_t = keep_t ⊙ h_{t-1} + new_t at every step of the first axis, from h = 0.

    Parameters
    ----------
    keep : Tensor (T, ...), in [0, 1]
    new : Tensor (T, ...)

    Notes
    -----
    Two neighbouring steps are one: keep is their product, new is keep_2 ⊙ new_1 + new_2. So a scan of half as many
    steps gives every second state, and one step from each of these the others: 2 T steps of work in log₂ T rounds
    (Blelloch 1990). Products of numbers in [0, 1] cannot overflow; no logarithm is taken, nothing divided.
    """
    if len(new) == 1:
        return new
    count = len(new) // 2
    (first, second), (new_1, new_2) = ((values[: 2 * count : 2], values[1 : 2 * count : 2]) for values in (keep, new))
    odd = scan(first * second, torch.addcmul(new_2, second, new_1))
    behind = len(new) - count - 1
    even = torch.cat([new[:1], torch.addcmul(new[2::2], keep[2::2], odd[:behind])])
    both = torch.stack([even[:count], odd], 1).flatten(0, 1)
    return torch.cat([both, even[count:]])


class MinGRU(RecurrentModule):
    """The minimal gated unit that a parallel scan can train: gate and candidate read the input, never the state.

    ::

        z_t = σ(W_iz x_t + b_iz)
        h̃_t = W_in x_t + b_in
        h_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ h̃_t

    (Feng et al. 2024, arXiv:2410.01201, section 3.1.) Arguments, shapes and what `forward` takes and returns are those
    of `torch.nn.GRU`; so are the parameters' names, but there is no weight_hh and no bias_hh. Rows are in the order z, n.
    """

    parameter_names = ("weight_ih", "bias_ih")
    blocks = 2
    kernel = staticmethod(kernel)


def fill(chunk: Chunk) -> tuple[()]:
    """As `gates`."""
    z, n = (chunk.place[name].flatten(0, 1) for name in ("update_gate", "candidate_state"))
    torch.sigmoid(chunk.sums.of_input(0, chunk.x), out=z)
    n.copy_(chunk.sums.of_input(1, chunk.x))
    return ()


def hidden(chunk: Chunk) -> Tensor:
    """h_t as gate and candidate mix it."""
    return torch.lerp(chunk.before, chunk.place["candidate_state"], chunk.place["update_gate"], out=chunk.spare)


def backward(at: Excerpt[MinGRUTrace]) -> tuple[Back, Tensor]:
    """How derivatives pass through a step: δa_n = δ⊙z, δa_z = δ⊙(h̃-h_{t-1})⊙z⊙(1-z); ∂/∂h_{t-1} = δ⊙(1-z), no more."""
    names = ("update_gate", "candidate_state", "previous_state")
    z, n, h = (at[name][:, None] for name in names)
    by_z, keep = (n - h) * z * (1 - z), 1 - z

    def back(v: Tensor, k: int | slice) -> tuple[Tensor, Tensor]:
        return torch.cat([v * by_z[k], v * z[k]], dim=-1), v * keep[k]

    return back, keep[:, 0]


MINGRU = Cell(
    key="mingru",
    name="minGRU",
    trace=MinGRUTrace,
    forms=(
        Form(
            module=MinGRU,
            kernel=kernel,
            gates=gates,
            fill=fill,
            hidden=hidden,
            facts=lambda _module: {"update_convention": "write"},
        ),
    ),
    quantities=("update_gate", "candidate_state", "hidden_state"),
    rows=("update_gate", "candidate_state"),
    backward=backward,
    keeps="update_gate",
    shiftable={
        "update_gate": N_(
            "Added to b_iz of MinGRU. Larger: the candidate is written sooner; smaller: the state is kept longer."
        )
    },
    facts=("update_convention",),
    unbounded=("candidate_state", "hidden_state"),
    known_by="update_gate",
    parallel=True,
)
