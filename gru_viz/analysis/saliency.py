"""Saliency: which inputs a state depends on, in closed form from the recorded gates."""

import torch
from torch import Tensor

from gru_viz.analysis.backward import backward, state_size
from gru_viz.cells.celltrace import CellTrace
from gru_viz.progress import Computation, part, whole

#: Steps of one piece: about 30 ms.
_STEPS = 100


def saliency(
    tr: CellTrace, output: Tensor, at: int, layer: int = 0, direction: str | None = None, sample: int = 0
) -> Tensor:
    """How a weighted sum of one state depends on every input, through all layers below.

    Parameters
    ----------
    tr : CellTrace
    output : Tensor (hidden_size,)
        ∂(quantity)/∂h at step `at`: a unit's own is one 1 among zeros.
    at : int
        Position in the input.
    layer, sample : int
    direction : "forward" or "backward"

    Returns
    -------
    Tensor (T, input_size), float64
        ∂(quantity)/∂x_t.
    """
    towards = torch.zeros(tr.num_directions, tr.hidden_size)
    towards[tr.side(direction)] = output
    return whole(saliency_in_pieces(tr, towards, at, layer, sample))


def saliency_in_pieces(tr: CellTrace, output: Tensor, at: int, layer: int, sample: int) -> Computation[Tensor]:
    """`saliency` of a weighted sum over both directions, (num_directions, hidden_size), some steps at a time."""
    asked, sides, units = output.detach().double(), [tr.entire.side(each) for each in tr.directions], tr.unit_numbers
    tr = tr.entire
    length, directions = tr.lengths[sample], tr.num_directions
    towards = torch.zeros(length, directions, tr.hidden_size, dtype=torch.float64)
    towards[at, torch.tensor(sides)[:, None], torch.tensor(units)] = asked
    for done, each in enumerate(range(layer, -1, -1)):
        below = torch.zeros(length, tr.layer_inputs[each].shape[-1], dtype=torch.float64)
        for side, direction in enumerate(tr.directions):
            pieces = _by_inputs(tr, towards[:, side], each, direction, sample)
            start = done * directions + side
            parts = (layer + 1) * directions
            below += yield from part(pieces, start / parts, (start + 1) / parts)
        if each:
            below *= _let_through(tr, each, sample)
            towards = below.view(length, directions, -1)
    return below


def _by_inputs(tr: CellTrace, towards: Tensor, layer: int, direction: str, sample: int) -> Computation[Tensor]:
    """From derivatives by every state of a layer and direction (T, H) to those by the layer's inputs."""
    asked = towards.any(dim=1).nonzero().flatten().tolist()
    found = torch.zeros(len(towards), tr.layer_inputs[layer].shape[-1], dtype=torch.float64)
    if not asked:
        return found
    # against the order of reading, from the last state that anything depends on
    order = list(range(asked[0], len(towards))) if direction == "backward" else list(range(asked[-1], -1, -1))
    weights = tr.weights[layer][tr.side(direction)].weight_ih.double()
    state = torch.zeros(1, state_size(tr), dtype=torch.float64)
    for start in range(0, len(order), _STEPS):
        steps = order[start : start + _STEPS]
        back, _straight = backward(tr, layer, direction, sample, steps)
        sums = []
        for k, step in enumerate(steps):
            state[0, : tr.hidden_size] += towards[step]
            each, state = back(state, k)
            sums.append(each[0])
        found[steps] = torch.stack(sums) @ weights
        yield (start + len(steps)) / len(order)
    return found


def _let_through(tr: CellTrace, layer: int, sample: int) -> Tensor:
    """What dropout made of each state on its way into `layer`, (T, layer input size): a factor, 1 without dropout."""
    length = tr.lengths[sample]
    given = tr.hidden_state[layer - 1][:, :length, sample].detach().double().transpose(0, 1).flatten(1)
    read = tr.layer_inputs[layer][:length, sample].detach().double()
    # A state of exactly 0 hides its factor; it is a ReLU's that lets no derivative through anyway.
    return torch.where(given == 0, 0.0, read / given)
