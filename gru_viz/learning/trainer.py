"""Trainer: a training that is carried on in small pieces, stopped at any time, and looked back on."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from gru_viz.learner import Learner
from gru_viz.problem import Problem
from gru_viz.record import Record
from gru_viz.tasks import Batch, Task
from gru_viz.textbook import TextbookGRU
from gru_viz.training import Settings, adam_steps, came_apart, fresh_batch, record


@dataclass
class Trainer:
    """One training, from its first step to its last or to wherever it is stopped.

    Attributes
    ----------
    task : Task
    learner : Learner
        Trained in place.
    settings : Settings
    records : list of Record
        So far; the first is of step 0.
    done : int
        Steps so far.
    seconds : float
        Spent so far.
    problem : Problem or None
        Why it came apart.
    running : bool
    """

    task: Task
    learner: Learner
    settings: Settings
    records: list[Record] = field(default_factory=list)
    done: int = 0
    seconds: float = 0.0
    problem: Problem | None = None
    running: bool = True
    _steps: Iterator[int | None] | None = None

    @cached_property
    def fresh(self) -> Batch:
        """The sequences that it is judged on and never sees."""
        return fresh_batch(self.task, self.settings)

    def work(self, seconds: float) -> None:
        """Train for about `seconds`; at least one step."""
        start = time.perf_counter()
        if self._steps is None:
            self._steps = adam_steps(self.task, self.learner, self.settings)
            self._keep()
        while self.running and time.perf_counter() - start < seconds:
            self._step()
        self.seconds += time.perf_counter() - start

    def _step(self) -> None:
        step = next(self._steps)
        if step is None:
            self.problem, self.running = came_apart(self.records[-1]), False
            self.learner.load_state_dict(self.records[-1].weights)
            return
        self.done = step
        if step % self.settings.every == 0 or step == self.settings.steps:
            self._keep()
        self.running = step < self.settings.steps

    def _keep(self) -> None:
        self.records.append(record(self.task, self.learner, self.fresh, self.done))

    def stop(self) -> None:
        """End it here; what was learned up to the last step is kept."""
        if self.running and self.records and self.records[-1].step != self.done:
            self._keep()
        self.running = False

    @property
    def remaining(self) -> float | None:
        """Seconds that the rest will take at the present pace; None before there is a pace."""
        return self.seconds / self.done * (self.settings.steps - self.done) if self.done else None

    def nearest(self, step: int) -> int:
        """Index of the record nearest to `step`."""
        return min(range(len(self.records)), key=lambda i: abs(self.records[i].step - step))

    def learner_at(self, index: int) -> Learner:
        """The learner as it was at a record."""
        gru = self.learner.gru
        learner = Learner(
            self.task,
            gru.hidden_size,
            gru.num_layers,
            bidirectional=gru.bidirectional,
            textbook=isinstance(gru, TextbookGRU),
        )
        learner.load_state_dict(self.records[index].weights)
        return learner.eval().requires_grad_(False)
