"""Trace ratio: trace() against the bare nn.GRU and against a step-by-step GRUCell loop, in turns, under no_grad."""

import statistics
import sys
import time
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[1]))

import gru_viz

REPEATS = 21


def cell_loop(gru: nn.GRU, x: torch.Tensor) -> list[torch.Tensor]:
    """What people write to see the gates: one step after the other, keeping r, z and n."""
    w, u, b, c = gru.weight_ih_l0, gru.weight_hh_l0, gru.bias_ih_l0, gru.bias_hh_l0
    h = x.new_zeros(x.shape[1], gru.hidden_size)
    kept = []
    for x_t in x:
        x_r, x_z, x_n = nn.functional.linear(x_t, w, b).chunk(3, -1)
        h_r, h_z, h_n = nn.functional.linear(h, u, c).chunk(3, -1)
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
        n = torch.tanh(x_n + r * h_n)
        h = n + z * (h - n)
        kept += [r, z, n, h]
    return kept


def measure(steps: int, batch: int, features: int, hidden: int, target: float | None = None) -> None:
    """Print medians and ratios of one size."""
    gru, x = nn.GRU(features, hidden), torch.randn(steps, batch, features)
    textbook = gru_viz.TextbookGRU.from_torch(gru)
    held = gru_viz.clamp(update_gate=0.5, units=[3], steps=slice(5, 9))
    runs = {
        "nn.GRU": lambda: gru(x),
        "trace": lambda: gru_viz.trace(gru, x),
        "textbook": lambda: gru_viz.trace(textbook, x),
        "held": lambda: gru_viz.trace(gru, x, intervene=held),
        "textbook, held": lambda: gru_viz.trace(textbook, x, intervene=held),
        "cell loop": lambda: cell_loop(gru, x),
    }
    times = {name: [] for name in runs}
    with torch.no_grad():
        for repeat in range(REPEATS + 2):
            for name, run in runs.items():
                started = time.perf_counter()
                run()
                if repeat >= 2:
                    times[name].append(time.perf_counter() - started)
    bare, traced, written, intervened, both, looped = (1e3 * statistics.median(values) for values in times.values())
    goal = f" (target {target})" if target else ""
    print(
        f"T={steps} B={batch} I={features} H={hidden}: nn.GRU {bare:.2f} ms, trace {traced:.2f} ms, "
        f"ratio {traced / bare:.2f}{goal}; trace of "
        f"TextbookGRU {written:.2f} ms, ratio {written / bare:.2f}{' (target 1.0)' if steps == 1000 and batch == 1 else ''}; "
        f"with a gate held {intervened / bare:.2f} and {both / bare:.2f}; cell loop {looped:.2f} ms, ratio {looped / bare:.2f}"
    )


if __name__ == "__main__":
    torch.manual_seed(0)
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads, median of {REPEATS}")
    measure(1000, 1, 32, 64, 1.3)
    measure(1000, 16, 64, 128, 2.0)
    measure(35, 512, 32, 64, 1.5)  # as a corpus is read: what each step computes is written down on the way
    for steps in (250, 500, 2000):  # linear in T
        measure(steps, 1, 32, 64)
