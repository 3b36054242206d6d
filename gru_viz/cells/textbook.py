"""TextbookGRU: the lesson's four equations, readable as on the board."""

from typing import Self, TypeVar

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from gru_viz.cells.chunks import Chunk
from gru_viz.cells.layers import Layer, step_through
from gru_viz.cells.module import RecurrentModule
from gru_viz.cells.sweep import Hold, Step, Sweep, by_equations, followed, nothing
from gru_viz.cells.weights import CellWeights


def gates(step: Step) -> dict[str, Tensor]:
    """r_t, z_t and h̃_t from h_{t-1}; reset gate before the matrix (Chung et al. 2014, eq. 5-8).

    The rows of `step` are in the order r, z, h̃.
    """
    x, h, w, b = step.from_input, step.state, step.weights.recurrent, step.weights.bias_hh
    H = h.shape[-1]  # noqa: N806 - the field's letter
    b_rz, b_h = (None, None) if b is None else (b[: 2 * H], b[2 * H :])
    rz = torch.sigmoid(x[..., : 2 * H] + linear(h, w[: 2 * H], b_rz))
    r, z = step.force("reset_gate", rz[..., :H]), step.force("update_gate", rz[..., H:])
    candidate = torch.tanh(x[..., 2 * H :] + linear(r * h, w[2 * H :], b_h))
    return {"reset_gate": r, "update_gate": z, "candidate_state": candidate}


def mix(gates: dict[str, Tensor], h: Tensor) -> Tensor:
    """h_t: z = 1 writes."""
    z = gates["update_gate"]
    return (1 - z) * h + z * gates["candidate_state"]


def fill(chunk: Chunk) -> tuple[()]:
    """As `gates`."""
    found = chunk.gates("reset_gate", "update_gate")
    if "candidate_state" in chunk.place:
        filtered = torch.cat([chunk.x, found["reset_gate"].flatten(0, 1) * chunk.h], dim=1)
        chunk.place["candidate_state"].flatten(0, 1).copy_(chunk.sums.of_both(2, filtered, "tanh"))
    return ()


def hidden(chunk: Chunk) -> Tensor:
    """As `mix`."""
    return torch.lerp(chunk.before, chunk.place["candidate_state"], chunk.place["update_gate"], out=chunk.spare)


def kernel(layer: Layer) -> tuple[Tensor, tuple[Tensor]]:
    """One layer, all directions; step by step, as the equations ask for."""
    return step_through(layer, by_equations(gates, mix) if followed() else in_place)


def in_place(weights: CellWeights, from_input: Tensor, sweep: Sweep, hold: Hold = nothing) -> Tensor:
    """h_t of all steps as `gates` and `mix` say, in six operations a step that make no tensor.

    To start an operation costs more than what it computes for a few units: what does not wait for h is put together
    before the first step, sums and gates have one place for all steps, and past its end a sequence writes nothing.
    """
    H = sweep.start[0].shape[-1]  # noqa: N806 - the field's letter
    sums = from_input if weights.bias_hh is None else from_input + weights.bias_hh
    x_rz, x_h = sums[..., : 2 * H].unbind(), sums[..., 2 * H :].unbind()
    u_rz, u_h = weights.recurrent[: 2 * H].T, weights.recurrent[2 * H :].T
    (h,), inside = sweep.start, sweep.inside(len(sums))
    rz, filtered, candidate = h.new_empty(len(h), 2 * H), torch.empty_like(h), torch.empty_like(h)
    r, z = rz.chunk(2, dim=-1)
    states = h.new_empty(len(sums), *h.shape)
    places = states.unbind()
    with torch.inference_mode():
        for t in sweep.order(len(sums)):
            torch.addmm(x_rz[t], h, u_rz, out=rz).sigmoid_()
            hold(t, "reset_gate", r)
            hold(t, "update_gate", z)
            torch.mul(r, h, out=filtered)
            torch.addmm(x_h[t], filtered, u_h, out=candidate).tanh_()
            if inside is not None:
                z.mul_(inside[t])
            before, h = h, torch.lerp(h, candidate, z, out=places[t])
            if hold(t, "hidden_state", h) and inside is not None:
                torch.where(inside[t], h, before, out=h)
    return states


class TextbookGRU(RecurrentModule):
    """The GRU of the textbooks: reset gate before the matrix, z = 1 writes the new state.

    ::

        r_t = σ(W_ir x_t + b_ir + W_hr h_{t-1} + b_hr)
        z_t = σ(W_iz x_t + b_iz + W_hz h_{t-1} + b_hz)
        h̃_t = tanh(W_in x_t + b_in + W_hn (r_t ⊙ h_{t-1}) + b_hn)
        h_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ h̃_t

    (Chung et al. 2014, arXiv:1412.3555, section 3.2.) Without gradients, as under `torch.no_grad`, the same equations are
    computed in fewer operations, about as fast as nn.GRU; the last bit may differ. Arguments, parameter names, shapes, row order (r, z, n) and
    what `forward` takes and returns are those of `torch.nn.GRU`.
    """

    blocks = 3
    kernel = staticmethod(kernel)

    @classmethod
    def from_torch(cls, gru: nn.GRU) -> Self:
        """Same weights with the update gate's rows negated, since z writes here and keeps there.

        The function is `gru`'s own wherever all reset gates are 1; elsewhere the reset position tells them apart.
        """
        return _with_negated_update_gate(gru, cls)

    def to_torch(self) -> nn.GRU:
        """The nn.GRU that `from_torch` would make this module of."""
        return _with_negated_update_gate(self, nn.GRU)


def as_torch(module: nn.Module) -> nn.Module:
    """A TextbookGRU as the nn.GRU of its weights; any other module is returned as it is."""
    return module.to_torch() if isinstance(module, TextbookGRU) else module


Twin = TypeVar("Twin", nn.GRU, TextbookGRU)


def _with_negated_update_gate(module: nn.GRU | TextbookGRU, kind: type[Twin]) -> Twin:
    """A `kind` with the weights of `module`, its update gate turned around."""
    arguments = ("input_size", "hidden_size", "num_layers", "bias", "batch_first", "dropout", "bidirectional")
    with torch.device("meta"):  # no random draw: the weights come from `module`
        twin = kind(*(getattr(module, name) for name in arguments))
    rows = slice(module.hidden_size, 2 * module.hidden_size)
    given = {name: getattr(module, name) for name, _ in twin.named_parameters()}
    turned = {name: value.detach().clone(memory_format=torch.contiguous_format) for name, value in given.items()}
    for value in turned.values():
        value[rows].neg_()
    # Not Module.to_empty: its first call imports sympy and a compiler, half a second.
    twin.load_state_dict(turned, assign=True)
    for name, value in given.items():
        getattr(twin, name).requires_grad_(value.requires_grad)
    return twin.train(module.training)
