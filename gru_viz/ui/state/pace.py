"""Pace: the figure that has changed is drawn before the rest of its page has come.

A browser gathers what comes within some ten milliseconds and then puts all of it into the page at once. What is new in a
page of ours takes it longer to put there than a figure to draw: sent at once with all the rest, the figure waits for it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

#: Seconds in which a browser takes what has been sent, and draws a figure.
_HEAD_START = 0.07
_counting = Lock()
_under_way = 0


@contextmanager
def paced() -> Iterator[None]:
    """A page is put together."""
    global _under_way  # noqa: PLW0603 - of the whole process
    with _counting:
        _under_way += 1
    try:
        yield
    finally:
        with _counting:
            _under_way -= 1


def give_head_start() -> bool:
    """Let the browser draw what has been sent, if nobody else is waiting for a page; whether it was let."""
    alone = _under_way == 1
    if alone:
        time.sleep(_HEAD_START)
    return alone
