"""Loss: how far answers are from what is right, with the price on writing."""

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, mse_loss

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.trace import trace
from gru_viz.cells.watch import watch
from gru_viz.learning.learner import Learner
from gru_viz.learning.samples import Samples
from gru_viz.learning.tasks import Batch, Task


def task_loss(task: Task | Samples, answers: Tensor, batch: Batch) -> Tensor:
    """Mean loss over the steps at which an answer is asked: cross-entropy of classes, squared error of values."""
    if isinstance(task, Samples):
        task.check(answers, batch)
    compare = cross_entropy if task.kind == "classes" else mse_loss
    return compare(answers[batch.asked], batch.targets[batch.asked])


def write_gate(tr: CellTrace) -> Tensor:
    """Mean opening of what writes: 1 − z where z keeps, z where it writes, an LSTM's i; NaN for cells without gates."""
    if tr.cell.writes:
        return tr.mean(tr.cell.writes)
    if not tr.cell.keeps:
        return torch.tensor(math.nan)
    mean = tr.mean(tr.cell.keeps)
    return 1 - mean if tr.facts["update_convention"] == "keep" else mean


def priced_loss(task: Task | Samples, learner: nn.Module, batch: Batch, price: float) -> Tensor:
    """The task's loss, plus the price on writing where there is one."""
    if not price:
        return task_loss(task, _at_each_step(learner(batch.inputs), batch), batch)
    answers, write = seen_while(learner, batch)
    if not write.requires_grad:
        raise ValueError("price: nothing in this model has a gate that writes, such as a GRU's; train it with price=0")
    return task_loss(task, answers, batch) + price * write


def seen_while(learner: nn.Module, batch: Batch) -> tuple[Tensor, Tensor]:
    """Answers to a batch, and the mean write gate meanwhile: of a model of one's own over all its recurrent layers."""
    if isinstance(learner, Learner) and not any(each._forward_hooks for each in learner.modules()):
        tr = trace(learner.gru, learner.embed(batch.inputs))
        return learner.head(tr.output), write_gate(tr)
    try:
        watched = watch(learner)
    except ValueError:  # nothing recurrent in it
        return _at_each_step(learner(batch.inputs), batch), torch.tensor(math.nan)
    with watched as seen:
        answers = _at_each_step(learner(batch.inputs), batch)
    gates = [write_gate(tr) for layer in seen.values() for tr in layer.calls]
    return answers, torch.stack(gates).mean() if gates else torch.tensor(math.nan)


def _at_each_step(answers: Tensor, batch: Batch) -> Tensor:
    """Answers (B, T, outputs); a model that answers once does so at the last step."""
    return answers[:, None].expand(-1, batch.asked.shape[1], -1) if answers.dim() == 2 else answers
