"""Garbage: collected now and then for the whole process, not after every run of every visitor.

Streamlit collects the oldest generation after each run (streamlit/streamlit#8977): what that costs grows with the objects of
all visitors, and with a hundred of them it takes more than half of all time. Python itself does so after every ten or so
runs: everybody waits for a third of a second, every three seconds. What a run leaves behind is freed by reference counting;
cycles, which visitors leave who go, can wait.
"""

import gc
from functools import cache
from threading import Lock
from time import monotonic

from streamlit.runtime.scriptrunner import script_runner

#: Seconds between two collections that Streamlit asks for.
PAUSE = 60.0
#: Objects, collections of the youngest and collections of the middle generation, after which Python itself collects the
#: youngest, the middle and the oldest one; a run makes about ten thousand, and the oldest is `Seldom`'s.
THRESHOLDS = (5_000, 10, 1_000_000)


class Seldom:
    """The module gc, with a `collect` that does nothing if the last one was less than `pause` seconds ago."""

    def __init__(self, pause: float = PAUSE) -> None:
        self.pause = pause
        self._last = -pause
        self._collecting = Lock()

    def __getattr__(self, name: str) -> object:
        return getattr(gc, name)

    def collect(self, generation: int = 2) -> int:
        """Collect, unless that has been done just now or is being done; how many objects were unreachable."""
        if monotonic() - self._last < self.pause or not self._collecting.acquire(blocking=False):
            return 0
        try:
            return gc.collect(generation)
        finally:
            self._last = monotonic()
            self._collecting.release()


@cache
def settle() -> None:
    """Once, when everything is imported: take it out of garbage collection, and have Streamlit collect less often."""
    script_runner.gc = Seldom()
    gc.set_threshold(*THRESHOLDS)
    gc.collect()
    gc.freeze()
