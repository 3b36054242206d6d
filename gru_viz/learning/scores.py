"""Scores: what the table of lengths says of one cell, started in one way and trained with one budget."""

from gru_viz.learning.initialisation import Start
from gru_viz.learning.lengths import STEPS, lengths


def scores(task: str, cell: str, length: int, start: Start = "pytorch", steps: int = STEPS) -> list[float]:
    """Accuracies at a length, of every seed; none where it was not trained."""
    wanted = (task, cell, length, start, steps)
    return [row.accuracy for row in lengths() if (row.task, row.cell, row.length, row.start, row.steps) == wanted]


def scored_lengths(task: str, cell: str, start: Start = "pytorch", steps: int = STEPS) -> list[int]:
    """The lengths that a cell was trained on, growing."""
    wanted = (task, cell, start, steps)
    return sorted({row.length for row in lengths() if (row.task, row.cell, row.start, row.steps) == wanted})
