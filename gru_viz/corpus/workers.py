"""Workers: who computes the pieces of a corpus: threads of this process, or the workers of a Dask cluster."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol, TypeVar
from uuid import uuid4

import torch

from gru_viz.machine import cores
from gru_viz.problem import Problem

#: How long a scheduler may take to answer, as dask says it.
_ANSWERS = "10s"
#: Pieces that wait for a thread of this process, so that none is idle while what comes next is read.
_AHEAD = 8
Item = TypeVar("Item")
Result = TypeVar("Result")


class Workers(Protocol):
    """They do the same to many things, a few at a time, so that what waits for its turn needs no memory."""

    def each(
        self, act: Callable[..., Result], shared: tuple[Any, ...], items: Iterable[Item | None]
    ) -> Iterator[Result | None]:
        """`act(*shared, item)` of every item, as it is done; None where an item is None, so that it can be told of."""
        ...

    def in_turn(self, act: Callable[..., Result], shared: tuple[Any, ...], items: Iterable[Item]) -> Iterator[Result]:
        """The same in the order of the items, for what is Python's own work."""
        ...


@dataclass(frozen=True)
class Threads:
    """Of this process: each computes with one thread of PyTorch's, as a worker elsewhere does, to the last bit."""

    count: int

    @classmethod
    def here(cls, count: int | None = None) -> "Threads":
        """So many, by default as many as there are cores."""
        return cls(count or cores())

    def each(
        self, act: Callable[..., Result], shared: tuple[Any, ...], items: Iterable[Item | None]
    ) -> Iterator[Result | None]:
        """As of `Workers`."""
        before = torch.get_num_threads()
        pool = ThreadPoolExecutor(self.count, initializer=torch.set_num_threads, initargs=(1,))
        try:
            yield from _as_done(lambda item: pool.submit(act, *shared, item), wait, items, self.count + _AHEAD)
        finally:
            pool.shutdown(cancel_futures=True)
            torch.set_num_threads(before)

    def in_turn(self, act: Callable[..., Result], shared: tuple[Any, ...], items: Iterable[Item]) -> Iterator[Result]:
        """As of `Workers`: one thread does as much of Python's work as several."""
        return (act(*shared, item) for item in items)


def _as_done(
    submit: Callable[[Item], Any], wait_for: Callable[..., Any], items: Iterable[Item | None], count: int
) -> Iterator[Any]:
    """Results of all items, of which `count` are under way or wait for a worker."""
    running: set[Any] = set()
    for item in items:
        if item is None:
            yield None
            continue
        running.add(submit(item))
        if len(running) > count:
            done, running = wait_for(running, return_when="FIRST_COMPLETED")
            yield from (each.result() for each in done)
    while running:
        done, running = wait_for(running, return_when="FIRST_COMPLETED")
        yield from (each.result() for each in done)


@contextmanager
def reached(client: Any, threads: int | None = None) -> Iterator[Workers]:
    """Those of a client, or of the scheduler or cluster that one can be made for, which is then closed; else threads here.

    Raises
    ------
    Problem
        At that address is no scheduler.
    """
    if client is None:
        yield Threads.here(threads)
    elif hasattr(client, "submit"):
        yield Cluster(client)
    else:
        try:
            from distributed import Client  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise Problem(
                "Corpora need packages that are not installed ({names}): pip install 'gru-viz[corpus]'.",
                names="distributed",
            ) from error
        try:
            own = Client(client, timeout=_ANSWERS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise Problem("There is no Dask scheduler at “{address}”.", address=str(client)) from error
        with own:
            yield Cluster(own)


@dataclass(frozen=True)
class Cluster:
    """The workers of a `dask.distributed.Client`: what a worker that dies was at is done by another."""

    client: Any

    def each(
        self, act: Callable[..., Result], shared: tuple[Any, ...], items: Iterable[Item | None]
    ) -> Iterator[Result | None]:
        """As of `Workers`."""
        with self._submit(act, shared) as submit:
            yield from _as_done(submit, self._wait, items, self._count())

    def in_turn(self, act: Callable[..., Result], shared: tuple[Any, ...], items: Iterable[Item]) -> Iterator[Result]:
        """As of `Workers`."""
        waiting: deque[Any] = deque()
        with self._submit(act, shared) as submit:
            for item in items:
                waiting.append(submit(item))
                if len(waiting) > self._count():
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    @contextmanager
    def _submit(self, act: Callable[..., Any], shared: tuple[Any, ...]) -> Iterator[Callable[[Any], Any]]:
        """What gives an item to the workers; Problem where they die of it."""
        from distributed import KilledWorker  # noqa: PLC0415 - an extra

        call, numbers = uuid4().hex, count()
        # Not scattered: what was scattered is gone with the workers that hold it, what was computed is computed again.
        held = [self.client.submit(_itself, each, key=f"gru_viz-{call}-{n}") for n, each in enumerate(shared)]

        def submit(item: Any) -> Any:
            return self.client.submit(_with_one_thread, act, *held, item, key=f"{act.__name__}-{call}-{next(numbers)}")

        try:
            yield submit
        except KilledWorker as error:
            raise Problem(
                "Workers died again and again at the same piece ({reason}), mostly for want of memory: give them more of "
                "it, or make chunk smaller. What was done is kept.",
                reason=str(error).split(" on ")[0][:80],
            ) from error

    def _wait(self, running: set[Any], return_when: str) -> Any:
        from distributed import wait as some  # noqa: PLC0415 - an extra

        with self.client.as_current():
            return some(running, return_when=return_when)

    def _count(self) -> int:
        """Pieces that are under way at once: enough that no worker waits, even where more of them come."""
        return max(4, 2 * sum(self.client.nthreads().values()))


def _itself(value: Any) -> Any:
    return value


def _with_one_thread(act: Callable[..., Any], *arguments: Any) -> Any:
    torch.set_num_threads(1)
    return act(*arguments)
