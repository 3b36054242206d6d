"""Run cost: what one move of a slider at the default example costs the server, in all and by part."""

import asyncio
import cProfile
import pstats
import resource
import statistics
import sys
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from streamlit.components.v2 import manifest_scanner

from benchmarks.visitor import Visitor
from gru_viz.ui import shell
from tests.browser.server import serve
from tests.ui.visits import opened

SLIDER = "update_gate_bias"
#: What a file belongs to, by a part of its path; the first that fits.
PARTS = {
    "computing": (
        "gru_viz/cells",
        "gru_viz/experiment",
        "gru_viz/inputs",
        "gru_viz/analysis",
        "gru_viz/learning",
        "torch",
    ),
    "figures": ("gru_viz/figures", "plotly", "numpy"),
    "messages": ("gru_viz/ui/components", "json", "protobuf", "proto"),
    "pages": ("gru_viz/ui", "babel", "gettext"),
    "widgets and session": ("streamlit",),
}


def cpu(moves: int) -> tuple[float, list[float]]:
    """Processor seconds of a server that starts and answers so many moves, and the seconds until each was answered."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with serve() as address:
        times = asyncio.run(_walk(address, moves))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, times


async def _walk(address: str, moves: int) -> list[float]:
    visitor = await Visitor.arrive(address)
    await visitor.run()
    await visitor.choose("fold_parameters", True)
    times = [await visitor.choose(SLIDER, 0.25 * (1 + turn % 8)) for turn in range(moves)]
    await visitor.leave()
    assert not visitor.errors, visitor.errors
    return times


def by_part(moves: int = 40) -> dict[str, float]:
    """Share of the script's own time that each part takes, in Streamlit's test runner."""
    # The test runner reads the metadata of all packages for every run, a server once.
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
    at, main, profile = opened(live=True, unfolded=["parameters"]), shell.main, cProfile.Profile()
    shell.main = lambda: profile.runcall(main)
    for turn in range(moves):
        at.slider(key="update_gate_bias").set_value(0.25 * (1 + turn % 8)).run()
    shell.main = main
    found = dict.fromkeys([*PARTS, "other"], 0.0)
    for (file, _line, _name), (_calls, _all, own, _below, callers) in pstats.Stats(profile).stats.items():
        # What is built in belongs to whoever calls it.
        shares = {caller[0]: each[2] for caller, each in callers.items()} if file == "~" else {file: own}
        for place, seconds in shares.items():
            part = next((part for part, names in PARTS.items() if any(name in place for name in names)), "other")
            found[part] += seconds
    whole = sum(found.values())
    return {part: seconds / whole for part, seconds in found.items()}


if __name__ == "__main__":
    (few, _), (many, times) = cpu(20), cpu(220)
    cost = 1e3 * (many - few) / 200
    shares = ", ".join(f"{part} {share:.0%}" for part, share in by_part().items())
    print(f"a run at the default example: {cost:.1f} ms of the processor (target 25), {shares}")
    print(f"answered after {1e3 * statistics.median(times[20:]):.0f} ms (median of {len(times) - 20})")
