"""Following: which units rise and fall with a task's answer, or vary most where no answer is known."""

from dataclasses import dataclass

import numpy as np

from gru_viz.cells.cell import is_gate
from gru_viz.cells.celltrace import CellTrace
from gru_viz.learning.tasks import Batch, Task

BINS = 20


@dataclass(frozen=True)
class UnitScore:
    """How well one unit follows the answer.

    Attributes
    ----------
    unit : int
    score : float
        Pearson's r with the answer (sign kept), the correlation ratio η of classes without an order, or the variance.
    output : int
        Which of several values it follows best; 0 otherwise.
    histogram : ndarray (BINS,) of int
        Of its values over all steps, between the ends of the quantity's scale.
    """

    unit: int
    score: float
    output: int
    histogram: np.ndarray


def by_answer(tr: CellTrace, task: Task, batch: Batch, quantity: str, layer: int, direction: str) -> list[UnitScore]:
    """Units by how well they follow `task`'s answers, best first.

    Parameters
    ----------
    tr : CellTrace
        Of `batch`.
    task : Task
    batch : Batch
        Drawn from the task.
    quantity : str
        One of `tr.quantities`.
    layer : int
    direction : "forward" or "backward"
    """
    values = _values(tr, quantity, layer, direction).transpose(1, 0, 2)
    asked, targets = batch.asked.numpy(), batch.targets.numpy()
    at, wanted = values[asked], targets[asked]
    if task.kind == "classes" and not task.ordered:
        scores = np.array([_correlation_ratio(column, wanted) for column in at.T])[:, None]
    else:
        wanted = wanted.reshape(len(wanted), -1).astype(float)
        scores = np.array([[_pearson(column, want) for want in wanted.T] for column in at.T])
    best = np.abs(scores).argmax(1)
    inside = [values[row, : len(tokens)] for row, tokens in enumerate(batch.tokens)]
    return _ranked(scores[np.arange(len(best)), best], best, np.concatenate(inside), quantity)


def by_variance(tr: CellTrace, quantity: str, layer: int, direction: str) -> list[UnitScore]:
    """Units by the variance of their values over all steps and sequences of `tr`, largest first."""
    values = _values(tr, quantity, layer, direction)
    inside = np.concatenate([values[:length, sample] for sample, length in enumerate(tr.lengths)])
    scores = inside.var(axis=0)
    return _ranked(scores, np.zeros(len(scores), int), inside, quantity)


def _values(tr: CellTrace, quantity: str, layer: int, direction: str) -> np.ndarray:
    """(T, B, H) in float64."""
    return getattr(tr, quantity)[layer, tr.side(direction)].detach().double().cpu().numpy()


def _ranked(scores: np.ndarray, best: np.ndarray, values: np.ndarray, quantity: str) -> list[UnitScore]:
    """Scores with histograms of `values` (N, H), largest magnitude first."""
    low = 0.0 if is_gate(quantity) else -max(1.0, float(np.abs(values).max(initial=0.0)))
    high = 1.0 if low == 0 else -low
    return [
        UnitScore(int(u), float(scores[u]), int(best[u]), np.histogram(values[:, u], BINS, (low, high))[0])
        for u in np.argsort(-np.abs(scores), kind="stable")
    ]


def _pearson(one: np.ndarray, other: np.ndarray) -> float:
    """Pearson's correlation; 0 where one of both does not vary."""
    a, b = one - one.mean(), other - other.mean()
    norm = np.sqrt((a @ a) * (b @ b))
    return float(a @ b / norm) if norm > 0 else 0.0


def _correlation_ratio(values: np.ndarray, classes: np.ndarray) -> float:
    """η: root of the share of the variance that lies between the classes (Pearson 1905)."""
    centred = values - values.mean()
    total = centred @ centred
    between = sum(len(part) * part.mean() ** 2 for part in (centred[classes == each] for each in np.unique(classes)))
    return float(np.sqrt(between / total)) if total > 0 else 0.0
