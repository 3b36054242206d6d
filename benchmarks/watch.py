"""Watch: a model's forward with its recurrent layer watched against the forward alone, in turns.

What is recorded has to be computed once more from what the layer read and returned. Its weighted sums alone, all steps at
once, say how much no recording can do without.
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

            gates = model[0].weight_ih_l0.detach().split(units)
            rows, matrices = (
                torch.randn(steps * batch, features + units),
                [torch.randn(units, features + units) for _ in gates],
            )

            def sums(rows=rows, matrices=matrices) -> None:
                for piece in rows.split(2048):
                    for matrix in matrices:
                        product(piece, matrix, None)

            alone, seen, least = in_turns([plain, watched, sums], budget=4)
            print(
                f"{kind.__name__:4} T={steps} B={batch:2} H={units:3}: {1e3 * alone.median:6.1f} ms alone, {seen.median / alone.median:.2f} "
                f"times watched (target {target}); the sums alone {1 + least.median / alone.median:.2f}"
            )


if __name__ == "__main__":
    main()
