"""Budget: how much memory this process may take; beyond it the longest idle visitors' results go, what they typed stays."""

from functools import cache
from threading import Lock

from gru_viz.machine import budget, c_library, give_back, resident
from gru_viz.ui.state.memo import Everybody, everybody

#: Seconds after which a visitor is idle.
_IDLE = 10.0
#: Dropping goes on until so much of the budget is taken.
_ENOUGH = 0.9
#: Visitors whose results are dropped before it is measured again.
_AT_ONCE = 8
#: glibc's names of what `mallopt` sets, and the values here: memory of half a megabyte or more goes back to the
#: system when it is freed, and the threads, one for every run, share two arenas.
_SETTINGS = {"M_MMAP_THRESHOLD": (-3, 2**19), "M_TRIM_THRESHOLD": (-1, 2**23), "M_ARENA_MAX": (-8, 2)}


class Budget:
    """What this process may take.

    Parameters
    ----------
    allowed : int or None
        Bytes; None for as much as there is.
    """

    def __init__(self, allowed: int | None) -> None:
        self.allowed = allowed
        self._dropping = Lock()

    def keep(self, visitors: Everybody) -> int:
        """Drop idle visitors' results if too much is taken; of how many they were."""
        if self.allowed is None or (resident() or 0) <= self.allowed or not self._dropping.acquire(blocking=False):
            return 0
        try:
            dropped = 0
            for memos in visitors.idle(_IDLE):
                memos.drop()
                dropped += 1
                if dropped % _AT_ONCE == 0:
                    give_back()
                    if (resident() or 0) <= _ENOUGH * self.allowed:
                        break
            give_back()
            return dropped
        finally:
            self._dropping.release()


@cache
def _ours() -> Budget:
    return Budget(budget())


def keep_within_budget() -> None:
    """After a run: see to the memory of the process."""
    _ours().keep(everybody())


@cache
def share_arenas() -> None:
    """Once: freed memory is to go back to the system, where the C library is glibc."""
    if choose := getattr(c_library(), "mallopt", None):
        for name, value in _SETTINGS.values():
            choose(name, value)
