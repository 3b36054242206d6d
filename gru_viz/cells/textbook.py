"""TextbookGRU: the lesson's four equations, readable as on the board."""

import torch
from torch import Tensor, nn
from torch.nn.functional import linear
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.steps import Force, Steps, leave, step_through, unroll


def gates(
    x_part: Tensor, h: Tensor, weight_hh: Tensor, bias_hh: Tensor | None, force: Force = leave
) -> tuple[Tensor, Tensor, Tensor]:
    """r_t, z_t and h̃_t from h_{t-1}; reset gate before the matrix (Chung et al. 2014, eq. 5-8).

    Parameters
    ----------
    x_part : Tensor (..., 3 * hidden_size)
        W_i x_t + b_i, rows in the order r, z, h̃.
    h : Tensor (..., hidden_size)
        h_{t-1}.
    weight_hh : Tensor (3 * hidden_size, hidden_size)
    bias_hh : Tensor (3 * hidden_size,) or None
    force : Force
        Interventions.
    """
    H = h.shape[-1]  # noqa: N806 - the field's letter
    b_rz, b_h = (None, None) if bias_hh is None else (bias_hh[: 2 * H], bias_hh[2 * H :])
    rz = torch.sigmoid(x_part[..., : 2 * H] + linear(h, weight_hh[: 2 * H], b_rz))
    r, z = force("reset_gate", rz[..., :H]), force("update_gate", rz[..., H:])
    candidate = torch.tanh(x_part[..., 2 * H :] + linear(r * h, weight_hh[2 * H :], b_h))
    return r, z, candidate


def layer_kernel(module: nn.Module, layer: int, steps: Steps, data: Tensor, h0: Tensor) -> tuple[Tensor, Tensor]:
    """One layer, all directions; step by step, as the equations ask for."""

    def advance(_layer, _direction, _t, x_part, h, weight_hh, bias_hh) -> Tensor:
        _, z, candidate = gates(x_part, h, weight_hh, bias_hh)
        return (1 - z) * h + z * candidate

    return step_through(module, layer, steps, data, h0, advance)


class TextbookGRU(nn.Module):
    """The GRU of the textbooks: reset gate before the matrix, z = 1 writes the new state.

    ::

        r_t = σ(W_ir x_t + b_ir + W_hr h_{t-1} + b_hr)
        z_t = σ(W_iz x_t + b_iz + W_hz h_{t-1} + b_hz)
        h̃_t = tanh(W_in x_t + b_in + W_hn (r_t ⊙ h_{t-1}) + b_hn)
        h_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ h̃_t

    (Chung et al. 2014, arXiv:1412.3555, section 3.2.) Arguments, parameter names, shapes, row order (r, z, n) and
    what `forward` takes and returns are those of `torch.nn.GRU`.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
    ) -> None:
        super().__init__()
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, dropout
        self.bidirectional = bidirectional
        # nn.GRU validates the arguments and initialises; we keep its parameters under its names.
        template = nn.GRU(input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional)
        for name, parameter in template.named_parameters():
            self.register_parameter(name, parameter)

    @classmethod
    def from_torch(cls, gru: nn.GRU) -> "TextbookGRU":
        """Same weights with the update gate's rows negated, since z writes here and keeps there.

        The function is `gru`'s own wherever all reset gates are 1; elsewhere the reset position tells them apart.
        """
        return _with_negated_update_gate(gru, cls)

    def to_torch(self) -> nn.GRU:
        """The nn.GRU that `from_torch` would make this module of."""
        return _with_negated_update_gate(self, nn.GRU)

    def forward(self, x: Tensor | PackedSequence, h0: Tensor | None = None) -> tuple[Tensor | PackedSequence, Tensor]:
        """Like `nn.GRU.forward`: returns `(output, h_n)` of the same shapes."""
        steps = Steps.of(x, self.batch_first)
        unbatched = isinstance(x, Tensor) and x.dim() == 2
        if h0 is None:
            directions = 2 if self.bidirectional else 1
            h0 = steps.data.new_zeros(self.num_layers * directions, steps.batch, self.hidden_size)
        elif unbatched:
            h0 = h0.unsqueeze(1)
        _, outputs, h_n = unroll(self, steps, h0, layer_kernel)
        return as_output(x, outputs[-1], self.batch_first), h_n.squeeze(1) if unbatched else h_n

    def extra_repr(self) -> str:
        """Sizes, as nn.GRU prints them."""
        return f"{self.input_size}, {self.hidden_size}, num_layers={self.num_layers}"


def as_output(x: Tensor | PackedSequence, data: Tensor, batch_first: bool) -> Tensor | PackedSequence:
    """The last layer's `data` in the form in which `x` came."""
    if isinstance(x, PackedSequence):
        return PackedSequence(data, x.batch_sizes, x.sorted_indices, x.unsorted_indices)
    if x.dim() == 2:
        return data.squeeze(1)
    return data.transpose(0, 1) if batch_first else data


def _with_negated_update_gate(module: nn.Module, kind: type[nn.Module]) -> nn.Module:
    """A `kind` with the weights of `module`, its update gate turned around."""
    first = next(module.parameters())
    arguments = ("input_size", "hidden_size", "num_layers", "bias", "batch_first", "dropout", "bidirectional")
    with torch.device("meta"):  # no random draw: the weights come from `module`
        twin = kind(*(getattr(module, name) for name in arguments))
    twin = twin.to(first.dtype).to_empty(device=first.device)
    rows = slice(module.hidden_size, 2 * module.hidden_size)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            target = getattr(twin, name)
            target.copy_(parameter)
            target[rows] = -target[rows]
            target.requires_grad_(parameter.requires_grad)
    return twin.train(module.training)
