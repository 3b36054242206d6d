"""Monitor: a hundred training steps with a monitor that looks once against the same without, in turns."""

import sys
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[1]))

import gru_viz
from gru_viz.analysis.timing import in_turns

EVERY = 100


def main() -> None:
    """Print the ratios; target 1.03."""
    torch.set_num_threads(1)
    for steps, batch, features, units in ((50, 32, 16, 64), (100, 16, 64, 128)):
        model, x = nn.Sequential(nn.GRU(features, units)), torch.randn(steps, batch, features)
        adam = torch.optim.Adam(model.parameters())

        def train(model=model, x=x, adam=adam) -> None:
            for _ in range(EVERY):
                adam.zero_grad()
                model(x)[0].square().mean().backward()
                adam.step()

        def monitored(model=model, train=train) -> None:
            with gru_viz.Monitor(model, every=EVERY, writer=lambda _step, _found: None):
                train()

        alone, seen = in_turns([train, monitored], budget=25)
        ratio = seen.median / alone.median
        print(
            f"T={steps} B={batch} H={units}: {10 * alone.median:.1f} ms a step alone, {ratio:.3f} times with a monitor "
            f"every {EVERY} (target 1.03)"
        )


if __name__ == "__main__":
    main()
