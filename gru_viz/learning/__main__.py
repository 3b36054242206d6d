"""The command `python -m gru_viz.learning`: train the bundled models, the table of lengths or the recorded training anew."""

import argparse
import math
from pathlib import Path

import torch
from pydantic import BaseModel

from gru_viz.learning.bundled import FOLDER
from gru_viz.learning.equal import FILE as EQUAL
from gru_viz.learning.equal import make_equal
from gru_viz.learning.lengths import FILE, make_lengths
from gru_viz.learning.recipes import RECIPES, make
from gru_viz.learning.recording import FILES as RECORDINGS
from gru_viz.learning.recording import make_recording
from gru_viz.learning.snapshot import Snapshot


def main(arguments: list[str] | None = None) -> None:
    """Train by name and say how well they do."""
    parser = argparse.ArgumentParser(
        prog="python -m gru_viz.learning", description="Train the bundled models, or the table of lengths, anew."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(RECIPES)}; none: all of them")
    parser.add_argument("--out", type=Path, default=Path("gru_viz/data/models"), help="folder (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of weights and sequences (default: %(default)s)")
    parser.add_argument(
        "--lengths",
        action="store_true",
        help="instead, what the tables still lack of every cell on longer and longer sequences, with three seeds and starts, "
        "and of cells with equal parameters; each training is written down as it ends, and it says how long the rest takes",
    )
    parser.add_argument("--longest", type=int, help="with --lengths: sequences longer than this wait for another time")
    parser.add_argument("--processes", type=int, default=2, help="with --lengths: at a time (default: %(default)s)")
    parser.add_argument("--recording", action="store_true", help="instead, the trainings that the page Train opens on")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(RECIPES):
        parser.error(f"no such model: {', '.join(sorted(unknown))}; there are {', '.join(RECIPES)}")
    # A fixed number of threads, so that the sums and with them the weights come out the same.
    torch.set_num_threads(1)
    if options.recording:
        for written, there in RECORDINGS.items():
            file = options.out.parent / "trainings" / there.name
            training = make_recording(written, file)
            print(f"{file}: {len(training.snapshots)} snapshots, accuracy {training.snapshots[-1].accuracy:.3f}")
        return
    if options.lengths:
        _tables(options.out, options.longest, options.processes)
        return
    for name in options.names or RECIPES:
        card = make(name, options.out, options.seed, tell=_say)
        print(f"{name}: {card.steps} steps, accuracy {card.accuracy:.3f}, mean write gate {card.write_gate:.2f}")


def _tables(out: Path, longest: int | None, processes: int) -> None:
    """What the two tables lack, the sequences of one length first."""
    file = out / FILE.relative_to(FOLDER)
    print(f"{file}: {make_lengths(file, longest=longest, processes=processes, tell=_tell)} trainings")
    if longest is None:
        file = out / EQUAL.relative_to(FOLDER)
        print(f"{file}: {make_equal(file, processes=processes, tell=_tell)} trainings")


def _tell(row: BaseModel | None, done: int, every: int, left: float) -> None:
    """A line for each training, with what is left."""
    told = "" if row is None else " ".join(f"{name} {value}" for name, value in row.model_dump().items()) + ": "
    print(f"{told}{done} of {every} are there, the others take about {math.ceil(left / 60)} min", flush=True)


def _say(snapshot: Snapshot) -> None:
    """A line every thousand steps."""
    if snapshot.step % 1000 == 0:
        print(f"  step {snapshot.step}: loss {snapshot.loss:.4f}, accuracy {snapshot.accuracy:.3f}", flush=True)


if __name__ == "__main__":
    main()
