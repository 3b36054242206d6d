"""One thread: libraries that would start a thread for each core, where several visitors' threads would wait for each other."""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any


def one_thread() -> AbstractContextManager[Any]:
    """Where scikit-learn, which has been loaded, computes in one thread."""
    return _libraries().limit(limits=1)


@cache
def _libraries() -> Any:
    """Those that are loaded; to look for them takes as long as finding clusters does."""
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415 - with scikit-learn, which takes a second to load

    return ThreadpoolController()
