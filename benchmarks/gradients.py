"""Gradients: all norms ‖∂h_T/∂h_t‖ in closed form against autograd, and traces of nn.RNN and nn.LSTM against the modules."""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[1]))

import gru_viz
from gru_viz.analysis.gradients import gradient_norms

T, H = 200, 64
SAMPLED = 20  # steps that autograd is asked for, spread over all of them


def seconds(act: Callable[[], object], repeats: int = 5) -> float:
    """Median time of `act`."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def norms_ratio() -> None:
    """Closed form against one Jacobian by autograd for each step, and against a single backward call for each step."""
    torch.manual_seed(0)
    gru, x = nn.GRU(32, H).double(), torch.randn(T, 1, 32).double()
    tr = gru_viz.trace(gru, x)
    closed = seconds(lambda: gradient_norms(tr))
    states = tr.hidden_state[0, 0].detach()
    steps = range(0, T, T // SAMPLED)

    def jacobian(t: int) -> object:
        return torch.autograd.functional.jacobian(lambda h: gru(x[t + 1 :], h[None])[1], states[t])

    def call(t: int) -> object:
        h = states[t].clone().requires_grad_()
        return torch.autograd.grad(gru(x[t + 1 :], h[None])[1].norm(), h)

    whole = T / SAMPLED * seconds(lambda: [jacobian(t) for t in steps if t < T - 1], 1)
    single = T / SAMPLED * seconds(lambda: [call(t) for t in steps if t < T - 1], 3)
    print(
        f"T={T} H={H}: all norms {1e3 * closed:.0f} ms; Jacobians by autograd {1e3 * whole:.0f} ms, ratio {whole / closed:.0f} "
        f"(target 10); one backward call a step, which gives no norm yet, {1e3 * single:.0f} ms, ratio {single / closed:.1f}"
    )


def trace_ratio(module: nn.Module) -> None:
    """Trace against the module itself, in turns."""
    x = torch.randn(1000, 1, module.input_size)
    with torch.no_grad():
        module(x)
        pairs = [(seconds(lambda: module(x), 1), seconds(lambda: gru_viz.trace(module, x), 1)) for _ in range(15)]
    plain, traced = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(
        f"{type(module).__name__} T=1000 H=64: {1e3 * plain:.1f} ms, trace {1e3 * traced:.1f} ms, ratio {traced / plain:.2f}"
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    norms_ratio()
    for each in (nn.GRU(32, 64), nn.LSTM(32, 64), nn.RNN(32, 64)):
        trace_ratio(each)
