"""Trainings of many: they take turns in a line that one sees, and who leaves is trained for no longer."""

import asyncio
import re
import urllib.request
from contextlib import suppress

import pytest

from benchmarks.visitor import Visitor
from gru_viz.limits import LIMITS
from gru_viz.ui.state.line import PATIENCE
from tests.serve.nginx import installed
from tests.serve.threads import run

pytestmark = pytest.mark.xdist_group("serve")
needs_nginx = pytest.mark.skipif(not installed(), reason="nginx is not installed")
WAITS = re.compile(r"(\d+) before you")


async def _begin(address: str, cookies: dict[str, str] | None = None) -> Visitor:
    """Somebody who has just pressed the button, of a training that would take minutes."""
    visitor = await Visitor.arrive(address, page="train", query="steps=3000", cookies=cookies)
    await visitor.run()  # the link itself begins one, which is given up for the next
    await visitor.choose("start_training", None)
    return visitor


async def _stay(visitor: Visitor) -> None:
    """Leave the page open, as a browser does."""
    while visitor.again:
        await visitor.watch()


def _before(visitor: Visitor) -> int:
    """How many the page says there are before this visitor."""
    return max((int(found[1]) for line in visitor.text if (found := WAITS.search(line))), default=0)


def _running(address: str, worker: int) -> float:
    """Trainings that have their turn in a process, as whoever runs it sees them."""
    with urllib.request.urlopen(f"{address}/metrics/{worker}") as answer:
        return float(re.search(rb"^gru_viz_trainings_running (\S+)", answer.read(), re.MULTILINE)[1])


@needs_nginx
def test_who_leaves_makes_room_within_seconds(two):
    async def story() -> None:
        first = await _begin(two.address)
        assert not _before(first)
        staying = [asyncio.create_task(_stay(first))]
        for _ in range(LIMITS.trainings - 1):  # where there are more cores, so many train at once
            staying.append(asyncio.create_task(_stay(await _begin(two.address, first.cookies))))
        last = await _begin(two.address, first.cookies)
        await last.watch()
        assert _before(last) == 1
        staying[0].cancel()
        with suppress(asyncio.CancelledError):
            await staying[0]
        await first.leave()
        async with asyncio.timeout(3 * PATIENCE):
            while _before(last):
                await last.watch()
        assert sum(await asyncio.gather(*(asyncio.to_thread(_running, two.address, worker) for worker in (1, 2)))) >= 1
        for each in staying[1:]:
            each.cancel()
        await last.leave()

    run(story())
