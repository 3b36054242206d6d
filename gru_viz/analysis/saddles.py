"""Saddles: every fixed point there is to find, and where states go that leave the unstable ones."""

from itertools import combinations

import numpy as np
import torch
from torch import Tensor, nn

from gru_viz.analysis.trajectory import SETTLING, FixedPoint, search
from gru_viz.progress import Computation, part, whole

#: Standard deviation of what is added to starts, to fixed points that are started from again, and how often.
NOISE, ROUNDS = 0.3, 4
#: Starts of one further round, at most.
MOST = 400
#: How far from an unstable point a way out begins, and how near to where it ends it is over.
_STEP_ASIDE, _THERE = 1e-2, 1e-3
#: Fixed points closer than this are one, as in `search`.
_SAME = 1e-3


def every_fixed_point(single: nn.Module, x: Tensor, starts: Tensor, seed: int = 0) -> list[FixedPoint]:
    """All fixed points that `explore` finds."""
    return whole(explore(single, x, starts, seed))


def explore(single: nn.Module, x: Tensor, starts: Tensor, seed: int = 0) -> Computation[list[FixedPoint]]:
    """`search` from starts and from noise around them, then from halfway between all points found, until no more appear.

    Between two stable points that attract there is a watershed, and on it a saddle: halfway is near it.

    Parameters
    ----------
    single, x, starts
        As of `search`.
    seed : int
        Of the noise.
    """
    source = torch.Generator().manual_seed(seed)
    noisy = starts.double() + NOISE * torch.randn(starts.shape, generator=source, dtype=torch.float64)
    found = yield from part(search(single, x, torch.cat([starts.double(), noisy.clamp(-1, 1)])), 0, 0.4)
    for number in range(ROUNDS):
        if len(found) < 2:
            break
        done = 0.4 + 0.6 * number / ROUNDS
        more = yield from part(search(single, x, _between(found, source)), done, done + 0.6 / ROUNDS)
        new = [point for point in more if not _known(point, found)]
        if not new:
            break
        found = found + new
    return sorted(found, key=lambda point: point.radius)


def _between(found: list[FixedPoint], source: torch.Generator) -> Tensor:
    """Halfway between all pairs, as many as there is time for, (N, hidden_size)."""
    halves = np.stack([(one.state + other.state) / 2 for one, other in combinations(found, 2)])
    chosen = torch.randperm(len(halves), generator=source)[:MOST]
    return torch.from_numpy(halves)[chosen]


def _known(point: FixedPoint, found: list[FixedPoint]) -> bool:
    return any(np.linalg.norm(point.state - other.state) < _SAME for other in found)


def ways_out(single: nn.Module, x: Tensor, points: list[FixedPoint]) -> list[np.ndarray]:
    """The paths of states that leave unstable fixed points, both ways along every direction, each (T, hidden_size)."""
    starts = [
        point.state + side * _STEP_ASIDE * way
        for point in points
        if not point.stable
        for way in point.leaving
        for side in (1, -1)
    ]
    if not starts:
        return []
    first = torch.from_numpy(np.stack(starts))
    with torch.no_grad():
        path = single(x.double().expand(SETTLING, len(first), -1), first[None].contiguous())[0]
    paths = torch.cat([first[None], path]).permute(1, 0, 2).numpy()
    return [_until_there(each) for each in paths]


def _until_there(path: np.ndarray) -> np.ndarray:
    """A path up to where it hardly moves any more."""
    gaps = np.linalg.norm(path - path[-1], axis=1)
    return path[: int(np.argmax(gaps < _THERE)) + 1]
