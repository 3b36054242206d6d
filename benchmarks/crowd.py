"""Crowd: how long many visitors at once wait for their pages; of one server, or of one that is there already.

`python benchmarks/crowd.py` plays the hall of the target; `--mixed` has everybody do anything; `--training 4` has so many
train meanwhile; `--workers 2` puts as many processes behind nginx; `--at http://…` asks a server that runs. A line says what
it found.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.visitor import Visitor
from tests.browser.server import serve
from tests.serve.hall import hall

SLIDER = "update_gate_bias"
SENTENCES = (
    "the film is not good at all",
    "它没有那么好",
    "ab!c?",
    "to be or not to be, that is the question",
    "((()))()",
)
COLUMN = "value\n" + "\n".join(str(k % 7) for k in range(60))
#: What a visitor does, and how often, when everybody does anything.
MIXED = {"slide": 55, "turn": 20, "type": 15, "model": 7, "upload": 3}


@dataclass
class Found:
    """What visitors saw.

    Attributes
    ----------
    first, moves : list of float
        Seconds that the first page and every later answer took.
    errors : list of str
        Tracebacks and broken connections.
    """

    first: list[float] = field(default_factory=list)
    moves: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = [f"{len(self.first)} visitors, {len(self.moves)} moves, {len(self.errors)} errors"]
        for name, times in (("first page", self.first), ("move", self.moves)):
            if len(times) > 1:
                cuts = quantiles(times, n=100)
                said.append(f"{name} {cuts[49]:.2f} s, 95 % within {cuts[94]:.2f} s, the longest {max(times):.2f} s")
        return "; ".join(said + sorted(set(self.errors))[:3])


async def act(visitor: Visitor, draw: random.Random, kind: str) -> float:
    """Do something; seconds until the page is whole."""
    if kind == "turn":
        return await visitor.turn_to(draw.choice(visitor.pages))
    if kind == "type":
        await visitor.choose("source", _named(visitor, "source", 0))
        return await visitor.choose("text", draw.choice(SENTENCES))
    if kind == "model" and "example_model" in visitor.elements:
        return await visitor.choose("example_model", draw.choice(visitor.elements["example_model"][1].options))
    if kind == "upload":
        await visitor.choose("source", _named(visitor, "source", -1))
        return await visitor.upload("_file", "column.csv", COLUMN.encode())
    if SLIDER not in visitor.elements:
        await visitor.choose("fold_parameters", True)
    return await visitor.choose(SLIDER, 0.25 * (1 + draw.randrange(8)))


def _named(visitor: Visitor, key: str, index: int) -> str:
    """What an option of a row of buttons is called."""
    return visitor.elements[key][1].options[index].content


async def rest(visitor: Visitor, seconds: float) -> None:
    """Look at the page, which may work on its pictures meanwhile."""
    end = perf_counter() + seconds
    while visitor.again and perf_counter() < end:
        await visitor.watch()
    await asyncio.sleep(max(0.0, end - perf_counter()))


async def visit(address: str, found: Found, draw: random.Random, moves: int, pause: float, mixed: bool) -> None:
    """One visitor, from the first page to the last move."""
    visitor = await Visitor.arrive(address)
    found.first.append(await visitor.run())
    await visitor.choose("fold_parameters", True)
    for _move in range(moves):
        await rest(visitor, draw.expovariate(1 / pause))
        kind = draw.choices(list(MIXED), list(MIXED.values()))[0] if mixed else "slide"
        found.moves.append(await act(visitor, draw, kind))
    found.errors += visitor.errors
    await visitor.leave()


async def train(address: str, found: Found, steps: int = 2000) -> None:
    """One who trains, and trains again, until told that it is enough."""
    visitor = await Visitor.arrive(address, page="train", query=f"steps={steps}")
    await visitor.run()
    while not visitor.errors:
        await visitor.choose("start_training", None)
        while visitor.again and not visitor.errors:
            await visitor.watch()
    found.errors += visitor.errors


async def crowd(
    address: str, visitors: int, moves: int, pause: float, over: float, *, mixed: bool = False, training: int = 0
) -> Found:
    """So many visitors, who arrive one after the other `over` so many seconds and pause for `pause` on average."""
    found = Found()

    async def come(number: int) -> None:
        await asyncio.sleep(over * number / visitors)
        try:
            await visit(address, found, random.Random(number), moves, pause, mixed)
        except Exception as error:
            found.errors.append(repr(error))

    guests = [asyncio.create_task(train(address, found)) for _ in range(training)]
    await asyncio.gather(*(come(number) for number in range(visitors)))
    for guest in guests:
        guest.cancel()
        with suppress(asyncio.CancelledError):
            await guest
    return found


@contextmanager
def several(workers: int) -> Iterator[str]:
    """So many processes behind nginx; yields the address."""
    with tempfile.TemporaryDirectory() as name, hall(Path(name), workers) as served:
        yield served.address


def main() -> None:
    """Play what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--moves", type=int, default=10, help="of each")
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between two moves, on average")
    parser.add_argument("--over", type=float, default=60.0, help="seconds over which they arrive")
    parser.add_argument("--mixed", action="store_true", help="all pages, own sentences, other models, files")
    parser.add_argument("--training", type=int, default=0, help="how many train meanwhile")
    parser.add_argument("--workers", type=int, help="processes behind nginx; default one without")
    parser.add_argument("--at", help="address of a server that runs")
    options = parser.parse_args()
    with ExitStack() as stack:
        address = options.at or stack.enter_context(several(options.workers) if options.workers else serve())
        asyncio.run(crowd(address, 2, 2, 0.1, 0, mixed=options.mixed))  # what is loaded once
        load, start, own = os.getloadavg()[0], perf_counter(), process_time()
        found = asyncio.run(
            crowd(
                address,
                options.visitors,
                options.moves,
                options.pause,
                options.over,
                mixed=options.mixed,
                training=options.training,
            )
        )
        seconds = perf_counter() - start
        took = f"the visitors themselves took {(process_time() - own) / seconds:.0%} of a core"
        print(f"{found} (target: 0.15 s and 1 s; {seconds:.0f} s, load before {load:.1f}; {took})")
    sys.exit(bool(found.errors))


if __name__ == "__main__":
    main()
