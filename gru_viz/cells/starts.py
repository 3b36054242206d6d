"""Starts: what each step of a trace started from, told from the states after the steps and from where a run began."""

from collections.abc import Sequence
from typing import TypeAlias

import torch
from torch import Tensor

#: Later steps that started from other states than the step before left, and these states, as in `CellTrace.start`.
Restarts: TypeAlias = tuple[tuple[int, tuple[Tensor, ...]], ...]


def before(
    states: Tensor,
    start: Tensor,
    restarts: Sequence[tuple[int, Tensor]],
    directions: Sequence[str],
    lengths: Sequence[int],
) -> Tensor:
    """The state that each step started from, at the step's position in the input.

    Parameters
    ----------
    states : Tensor (L, D, T, B, H)
        After each step.
    start : Tensor (L * D, B, H)
        Before the first.
    restarts : sequence of (int, Tensor (L * D, B, H))
        Steps that started from something else; forward only.
    directions : sequence of str (D)
    lengths : sequence of int (B)
    """
    first = start.unflatten(0, states.shape[:2])[:, :, None]
    shifted = []
    for side, direction in enumerate(directions):
        own, begin = states[:, side], first[:, side]
        if direction == "forward":
            moved = torch.cat([begin, own[:, :-1]], dim=1)
            for step, state in restarts:
                moved[:, step] = state.unflatten(0, states.shape[:2])[:, side]
        else:
            moved = torch.cat([own[:, 1:], begin], dim=1)
        shifted.append(moved)
    found = torch.stack(shifted, dim=1) if len(shifted) > 1 else shifted[0][:, None]
    if all(length == states.shape[2] for length in lengths):
        return found
    at, ends = (torch.as_tensor(each, device=states.device) for each in (range(states.shape[2]), lengths))
    at = at[:, None]
    if "backward" in directions:
        side = directions.index("backward")
        last = (at == ends - 1)[..., None]
        found[:, side] = torch.where(last, first[:, side], found[:, side])
    return torch.where((at < ends)[..., None], found, torch.nan)


def rows(start: Tensor, layers: Sequence[int], directions: int, samples: Sequence[int]) -> Tensor:
    """Of some layers and sequences, (L * D, B, H)."""
    return start.unflatten(0, (-1, directions))[list(layers)].flatten(0, 1)[:, list(samples)]


def narrowed(start: Tensor, directions: int, sides: Sequence[int], units: Sequence[int]) -> Tensor:
    """Of some directions and units, (L * D, B, H)."""
    return start.unflatten(0, (-1, directions))[:, list(sides)].flatten(0, 1)[..., list(units)]
