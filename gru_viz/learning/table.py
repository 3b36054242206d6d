"""Table: many trainings, two at a time, each written down as it ends, so that an interruption costs none of them."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from pydantic import BaseModel

#: Tells how far it is: the row that has just ended, None before the first; how many are there, how many there will be, and
#: seconds to go.
Tell = Callable[[BaseModel | None, int, int, float], object]


def trained(
    wanted: Sequence[Any],
    make: Callable[[Any], BaseModel],
    seconds: Callable[[Any], float],
    file: Path,
    known: dict[Any, BaseModel],
    processes: int = 2,
    tell: Tell = lambda *_: None,
) -> int:
    """Make all that is `wanted` and not yet in `file`, the lightest first; how many rows the file has then.

    Parameters
    ----------
    wanted : sequence
        What is to be made.
    make : callable
        One of them to its row, in a process of its own.
    seconds : callable
        How long one takes alone, about; corrected by those that have ended.
    file : Path
        JSON, a row a line, in the order of `wanted`.
    known : dict
        What is there already, by what it was made of.
    processes : int
    tell : callable
    """
    left = sorted((each for each in wanted if each not in known), key=seconds)
    todo, done, start = sum(map(seconds, left)), 0.0, time.monotonic()
    tell(None, len(known), len(wanted), todo / processes)
    pool = ProcessPoolExecutor(processes)
    try:
        for each, row in _made(pool, left, make):
            known[each] = row
            write(file, [known[one] for one in wanted if one in known])
            done += seconds(each)
            tell(row, len(known), len(wanted), (time.monotonic() - start) * (todo - done) / done)
    finally:
        # Whoever interrupts it waits for no more than what has begun.
        pool.shutdown(cancel_futures=True)
    return len(known)


def _made(
    pool: ProcessPoolExecutor, left: Sequence[Any], make: Callable[[Any], BaseModel]
) -> Iterator[tuple[Any, BaseModel]]:
    """Each with its row, as they end."""
    running = {pool.submit(make, each): each for each in left}
    for future in as_completed(running):
        yield running[future], future.result()


def write(file: Path, rows: Sequence[BaseModel]) -> None:
    """The rows as a file, which is never half written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(row.model_dump(exclude_defaults=True)) for row in rows)
    part = file.with_suffix(".part")
    part.write_text(f"[\n{lines}\n]\n", "utf-8")
    part.replace(file)


def read(file: Path, kind: type[BaseModel]) -> list[Any]:
    """The rows of a file; none where there is no such file."""
    return [kind.model_validate(row) for row in json.loads(file.read_text("utf-8"))] if file.exists() else []
