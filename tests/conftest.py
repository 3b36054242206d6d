"""For all tests: one thread a worker, since pools would wait for each other, and no verdict by the clock."""

import gc
import os
import time
from functools import cache

#: Imports and collecting make a million objects that stay: to look through them again and again takes a tenth of all time.
gc.set_threshold(50_000, 20, 20)


def pytest_collectstart():
    """Where tests are collected: the process that only hands them to workers loads nothing of this."""
    _prepare()


def pytest_make_parametrize_id(config, val, argname):
    """Bytes of a file are no name for a test: others in another worker; nor are ten million letters, said again at each act."""
    if isinstance(val, bytes):
        return argname
    return f"{val[:60]}…" if isinstance(val, str) and len(val) > 80 else None


def pytest_collection_finish():
    """What is imported by now is taken out of garbage collection."""
    gc.freeze()


def _seldom(act):
    """At most once in two seconds: what is left out now is done the next time."""
    last = -2.0

    def acts(self):
        nonlocal last
        if time.monotonic() - last >= 2:
            act(self)
            last = time.monotonic()

    return acts


@cache
def _prepare():
    import slipcover  # noqa: PLC0415
    import torch  # noqa: PLC0415
    from hypothesis import settings  # noqa: PLC0415

    # To look for functions whose lines need not be counted again takes a twentieth of all time.
    if seen := getattr(slipcover.Slipcover, "deinstrument_seen", None):  # up to Python 3.11
        slipcover.Slipcover.deinstrument_seen = _seldom(seen)
    torch.set_num_threads(1)
    # For a device that is not there torch.manual_seed writes down the whole stack, in case it came.
    for device in (torch.cuda, torch.xpu, torch.mtia):
        if not device.is_available():
            device.manual_seed_all = int
    # No test compares tensors of several machines, for which the first assert_close imports sympy: a second.
    torch.testing._comparison._HAS_DTENSOR = False
    # On a busy machine an example may take any time. `make thorough` tries ten times as many.
    settings.register_profile("any machine", deadline=None, max_examples=int(os.environ.get("GRU_VIZ_DRAWN", "40")))
    settings.load_profile("any machine")
