"""Corpus: how fast it is traced beside the bare module on the same batches, in how much memory, on one and two workers."""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[1]))

import gru_viz
from gru_viz.corpus.batches import batches, packed
from gru_viz.corpus.layout import Layout
from gru_viz.corpus.reading import Read
from gru_viz.corpus.region import regions
from gru_viz.corpus.spelling import Spelling, spelling_of
from gru_viz.corpus.store import Store
from gru_viz.learning.files.reader import Reader
from gru_viz.learning.files.vocabulary import Vocabulary

UNITS, FEATURES, WORDS = 64, 32, 2_000
MIB = 1 << 20


def model() -> Reader:
    """A GRU that reads words, with weights from a seed."""
    torch.manual_seed(0)
    names = tuple(f"w{number}" for number in range(WORDS))
    return Reader("gru", nn.GRU(FEATURES, UNITS), torch.randn(WORDS, FEATURES), Vocabulary(names))


def write(path: Path, tokens: int) -> None:
    """A text of so many words, in lines of 20 to 80."""
    source = random.Random(0)
    words = [f"w{number}" for number in range(WORDS)]
    with path.open("w", encoding="utf-8") as file:
        while tokens > 0:
            line = source.choices(words, k=min(tokens, source.randint(20, 80)))
            tokens -= len(line)
            file.write(" ".join(line) + "\n")


def bare(store: Path) -> float:
    """Seconds of the module alone on the batches that its corpus was traced in: of one thread or several, whichever is less."""
    spelling, there = spelling_of(model()), Store.at(store, None)
    shape = (1, 1, UNITS)
    layout = Layout.of(("update_gate", "hidden_state"), "float16", shape, None, 2048)
    whole = Read(*there.sizes(), True, None)
    read = [_inputs(there, spelling, region) for region in regions(there, layout, [whole]) if region is not None]
    found = []
    before = torch.get_num_threads()
    for threads in {1, before}:
        torch.set_num_threads(threads)
        with torch.no_grad():
            spelling.module(read[0][0])
            started = time.perf_counter()
            for inputs in read:
                for x in inputs:
                    spelling.module(x)
        found.append(time.perf_counter() - started)
    torch.set_num_threads(before)
    return min(found)


def _inputs(store: Store, spelling: Spelling, region: object) -> list:
    part = slice(region.first, region.last)
    lengths, offsets = store.column("length", part), store.column("offset", part)
    ids = torch.from_numpy(store.column("token", slice(int(offsets[0]), int(offsets[-1] + lengths[-1]))))
    starts = torch.from_numpy(offsets - offsets[0])
    return [
        packed(torch.from_numpy(lengths[batch]), starts[batch], lambda places: spelling.vectors(ids[places]))[0]
        for batch in batches(lengths)
    ]


def resident() -> int:
    """The most bytes that this process has had in memory."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def one(tokens: int, folder: Path) -> None:
    """Print seconds of reading and of tracing, those of the bare module, and the peak of this process."""
    write(folder / "text.txt", tokens)
    gru_viz.corpus.trace(model(), ["w1 w2 w3"], folder / "warm.zarr", progress=False)  # what is loaded when first used
    started, doing, marks = time.perf_counter(), "", {}
    for step in gru_viz.corpus.tracing(model(), folder / "text.txt", folder / "run.zarr"):
        if step.doing != doing:
            doing = step.doing
            marks[doing] = time.perf_counter()
    end = time.perf_counter()
    peak = resident()
    print(marks["tracing"] - started, end - marks["tracing"], bare(folder / "run.zarr"), peak)


def run(*arguments: object) -> list[float]:
    """The numbers that this file prints in a process of its own."""
    told = subprocess.run(
        [sys.executable, __file__, *map(str, arguments)], capture_output=True, text=True, check=True
    ).stdout
    return [float(number) for number in told.split()]


def scaling(workers: int, tokens: int, folder: Path) -> None:
    """Print the seconds that so many processes of a Dask cluster take, once they are there."""
    from distributed import Client, LocalCluster  # noqa: PLC0415 - only here

    write(folder / "text.txt", tokens)
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, memory_limit=0) as cluster,
        Client(cluster) as client,
    ):
        client.run(lambda: gru_viz.corpus.trace)  # imports
        started = time.perf_counter()
        gru_viz.corpus.trace(model(), folder / "text.txt", folder / "run.zarr", client=client, progress=False)
        print(time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=1_000_000)
    parser.add_argument("--one", action="store_true")
    parser.add_argument("--workers", type=int)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.one:
            return one(options.tokens, folder)
        if options.workers:
            return scaling(options.workers, options.tokens, folder)
    peaks = {}
    for tokens in (options.tokens // 2, options.tokens, 2 * options.tokens):
        reading, tracing, alone, peaks[tokens] = run("--one", "--tokens", tokens)
        print(
            f"{tokens:,} tokens × {UNITS} units: {tokens / (reading + tracing):,.0f} tokens a second (reading {reading:.1f} s, "
            f"tracing {tracing:.1f} s), bare nn.GRU on the same batches {alone:.1f} s: ratio {(reading + tracing) / alone:.2f}, "
            f"tracing alone {tracing / alone:.2f} (target 1.5); peak {peaks[tokens] / MIB:,.0f} MiB"
        )
    least, most = min(peaks), max(peaks)
    slope = max(0.0, (peaks[most] - peaks[least]) / (most - least))
    print(f"at 10,000,000 tokens by that: {(peaks[most] + slope * (1e7 - most)) / MIB:,.0f} MiB (target 1,024)")
    alone, both = (run("--workers", workers, "--tokens", options.tokens)[0] for workers in (1, 2))
    print(
        f"Dask, {options.tokens:,} tokens: one process {alone:.1f} s, two {both:.1f} s: {alone / both:.2f} times as fast"
    )
    return None


if __name__ == "__main__":
    main()
