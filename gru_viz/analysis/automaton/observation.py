"""Observation: what a trained network does on sequences of its task, step by step, as its machine is read off it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gru_viz.analysis.automaton.alphabet import namer, symbols
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.trace import trace
from gru_viz.learning.bundled import Model
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.tasks import Task
from gru_viz.problem import Problem


@dataclass(frozen=True)
class Answering:
    """A network that answers, as its machine is read off it.

    Attributes
    ----------
    module : nn.Module
        What `trace` takes, batch first.
    task : Task
    head : nn.Module
        From the last layer's states, both directions side by side, to scores or values.
    embedding : Tensor (V, input_size) or None
        Rows of the task's symbols.
    """

    module: nn.Module
    task: Task
    head: nn.Module
    embedding: Tensor | None = None

    @classmethod
    def of(cls, model: Model | Pretrained, module: nn.Module | None = None) -> "Answering":
        """A model with its task; `module`, batch first, in the place of its own.

        Raises
        ------
        Problem
            It has no task or no output layer, or is no such model.
        """
        if isinstance(model, Model):
            rows = model.learner.embedding
            head, embedding, own = model.learner.head, None if rows is None else rows.weight, model.learner.gru
        elif isinstance(model, Pretrained):
            head, embedding, own = model.head, model.embedding, model.gru
        else:
            raise Problem(
                "Only a model of gru_viz.bundled(), or one that was trained or loaded, has a task to be asked; {given} is none.",
                given=type(model).__name__,
            )
        if model.task is None or head is None:
            raise Problem("A machine is read off a model that answers: this one has no task or no output layer.")
        return cls(module or own, model.task, head, embedding)

    @property
    def steps(self) -> int:
        """Of a sequence of the task, as it is usually drawn."""
        return self.task.length + round(self.task.further)

    def run(self, inputs: Tensor) -> tuple[CellTrace, Tensor]:
        """Trace of a batch's inputs (B, T) or (B, T, input_size), and the answers (B, T, outputs)."""
        with torch.no_grad():
            x = inputs if self.embedding is None or inputs.dim() == 3 else self.embedding[inputs]
            tr = trace(self.module, x)
            answers = self.head(tr.hidden_state[-1].permute(2, 1, 0, 3).flatten(2))
        return tr, answers


@dataclass(frozen=True)
class Observed:
    """What a network did on sequences of its task, all steps of all sequences in a row.

    Attributes
    ----------
    symbols : list of tuple of str
        One for each sequence.
    tokens : list of list
        The steps themselves: tokens, or rows of numbers.
    states : ndarray (N, D)
        Everything that is handed on from left to right: the states of all layers side by side.
    said, wanted : list of list of (str or None)
        The network's answer and the rule's, where one is asked for.
    gates : dict of gate to ndarray (N,)
        Mean over layers and units, of what keeps as "write": what it lets in.
    """

    symbols: list[tuple[str, ...]]
    tokens: list[list]
    states: np.ndarray
    said: list[list[str | None]]
    wanted: list[list[str | None]]
    gates: dict[str, np.ndarray]


def observe(model: Answering, size: int, seed: int, times: int = 1) -> Observed:
    """What a network does on `size` fresh sequences, `times` as long as the task's own."""
    task = model.task
    batch = task.batch(size, seed, model.steps * times)
    tr, answers = model.run(batch.inputs)
    forward = [getattr(tr, state.name)[:, 0] for state in tr.cell.states]  # (layers, T, B, units)
    states = torch.cat([state.permute(2, 1, 0, 3).flatten(2) for state in forward], dim=-1)
    tokens = list(batch.tokens) if task.vocabulary else batch.inputs.tolist()
    lengths = [len(row) for row in batch.rows]
    inside = np.arange(states.shape[1]) < np.asarray(lengths)[:, None]
    said = answers.argmax(-1) if task.kind == "classes" else answers
    gates = {name: value[:, 0].mean(dim=(0, 3)).T.numpy()[inside] for name, value in _gates(tr).items()}
    return Observed(
        [symbols(task, row) for row in tokens],
        [list(row) for row in tokens],
        states.double().numpy()[inside],
        _asked(task, said.tolist(), batch.asked.tolist(), lengths),
        _asked(task, batch.targets.tolist(), batch.asked.tolist(), lengths),
        gates,
    )


def _gates(tr: CellTrace) -> dict[str, Tensor]:
    """The gates; in the place of the one that keeps, what it writes."""
    keep = tr.keep_gate
    found = {name: getattr(tr, name) for name in tr.gates if keep is None or name != tr.cell.keeps}
    return found if keep is None else found | {"write": 1 - keep}


def _asked(task: Task, values: list, asked: list[list[bool]], lengths: list[int]) -> list[list[str | None]]:
    """Answers (B, T) in words, without padding, None where nothing is asked."""
    called: Any = namer(task)
    return [
        [called(value) if wanted else None for value, wanted in zip(row[:length], want[:length], strict=True)]
        for row, want, length in zip(values, asked, lengths, strict=True)
    ]
