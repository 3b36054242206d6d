"""Soak: visitors do anything for as long as it is told, links come by the thousand, files by the dozen. `make soak`.

Each visitor writes a word of their own into every text; whoever is sent another's word has seen what is not theirs.
"""

import argparse
import asyncio
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.crowd import MIXED, act, rest
from benchmarks.visitor import Visitor
from benchmarks.waves import megabytes
from gru_viz.machine import budget, open_many
from tests.serve.hall import Hall, hall

_WORD = re.compile(rb"visitor(\d+)x")
#: Seconds after which a visitor opens the page anew.
_PATIENCE = 120.0
#: Columns of a file of 20 MB, which is what may be uploaded.
LARGE = b"a,b,c,d\n" + b"0.125,0.25,0.5,1\n" * 1_160_000


class Guest(Visitor):
    """A visitor who keeps an eye on what is sent."""

    number: int = -1
    strange: Counter[str]

    async def _receive(self) -> bytes:
        """As any visitor, but a word that is another's is noted."""
        payload = await super()._receive()
        for found in _WORD.findall(payload):
            if int(found) != self.number:
                self.strange[f"visitor {self.number} was sent a word of {int(found)}'s"] += 1
        return payload

    async def leave(self) -> None:
        """Close the page; the errors that were on it are counted."""
        for error in self.errors:
            self.strange[f"exception: {error[:80]}"] += 1
        await super().leave()

    async def say(self, sentence: str) -> None:
        """Type a sentence of their own; it must be there afterwards."""
        own = f"{sentence} visitor{self.number}x"
        await self.choose("source", self.elements["source"][1].options[0].content)
        await self.choose("text", own)
        shown = self.elements["text"][1]
        if shown.set_value and shown.value != own:
            self.strange["what was typed is gone"] += 1


async def _guest(address: str, number: int, counts: Counter[str], query: str = "") -> Guest:
    guest = await Guest.arrive(address, query)
    guest.number, guest.strange = number, counts
    return guest


async def wander(address: str, number: int, until: float, counts: Counter[str]) -> None:
    """Anything, on all pages, cut off now and then, until the time is over."""
    draw, kind = random.Random(number), "arrive"
    while time.monotonic() < until:
        try:
            guest = await _guest(address, number, counts)
            await guest.run()
            while time.monotonic() < until:
                await rest(guest, min(draw.expovariate(1 / 3), 15))
                kind = draw.choices([*MIXED, "cut", "leave"], [*MIXED.values(), 2, 1])[0]
                counts[kind] += 1
                if kind == "leave":
                    break
                async with asyncio.timeout(_PATIENCE):
                    if kind == "cut":
                        await guest.cut()
                        await guest.run()
                    elif kind == "type":
                        await guest.say(draw.choice(("the film is not good", "它没有那么好", "to be or not")))
                    else:
                        await act(guest, draw, kind)
            await guest.leave()
        except TimeoutError:
            counts[f"no answer within {_PATIENCE:.0f} s: {kind}"] += 1
        except Exception as error:  # counted, whatever it is: a worker may have been killed under them
            counts[f"connection lost: {error!r:.100}"] += 1
            await asyncio.sleep(1)


async def links(address: str, count: int, counts: Counter[str]) -> None:
    """So many different links, opened as fast as they are taken."""

    async def visit(number: int) -> Guest:
        guest = await _guest(address, 10_000 + number, counts, urlencode({"text": f"a visitor{10_000 + number}x"}))
        await guest.run()
        return guest

    await _at_once(count, visit, counts, "links", "link lost")


async def files(address: str, count: int, counts: Counter[str], content: bytes = LARGE) -> None:
    """So many files, of the largest size, from as many visitors."""

    async def visit(number: int) -> Guest:
        guest = await _guest(address, 20_000 + number, counts)
        await guest.run()
        await guest.choose("source", guest.elements["source"][1].options[-1].content)
        await guest.upload("_file", "large.csv", content)
        return guest

    await _at_once(count, visit, counts, "files", "file refused")


async def _at_once(
    count: int, visit: Callable[[int], Awaitable[Guest]], counts: Counter[str], done: str, failed: str
) -> None:
    """So many visits at once; counted are those that came to their end, and why the others did not."""

    async def one(number: int) -> None:
        try:
            guest = await visit(number)
            counts[done] += 1
            await guest.leave()
        except Exception as error:
            counts[f"{failed}: {error!r:.100}"] += 1

    await asyncio.gather(*(one(number) for number in range(count)))


async def watch(served: Hall, most: list[float]) -> None:
    """The memory of all workers together, every few seconds."""
    while True:
        with suppress(OSError):
            most.append(sum(map(megabytes, served.workers().values())))
        await asyncio.sleep(5)


async def soak(
    served: Hall, visitors: int, minutes: float, opened: int, uploads: int
) -> tuple[Counter[str], list[float]]:
    """All of it: what was done and what went wrong, counted, and the memory."""
    counts: Counter[str] = Counter()
    memory: list[float] = []
    until = time.monotonic() + 60 * minutes
    watching = asyncio.create_task(watch(served, memory))
    wandering = asyncio.gather(*(wander(served.address, number, until, counts) for number in range(visitors)))
    await links(served.address, opened, counts)
    await files(served.address, uploads, counts)
    await wandering
    watching.cancel()
    return counts, memory


def main() -> int:
    """Print the counts; 1 if something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--links", type=int, default=2000)
    parser.add_argument("--files", type=int, default=30)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    open_many()
    with tempfile.TemporaryDirectory() as name, hall(Path(name), options.workers) as served:
        workers = served.workers()
        counts, memory = asyncio.run(soak(served, options.visitors, options.minutes, options.links, options.files))
        replaced = sum(served.workers().get(port) != pid for port, pid in workers.items())
    wrong = {what: n for what, n in counts.items() if ":" in what or "was sent" in what or "gone" in what}
    print(f"done: {', '.join(f'{n} {what}' for what, n in counts.most_common() if what not in wrong)}")
    print(f"memory of the workers: {memory[0]:.0f} MB at first, {max(memory):.0f} at most, {memory[-1]:.0f} at last")
    print(f"budget {(budget() or 0) / 1e6:.0f} MB; workers replaced: {replaced}; wrong: {wrong or 'nothing'}")
    return bool(wrong) or replaced > 0


if __name__ == "__main__":
    sys.exit(main())
