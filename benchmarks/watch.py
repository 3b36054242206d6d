"""Watch: a model's forward with its recurrent layer watched against the forward alone, in turns.

Without gradients what is recorded is computed, once more from what the layer read and returned, when it is read: both are
timed, watching alone and with every quantity read. The weighted sums alone, all steps at once, say how much no reading can
do without.
"""

import sys
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[1]))

import gru_viz
from gru_viz.analysis.timing import in_turns
from gru_viz.cells.product import product


def main() -> None:
    """Print the ratios; targets 1.2 at T=1000, B=1, H=64, and 2 at B=16, H=128."""
    torch.set_num_threads(1)
    for steps, batch, features, units, target in ((1000, 1, 32, 64, 1.2), (1000, 16, 64, 128, 2.0)):
        for kind in (nn.GRU, nn.LSTM, nn.RNN):
            model = nn.Sequential(kind(features, units))
            x = torch.randn(steps, batch, features)

            def plain(model=model, x=x) -> None:
                with torch.no_grad():
                    model(x)

            def watched(model=model, x=x) -> None:
                with torch.no_grad(), gru_viz.watch(model):
                    model(x)

            def read(model=model, x=x) -> None:
                with torch.no_grad(), gru_viz.watch(model) as seen:
                    model(x)
                for name in seen["0"].quantities:
                    getattr(seen["0"], name)

            gates = model[0].weight_ih_l0.detach().split(units)
            rows, matrices = (
                torch.randn(steps * batch, features + units),
                [torch.randn(units, features + units) for _ in gates],
            )

            def sums(rows=rows, matrices=matrices) -> None:
                for piece in rows.split(2048):
                    for matrix in matrices:
                        product(piece, matrix, None)

            own, *others = (each.median for each in in_turns([plain, watched, read, sums], budget=5))
            seen, whole, least = (each / own for each in others)
            print(
                f"{kind.__name__:4} T={steps} B={batch:2} H={units:3}: {1e3 * own:6.1f} ms alone, {seen:.2f} times watched "
                f"(target {target}), {whole:.2f} with everything read; with the sums alone {1 + least:.2f}"
            )


if __name__ == "__main__":
    main()
