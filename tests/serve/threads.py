"""Threads: what has a loop of its own runs in a thread of its own, for browser tests in the same process leave theirs."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def aside(act: Callable[[], Any]) -> Any:
    """Call `act` in a new thread, and wait for it."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act).result()


def run(story: Coroutine[Any, Any, object]) -> Any:
    """What a coroutine returns."""
    return aside(lambda: asyncio.run(story))
