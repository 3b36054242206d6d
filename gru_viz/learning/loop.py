"""The training loop: a GRU learns a task, step by step, as a caller watches; stopped at any time, looked back on."""

import copy
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import torch
from torch import nn

from gru_viz.learning.adam import Adam
from gru_viz.learning.learner import right
from gru_viz.learning.loss import priced_loss, seen_while, task_loss
from gru_viz.learning.samples import Samples
from gru_viz.learning.snapshot import Snapshot
from gru_viz.learning.tasks import FRESH_SEEDS, Batch, Task
from gru_viz.problem import Problem
from gru_viz.progress import Computation

#: Seconds of training in one piece.
_PIECE = 0.05


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
        Steps between two snapshots.
    seed : int
    """

    steps: int = 400
    price: float = 0.0
    rate: float = 0.01
    batch: int = 64
    clip: float = 1.0
    every: int = 20
    seed: int = 0


@dataclass
class Training:
    """One training, from its first step to its last or to wherever it is stopped.

    Attributes
    ----------
    task : Task or Samples
    learner : nn.Module
        Trained in place: a `Learner`, or a model of one's own from a batch's inputs to answers (B, T, outputs).
    settings : Settings
    snapshots : list of Snapshot
        So far; the first is of step 0.
    done : int
        Steps so far.
    seconds : float
        Spent so far.
    problem : Problem or None
        Why it came apart.
    running : bool
    """

    task: Any
    learner: Any
    settings: Settings
    snapshots: list[Snapshot] = field(default_factory=list)
    done: int = 0
    seconds: float = 0.0
    problem: Problem | None = None
    running: bool = True
    _steps: Iterator[int | None] | None = None

    @cached_property
    def fresh(self) -> Batch:
        """The sequences that it is judged on and never sees."""
        return self.task.batch(128, FRESH_SEEDS + self.settings.seed)

    def begin(self) -> Snapshot:
        """See how the learner does before its first step; `work` does it by itself."""
        self._steps = adam_steps(self.task, self.learner, self.settings)
        self.running = self.settings.steps > 0
        return self._look()

    def work(self, seconds: float) -> None:
        """Train for about `seconds`."""
        start = time.perf_counter()
        if self._steps is None:
            self.begin()
        while self.running and time.perf_counter() - start < seconds:
            self.step()
        self.seconds += time.perf_counter() - start

    def step(self) -> Snapshot | None:
        """One step of a training that has begun; the snapshot, where one is due."""
        assert self._steps is not None, "begin() first"
        step = next(self._steps)
        if step is None:
            self.problem, self.running = came_apart(self.snapshots[-1]), False
            self.learner.load_state_dict(self.snapshots[-1].weights)
            return None
        self.done = step
        self.running = step < self.settings.steps
        return self._look() if step % self.settings.every == 0 or not self.running else None

    def _look(self) -> Snapshot:
        self.snapshots.append(take_snapshot(self.task, self.learner, self.fresh, self.done))
        return self.snapshots[-1]

    def stop(self) -> None:
        """End it here; what was learned up to the last step is kept."""
        if not self.snapshots:
            self.begin()
        if self.running and self.snapshots and self.snapshots[-1].step != self.done:
            self._look()
        self.running = False

    def pieces(self) -> Computation[None]:
        """All that is left of it, a few steps at a time; it is over when they are."""
        while self.running:
            self.work(_PIECE)
            if self.running:
                yield self.done / self.settings.steps

    def nearest(self, step: int) -> int:
        """Index of the snapshot nearest to `step`."""
        return min(range(len(self.snapshots)), key=lambda i: abs(self.snapshots[i].step - step))

    def learner_at(self, index: int) -> Any:
        """The learner as it was at a snapshot."""
        learner = copy.deepcopy(self.learner)
        learner.load_state_dict(self.snapshots[index].weights)
        return learner.eval().requires_grad_(False)


def train(task: Any, learner: nn.Module, settings: Settings | None = None) -> Iterator[Snapshot]:
    """Train `learner` in place; stop whenever you like, it keeps what it has.

    Parameters
    ----------
    task : Task, Samples, Dataset, or iterable of batches
        One of `TASKS`, or a task of one's own, which `Samples` describes.
    learner : Learner or nn.Module
        A model of one's own takes a batch's inputs and returns answers (B, T, outputs), or (B, outputs) for the last step;
        scores of classes, or values.
    settings : Settings

    Yields
    ------
    Snapshot
        Before the first step, every `settings.every` steps, and after the last.

    Raises
    ------
    Problem
        The loss is no longer a finite number; the learner has the weights of the last snapshot.
    ValueError
        A task of one's own is not what `Samples` describes.
    """
    known = task if isinstance(task, Task | Samples) else Samples(task)
    training = Training(known, learner, settings or Settings())
    yield training.begin()
    while training.running:
        if (snapshot := training.step()) is not None:
            yield snapshot
    if training.problem is not None:
        raise training.problem


def came_apart(last: Snapshot) -> Problem:
    """What to say of a training whose loss is no longer a number."""
    return Problem(
        "Training came apart after step {kept}: the loss is no longer a number. The weights of step {kept} are kept; "
        "a smaller learning rate helps.",
        kept=last.step,
    )


def adam_steps(task: Task | Samples, learner: nn.Module, settings: Settings) -> Iterator[int | None]:
    """Train `learner` in place, one step at a time.

    Yields
    ------
    int or None
        Steps done; None, at last, if the loss is no longer a finite number.
    """
    adam = Adam(learner.parameters())
    for step in range(settings.steps):
        batch = task.batch(settings.batch, settings.seed * settings.steps + step)
        loss = priced_loss(task, learner, batch, settings.price)
        if not torch.isfinite(loss):
            yield None
            return
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learner.parameters(), settings.clip)
        adam.step(settings.rate * (1 + math.cos(math.pi * step / settings.steps)) / 2)
        yield step + 1


def take_snapshot(task: Task | Samples, learner: nn.Module, fresh: Batch, step: int) -> Snapshot:
    """How the learner does on the sequences `fresh` after `step` steps."""
    with torch.no_grad():
        answers, write = seen_while(learner, fresh)
        return Snapshot(
            step=step,
            loss=task_loss(task, answers, fresh).item(),
            accuracy=right(task, answers, fresh).float().mean().item(),
            write_gate=write.item(),
            weights={name: value.clone() for name, value in learner.state_dict().items()},
        )
