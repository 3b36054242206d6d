"""Training: a GRU learns a task, step by step, as a caller watches. `python -m gru_viz.training --help`."""

import argparse
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, mse_loss

from gru_viz.bundled import Card, save
from gru_viz.learner import Learner, accuracy, right
from gru_viz.problem import Problem
from gru_viz.record import Record
from gru_viz.tasks import FRESH_SEEDS, TASKS, Batch, Task
from gru_viz.trace import Trace, trace


@dataclass(frozen=True)
class Settings:
    """How to train.

    Attributes
    ----------
    steps : int
        Adam's.
    price : float, ≥ 0
        λ of the price on writing, λ · mean write gate, added to the loss.
    rate : float
        Adam's first learning rate; it falls to zero along a cosine.
    batch : int
        Sequences a step.
    clip : float
        Largest norm of the gradient.
    every : int
        Steps between two records.
    seed : int
    """

    steps: int = 400
    price: float = 0.0
    rate: float = 0.01
    batch: int = 64
    clip: float = 1.0
    every: int = 20
    seed: int = 0


def task_loss(task: Task, answers: Tensor, batch: Batch) -> Tensor:
    """Mean loss over the steps at which an answer is asked: cross-entropy of classes, squared error of values."""
    compare = cross_entropy if task.kind == "classes" else mse_loss
    return compare(answers[batch.asked], batch.targets[batch.asked])


def write_gate(tr: Trace) -> Tensor:
    """Mean opening of what writes: 1 − z where z keeps, z where it writes; NaN for cells without an update gate."""
    if not isinstance(tr, Trace):
        return torch.tensor(math.nan)
    mean = tr.update_gate.mean()
    return 1 - mean if tr.update_convention == "keep" else mean


def train(task: Task, learner: Learner, settings: Settings | None = None) -> Iterator[Record]:
    """Train `learner` in place; stop whenever you like, it keeps what it has.

    Parameters
    ----------
    task : Task
    learner : Learner
    settings : Settings

    Yields
    ------
    Record
        Before the first step, every `settings.every` steps, and after the last.

    Raises
    ------
    Problem
        The loss is no longer a finite number; the learner has the weights of the last record.
    """
    settings = settings or Settings()
    fresh = fresh_batch(task, settings)
    last = record(task, learner, fresh, 0)
    yield last
    for step in adam_steps(task, learner, settings):
        if step is None:
            learner.load_state_dict(last.weights)
            raise came_apart(last)
        if step % settings.every == 0 or step == settings.steps:
            last = record(task, learner, fresh, step)
            yield last


def fresh_batch(task: Task, settings: Settings) -> Batch:
    """The sequences that a training is judged on and never sees."""
    return task.batch(128, FRESH_SEEDS + settings.seed)


def came_apart(kept: Record) -> Problem:
    """What to say of a training whose loss is no longer a number."""
    return Problem(
        "Training came apart after step {kept}: the loss is no longer a number. The weights of step {kept} are kept; "
        "a smaller learning rate helps.",
        kept=kept.step,
    )


def adam_steps(task: Task, learner: Learner, settings: Settings) -> Iterator[int | None]:
    """Train `learner` in place, one step at a time.

    Yields
    ------
    int or None
        Steps done; None, at last, if the loss is no longer a finite number.
    """
    adam = torch.optim.Adam(learner.parameters(), lr=settings.rate)
    for step in range(settings.steps):
        for group in adam.param_groups:
            group["lr"] = settings.rate * (1 + math.cos(math.pi * step / settings.steps)) / 2
        batch = task.batch(settings.batch, settings.seed * settings.steps + step)
        loss = _priced_loss(task, learner, batch, settings.price)
        if not torch.isfinite(loss):
            yield None
            return
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learner.parameters(), settings.clip)
        adam.step()
        yield step + 1


def _priced_loss(task: Task, learner: Learner, batch: Batch, price: float) -> Tensor:
    """The task's loss, plus the price on writing where there is one."""
    if not price:
        return task_loss(task, learner(batch.inputs), batch)
    tr = trace(learner.gru, batch.inputs)
    return task_loss(task, learner.head(tr.output), batch) + price * write_gate(tr)


def record(task: Task, learner: Learner, fresh: Batch, step: int) -> Record:
    """How the learner does on the sequences `fresh` after `step` steps."""
    with torch.no_grad():
        tr = trace(learner.gru, fresh.inputs)
        answers = learner.head(tr.output)
        return Record(
            step=step,
            loss=task_loss(task, answers, fresh).item(),
            accuracy=right(task, answers, fresh).float().mean().item(),
            write_gate=write_gate(tr).item(),
            weights={name: value.clone() for name, value in learner.state_dict().items()},
        )


@dataclass(frozen=True)
class Recipe:
    """How one bundled model is made.

    Attributes
    ----------
    task : str
        Key of `TASKS`.
    settings : Settings
    bidirectional : bool
    """

    task: str
    settings: Settings
    bidirectional: bool = False


RECIPES: dict[str, Recipe] = {
    "remember": Recipe("remember", Settings()),
    "remember-price": Recipe("remember", Settings(steps=1200, price=0.3)),
    "quotes": Recipe("quotes", Settings()),
    "brackets": Recipe("brackets", Settings()),
    "negation": Recipe("negation", Settings()),
    "clue-forward": Recipe("clue", Settings()),
    "clue-both": Recipe("clue", Settings(), bidirectional=True),
    "adding": Recipe("adding", Settings(steps=1500)),
    "flip-flop": Recipe("flip-flop", Settings(steps=550)),
    "sine": Recipe("sine", Settings(steps=1500)),
    "parity": Recipe("parity", Settings()),
}


def follow(recipe: Recipe, seed: int = 0) -> tuple[Learner, Record]:
    """Train as `recipe` says; the learner and its last record."""
    task = TASKS[recipe.task]
    learner = Learner(task, bidirectional=recipe.bidirectional, seed=seed)
    *_, last = train(task, learner, replace(recipe.settings, seed=seed))
    return learner, last


def make(name: str, folder: Path, seed: int = 0) -> Card:
    """Train the bundled model `name` and write its weights and card into `folder`."""
    recipe = RECIPES[name]
    learner, last = follow(recipe, seed)
    card = Card(
        task=recipe.task,
        hidden_size=learner.gru.hidden_size,
        num_layers=learner.gru.num_layers,
        bidirectional=recipe.bidirectional,
        seed=seed,
        steps=recipe.settings.steps,
        price=recipe.settings.price,
        accuracy=accuracy(TASKS[recipe.task], learner, 1000),
        write_gate=last.write_gate,
        command=f"python -m gru_viz.training {name} --seed {seed} --out {folder.as_posix()}",
    )
    save(folder / name, learner, card)
    return card


def main() -> None:
    """Train bundled models by name and say how well they do."""
    parser = argparse.ArgumentParser(prog="python -m gru_viz.training", description="Train bundled models.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(RECIPES)}; none: all of them")
    parser.add_argument("--out", type=Path, default=Path("assets/models"), help="folder (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of weights and sequences (default: %(default)s)")
    options = parser.parse_args()
    if unknown := set(options.names) - set(RECIPES):
        parser.error(f"no such model: {', '.join(sorted(unknown))}; there are {', '.join(RECIPES)}")
    # A fixed number of threads, so that the sums and with them the weights come out the same.
    torch.set_num_threads(1)
    for name in options.names or RECIPES:
        card = make(name, options.out, options.seed)
        print(f"{name}: {card.steps} steps, accuracy {card.accuracy:.3f}, mean write gate {card.write_gate:.2f}")


if __name__ == "__main__":
    main()
