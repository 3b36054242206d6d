"""Memory: the peak of trace() and of watch() beside the module's own at B = 512, T = 500, H = 512, and their times.

Without gradients, and with them: then the module keeps for its backward pass, too, and so does what is recorded.
"""

import argparse
import itertools
import subprocess
import sys
import time
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[1]))

import gru_viz
from gru_viz.cells.kinds import cell_named

STEPS, BATCH, FEATURES, UNITS = 500, 512, 64, 512
KINDS = {"GRU": nn.GRU, "LSTM": nn.LSTM, "RNN": nn.RNN}
GIB = 1 << 30


def watched(module: nn.Module, x: torch.Tensor) -> object:
    with gru_viz.watch(module) as seen:
        module(x)
    return [getattr(seen[""], name) for name in seen[""].quantities]  # computed when they are read


def kept_of(key: str) -> tuple[str, ...]:
    return ("hidden_state", *cell_named(key).gates[:1])


#: What is run -> (module, x) to what is kept of it.
ACTS = {
    "module": lambda module, x: module(x),
    "trace": gru_viz.trace,
    "trace, keep=hidden_state and a gate": lambda module, x: gru_viz.trace(
        module, x, keep=kept_of(type(module).__name__.lower())
    ),
    "watch": watched,
}


def resident(field: str) -> int:
    """Bytes of this process, as Linux counts them: now (VmRSS), or at most so far (VmHWM)."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) * 1024


def measure(kind: str, act: str, gradients: bool) -> None:
    """Print the peak beyond what stood before, and the seconds of CPU on one thread, of one run in this process."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    module, x = KINDS[kind](FEATURES, UNITS), torch.randn(STEPS, BATCH, FEATURES)
    with torch.set_grad_enabled(gradients):
        ACTS[act](module, x[:2, :2])  # what is loaded when first used
        before = resident("VmRSS")
        started = time.process_time()
        kept = ACTS[act](module, x)
        seconds = time.process_time() - started
    print(resident("VmHWM") - before, seconds)
    del kept


def alone(kind: str, act: str, gradients: bool) -> tuple[float, float]:
    """GiB and seconds of CPU of `measure` in a process of its own."""
    command = [sys.executable, __file__, "--kind", kind, "--act", act, *["--gradients"] * gradients]
    peak, seconds = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(peak) / GIB, float(seconds)


def main() -> None:
    """Print peaks and ratios; targets: the module's own + 1.25 of what is kept, and 2.2 times its time."""
    options = argparse.ArgumentParser()
    options.add_argument("--kind", choices=KINDS)
    options.add_argument("--act", choices=ACTS)
    options.add_argument("--gradients", action="store_true")
    chosen = options.parse_args()
    if chosen.kind:
        measure(chosen.kind, chosen.act, chosen.gradients)
        return
    one = STEPS * BATCH * UNITS * 4 / GIB
    for kind, gradients in itertools.product(KINDS, (False, True)):
        own, seconds = alone(kind, "module", gradients)
        print(
            f"{kind}, T={STEPS} B={BATCH} H={UNITS}, {'with' if gradients else 'without'} gradients: "
            f"the module's own peak {own:.2f} GiB in {seconds:.1f} s of CPU"
        )
        for act in list(ACTS)[1:]:
            names = kept_of(kind.lower()) if "keep" in act else cell_named(kind.lower()).quantities
            kept = one * len(names)
            peak, taken = alone(kind, act, gradients)
            print(
                f"  {act}: keeps {kept:.2f} GiB, peak {peak:.2f} (target {own + 1.25 * kept:.2f}), "
                f"{taken / seconds:.2f} times the module (target 2.2)",
                flush=True,
            )


if __name__ == "__main__":
    main()
