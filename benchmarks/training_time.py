"""Training time: steps, seconds and accuracy on fresh sequences of every bundled model's recipe, and the price's cost."""

import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

from gru_viz.learning.learner import Learner, accuracy
from gru_viz.learning.loop import Settings, train
from gru_viz.learning.recipes import RECIPES, follow
from gru_viz.learning.tasks import TASKS


def measure(name: str) -> None:
    """Train one recipe and print how it went."""
    recipe = RECIPES[name]
    started = time.perf_counter()
    learner, _ = follow(recipe)
    seconds = time.perf_counter() - started
    print(
        f"{name}: {recipe.settings.steps} steps, {seconds:.1f} s, accuracy {accuracy(TASKS[recipe.task], learner, 1000):.3f}"
    )


def price_ratio(steps: int = 100) -> None:
    """The same training with and without the price on writing, in turns."""
    task, times = TASKS["remember"], {0.0: [], 0.3: []}
    for _ in range(3):
        for price, record in times.items():
            started = time.perf_counter()
            list(train(task, Learner(task), Settings(steps=steps, price=price, every=steps)))
            record.append(time.perf_counter() - started)
    free, priced = (min(record) for record in times.values())
    print(f"price on writing: {priced / free:.2f} times the time without it")


if __name__ == "__main__":
    torch.set_num_threads(1)
    # The models of words take the better part of an hour; they are measured when they are named.
    for each in sys.argv[1:] or [name for name, recipe in RECIPES.items() if recipe.task != "words"]:
        measure(each)
    price_ratio()
