"""Ablation: every case of every unit in one run, against runs one by one with gates clamped."""

import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

import gru_viz
from gru_viz.analysis.ablation import ablate, every_unit
from gru_viz.analysis.automaton import Answering
from gru_viz.learning.learner import Learner
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS

UNITS, SEQUENCES = 64, 128


def main() -> None:
    torch.set_num_threads(1)  # as the app has it, whose visitors share the cores
    task = TASKS["remember"]
    learner = Learner(task, UNITS)
    model, batch = Answering(learner.gru, task, learner.head), task.batch(SEQUENCES, FRESH_SEEDS)
    cases = every_unit(model)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        ablate(model, batch, cases)
        times.append(time.perf_counter() - start)
    start = time.perf_counter()
    for unit in range(8):
        with torch.no_grad():
            gru_viz.trace(learner.gru, batch.inputs, intervene=gru_viz.silence([unit]))
    alone = (time.perf_counter() - start) / 8 * len(cases)
    print(
        f"{UNITS} units, {SEQUENCES} sequences: {len(cases)} cases in one run {min(times):.2f} s (target 2), "
        f"one by one {alone:.1f} s"
    )


if __name__ == "__main__":
    main()
