"""Column: a task from one column of the visitor's own numbers, to predict its next value."""

import random

import torch
from torch import Tensor

from gru_viz.learning import rules
from gru_viz.learning.tasks import Batch, Task
from gru_viz.problem import N_, Problem

#: Share of the column, from its start, that training sees.
TRAIN_SHARE = 0.8
SHORTEST = 60


def column_task(values: Tensor, length: int = 20) -> Task:
    """Next value of `values`: windows to train on from its first part, fresh ones from what comes after in time.

    Parameters
    ----------
    values : Tensor (T,), finite
        Standardised here with mean and standard deviation of the first part alone.
    length : int
        Steps of a window.

    Raises
    ------
    Problem
        Too few values for windows of this length, or all the same.
    """
    cut = int(TRAIN_SHARE * len(values))
    if len(values) < SHORTEST or len(values) - cut <= length:
        raise Problem(
            "The column has {given} values; to learn from its first {share:.0%} and be tested on windows of {length} "
            "steps in the rest it needs at least {wanted}. Use more values or a shorter length.",
            given=len(values),
            share=TRAIN_SHARE,
            length=length,
            wanted=max(SHORTEST, int((length + 1) / (1 - TRAIN_SHARE)) + 1),
        )
    first = values[:cut].double()
    spread = first.std(correction=0)
    if not spread > 0:
        raise Problem("All values that training would see are the same; there is nothing to learn.")
    scaled = ((values.double() - first.mean()) / spread).tolist()
    return Task(
        N_("Next value of my column"),
        N_("The next value of your own column, learned from its first part in time and tested on the rest."),
        _windows(scaled[:cut]),
        rules.next_value,
        length,
        (N_("next value"),),
        features=1,
        kind="values",
        tolerance=0.1,
        ahead=1,
        draw_fresh=_windows(scaled[cut:]),
    )


def _windows(values: list[float]) -> rules.Draw:
    """Draws windows of `values` anywhere in it."""

    def draw(source: random.Random, length: int) -> list:
        start = source.randrange(len(values) - length + 1)
        return [[value] for value in values[start : start + length]]

    return draw


def same_as_last(batch: Batch) -> float:
    """Mean squared error of the forecast that every next value is the present one.

    Parameters
    ----------
    batch : Batch
        Of a task on one number a step, whose answer is the next one.
    """
    return torch.nn.functional.mse_loss(batch.inputs[batch.asked], batch.targets[batch.asked]).item()


def has_forecast(task: Task) -> bool:
    """Whether `task` asks for next values, so that "same as last" is a forecast to beat."""
    return task.label is rules.next_value
