"""Workers: who computes the pieces of a corpus: threads of this process, or the workers of a Dask cluster."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar
from uuid import uuid4

import torch

from gru_viz.machine import cores
from gru_viz.problem import Problem

Item = TypeVar("Item")
Result = TypeVar("Result")


class Workers(Protocol):
    """They do the same to many things, a few at a time, so that what waits for its turn needs no memory."""

    def each(
        self, act: Callable[..., Result], shared: tuple[Any, ...], items: Iterable[Item], *, ordered: bool = False
    ) -> Iterator[Result]:
        """`act(*shared, item)` of every item, as it is done or, `ordered`, in their order."""
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
        self, act: Callable[..., Result], shared: tuple[Any, ...], items: Iterable[Item], *, ordered: bool = False
    ) -> Iterator[Result]:
        """As of `Workers`; what is to come in order is Python's work, of which one thread does as much as several."""
        if ordered:
            yield from (act(*shared, item) for item in items)
            return
        before = torch.get_num_threads()
        pool = ThreadPoolExecutor(self.count, initializer=torch.set_num_threads, initargs=(1,))
        try:
            waiting: set[Future] = set()
            for item in items:
                waiting.add(pool.submit(act, *shared, item))
                if len(waiting) > self.count:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (each.result() for each in done)
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        finally:
            pool.shutdown(cancel_futures=True)
            torch.set_num_threads(before)


@dataclass(frozen=True)
class Cluster:
    """The workers of a `dask.distributed.Client`: what a worker that dies was at is done by another."""

    client: Any

    def each(
        self, act: Callable[..., Result], shared: tuple[Any, ...], items: Iterable[Item], *, ordered: bool = False
    ) -> Iterator[Result]:
        """As of `Workers`."""
        from distributed import KilledWorker  # noqa: PLC0415 - an extra

        call = uuid4().hex
        # Not scattered: what was scattered is gone with the workers that hold it, what was computed is computed again.
        held = [self.client.submit(_itself, each, key=f"gru_viz-{call}-{n}") for n, each in enumerate(shared)]
        numbered = enumerate(items)

        def submit(numbered_item: tuple[int, Any]) -> Any:
            number, item = numbered_item
            return self.client.submit(_with_one_thread, act, *held, item, key=f"{act.__name__}-{call}-{number}")

        try:
            yield from (_in_turn if ordered else self._as_done)(submit, numbered, self._count())
        except KilledWorker as error:
            raise Problem(
                "Workers died again and again at the same piece ({reason}), mostly for want of memory: give them more of "
                "it, or make chunk smaller. What was done is kept.",
                reason=str(error).split(" on ")[0][:80],
            ) from error

    def _count(self) -> int:
        """Pieces that are under way at once: enough that no worker waits, even where more of them come."""
        return max(4, 2 * sum(self.client.nthreads().values()))

    def _as_done(self, submit: Callable[[Any], Any], items: Iterable[Any], count: int) -> Iterator[Any]:
        from distributed import as_completed  # noqa: PLC0415 - an extra

        left = iter(items)
        running = as_completed([submit(item) for item in islice(left, count)], loop=self.client.loop)
        for future in running:
            yield future.result()
            for item in islice(left, 1):
                running.add(submit(item))


def _in_turn(submit: Callable[[Any], Any], items: Iterable[Any], count: int) -> Iterator[Any]:
    waiting: deque[Any] = deque()
    for item in items:
        waiting.append(submit(item))
        if len(waiting) > count:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _itself(value: Any) -> Any:
    return value


def _with_one_thread(act: Callable[..., Any], *arguments: Any) -> Any:
    torch.set_num_threads(1)
    return act(*arguments)
