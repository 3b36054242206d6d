"""Memory: the peak of trace() and of watch() beside the module's own at B = 512, T = 500, H = 512, and their times.

Without gradients, and with them: then the module keeps for its backward pass, too, and so does what is recorded.
"""

import argparse
import itertools
import statistics
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
#: Runs of which a ratio is the median.
TURNS = 3


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


def prepared(kind: str, act: str) -> tuple[nn.Module, torch.Tensor]:
    """Module and input, on one thread, with what is loaded when first used."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    module, x = KINDS[kind](FEATURES, UNITS), torch.randn(STEPS, BATCH, FEATURES)
    ACTS[act](module, x[:2, :2])
    return module, x


def measure(kind: str, act: str) -> None:
    """Print the peak beyond what stood before of one run in this process."""
    module, x = prepared(kind, act)
    before = resident("VmRSS")
    kept = ACTS[act](module, x)
    print(resident("VmHWM") - before)
    del kept


def compare(kind: str, act: str) -> None:
    """Print how many times the module's own CPU seconds it takes: the median of some runs, each between two of the module."""
    module, x = prepared(kind, act)

    def seconds(act: str) -> float:
        started = time.process_time()
        kept = ACTS[act](module, x)
        taken = time.process_time() - started
        del kept
        return taken

    own, ratios = seconds("module"), []
    for _ in range(TURNS):
        taken, after = seconds(act), seconds("module")
        ratios.append(2 * taken / (own + after))
        own = after
    print(statistics.median(ratios))


def alone(what: str, kind: str, act: str, gradients: bool) -> float:
    """What `measure` or `compare` prints in a process of its own."""
    command = [sys.executable, __file__, "--what", what, "--kind", kind, "--act", act, *["--gradients"] * gradients]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """Print peaks and ratios; targets: the module's own + 1.25 of what is kept, and 2.2 times its time."""
    options = argparse.ArgumentParser()
    options.add_argument("--what", choices=("measure", "compare"))
    options.add_argument("--kind", choices=KINDS)
    options.add_argument("--act", choices=ACTS)
    options.add_argument("--gradients", action="store_true")
    chosen = options.parse_args()
    if chosen.what:
        with torch.set_grad_enabled(chosen.gradients):
            return {"measure": measure, "compare": compare}[chosen.what](chosen.kind, chosen.act)
    one = STEPS * BATCH * UNITS * 4 / GIB
    for kind, gradients in itertools.product([chosen.kind] if chosen.kind else KINDS, (False, True)):
        own = alone("measure", kind, "module", gradients) / GIB
        print(
            f"{kind}, T={STEPS} B={BATCH} H={UNITS}, {'with' if gradients else 'without'} gradients: "
            f"the module's own peak {own:.2f} GiB"
        )
        for act in list(ACTS)[1:]:
            names = kept_of(kind.lower()) if "keep" in act else cell_named(kind.lower()).quantities
            kept = one * len(names)
            peak, ratio = (alone(what, kind, act, gradients) for what in ("measure", "compare"))
            print(
                f"  {act}: keeps {kept:.2f} GiB, peak {peak / GIB:.2f} (target {own + 1.25 * kept:.2f}), "
                f"{ratio:.2f} times the module (target 2.2)",
                flush=True,
            )
    return None


if __name__ == "__main__":
    main()
