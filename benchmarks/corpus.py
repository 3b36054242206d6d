"""Corpus: how fast it is traced beside the bare module on the same batches, in how much memory, on one and two workers."""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence

sys.path.insert(0, str(Path(__file__).parents[1]))

import gru_viz
from gru_viz.corpus.batches import batches, packed
from gru_viz.corpus.layout import Layout
from gru_viz.corpus.reading import Read
from gru_viz.corpus.region import Region, regions
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


def bare(store: Path) -> tuple[float, float]:
    """Seconds, and seconds of CPU, of the module alone on the batches that its corpus was traced in.

    With one thread or as many as PyTorch takes, whichever is faster on the first of them.
    """
    spelling, there = spelling_of(model()), Store.at(store, None)
    layout = Layout.of(("update_gate", "hidden_state"), "float16", (1, 1, UNITS), None, 2048)
    whole = Read(*there.sizes(), True, None)
    found = [region for region in regions(there, layout, [whole]) if region is not None]
    before, first = torch.get_num_threads(), _inputs(there, spelling, found[0])
    tries = {threads: _timed(spelling.module, first, threads)[0] for threads in (1, before)}
    threads = min(tries, key=tries.__getitem__)
    # Region by region: the inputs of all together would not fit into some memories.
    each = [_timed(spelling.module, _inputs(there, spelling, region), threads) for region in found]
    torch.set_num_threads(before)
    return sum(seconds for seconds, _used in each), sum(used for _seconds, used in each)


def _timed(module: nn.Module, inputs: list, threads: int) -> tuple[float, float]:
    torch.set_num_threads(threads)
    with torch.no_grad():
        module(inputs[0])
        started, used = time.perf_counter(), time.process_time()
        for x in inputs:
            module(x)
    return time.perf_counter() - started, time.process_time() - used


def _inputs(store: Store, spelling: Spelling, region: Region) -> list[PackedSequence]:
    ids = torch.from_numpy(region.read(store, "token"))
    starts = np.cumsum(region.lengths) - region.lengths
    each = (packed(*map(torch.from_numpy, (region.lengths[b], starts[b]))) for b in batches(region.lengths, UNITS))
    return [PackedSequence(spelling.vectors(ids[places]), sizes) for places, sizes in each]


def resident() -> int:
    """The most bytes that this process has had in memory."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def one(tokens: int, folder: Path) -> None:
    """Print seconds and seconds of CPU of tracing, the same of the bare module, and the peak of this process."""
    write(folder / "text.txt", tokens)
    gru_viz.corpus.trace(model(), ["w1 w2 w3"], folder / "warm.zarr", progress=False)  # what is loaded when first used
    started, used = time.perf_counter(), time.process_time()
    gru_viz.corpus.trace(model(), folder / "text.txt", folder / "run.zarr", progress=False)
    seconds, used, peak = time.perf_counter() - started, time.process_time() - used, resident()
    print(seconds, used, *bare(folder / "run.zarr"), peak)


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
    for tokens in (options.tokens, 10 * options.tokens):
        seconds, used, alone, alone_used, peak = run("--one", "--tokens", tokens)
        print(
            f"{tokens:,} tokens × {UNITS} units: {seconds:.1f} s, {tokens / seconds:,.0f} tokens a second; bare nn.GRU on the "
            f"same batches {alone:.1f} s: ratio {seconds / alone:.2f} (target 1.5); CPU {used:.1f} s and {alone_used:.1f} s; "
            f"peak {peak / MIB:,.0f} MiB (target 1,024)",
            flush=True,
        )
    alone, both = (run("--workers", workers, "--tokens", options.tokens)[0] for workers in (1, 2))
    print(
        f"Dask, {options.tokens:,} tokens: one process {alone:.1f} s, two {both:.1f} s: {alone / both:.2f} times as fast"
    )
    return None


if __name__ == "__main__":
    main()
