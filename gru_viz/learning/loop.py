"""Training: a GRU learns a task, step by step, as a caller watches. `python -m gru_viz.training --help`."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, mse_loss

from gru_viz.learner import Learner, right
from gru_viz.problem import Problem
from gru_viz.record import Record
from gru_viz.tasks import FRESH_SEEDS, Batch, Task
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
