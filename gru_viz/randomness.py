"""Randomness: torch's global random state, borrowed for a seed and put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

import torch

_RANDOM_STATE = RLock()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """What torch draws inside follows from `seed` alone. One thread at a time: the state belongs to the whole process."""
    with _RANDOM_STATE, torch.random.fork_rng():
        torch.manual_seed(seed)
        yield
