"""Waves: what a server's memory does when visitors with the largest input come in waves and leave again."""

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.visitor import Visitor
from gru_viz import Experiment
from gru_viz.experiment.link import link_of
from gru_viz.limits import LIMITS
from tests.browser.server import running

LARGEST = urlencode(
    link_of(Experiment(source="generator", length=LIMITS.steps, hidden_size=LIMITS.hidden_size, weights="seed"))
)


def megabytes(process: int) -> float:
    """Resident memory of a process."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


async def wave(address: str, visitors: int, moves: int) -> None:
    """So many visitors open the largest input, move a slider, and leave."""
    there = [await Visitor.arrive(address, LARGEST) for _ in range(visitors)]
    for visitor in there:
        await visitor.run()
        for move in range(moves):
            await visitor.choose("update_gate_bias", 0.25 * (1 + move))
        assert not visitor.errors, visitor.errors
    for visitor in there:
        await visitor.leave()


async def settled(address: str) -> None:
    """Somebody looks in: what is held for those who were cut off is let go of when a page is opened and left."""
    visitor = await Visitor.arrive(address)
    await visitor.run()
    await visitor.leave()


def main() -> None:
    """Print the memory after each wave."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--waves", type=int, default=3)
    parser.add_argument("--visitors", type=int, default=10, help="of each wave")
    parser.add_argument("--moves", type=int, default=3, help="of each visitor")
    parser.add_argument("--gone", type=float, default=150.0, help="seconds that they are away; Streamlit keeps 120")
    options = parser.parse_args()
    with running() as (address, process):
        asyncio.run(settled(address))
        start = megabytes(process.pid)
        after = []
        for number in range(options.waves):
            asyncio.run(wave(address, options.visitors, options.moves))
            crowded = megabytes(process.pid)
            time.sleep(options.gone)
            asyncio.run(settled(address))
            after.append(megabytes(process.pid))
            each = (crowded - (after[-2] if number else start)) / options.visitors
            print(
                f"wave {number + 1}: {start:.0f} MB at first, {crowded:.0f} with {options.visitors} visitors "
                f"({each:.1f} each), {after[-1]:.0f} after {options.gone:.0f} s",
                flush=True,
            )
    print(
        f"the last wave left {after[-1] / after[0] - 1:+.0%} on the first (target: at most +20 %, and no wave higher)"
    )


if __name__ == "__main__":
    main()
