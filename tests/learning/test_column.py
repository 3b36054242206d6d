"""Next value of the visitor's own column: the split in time and the forecast to beat."""

import pytest
import torch

from gru_viz import Problem
from gru_viz.learning.column import column_task, has_forecast, same_as_last
from gru_viz.learning.learner import Learner
from gru_viz.learning.loop import Settings, train
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS

RAMP = torch.arange(200.0)


def test_training_sees_the_first_part_of_the_time_only_and_fresh_windows_the_rest_only():
    task = column_task(RAMP, length=10)
    mean, spread = RAMP[:160].double().mean(), RAMP[:160].double().std(correction=0)
    seen = task.batch(300, 1).inputs.double() * spread + mean
    fresh = task.batch(300, FRESH_SEEDS).inputs.double() * spread + mean
    assert seen.max() < 159.5
    assert fresh.min() > 159.5
    assert seen.min() < 0.5
    assert torch.allclose(fresh[:, 1:] - fresh[:, :-1], torch.ones(1, dtype=torch.float64), atol=1e-4)


def test_the_answer_is_the_next_value_of_the_column():
    task = column_task(RAMP, length=10)
    spread = RAMP[:160].double().std(correction=0)
    batch = task.batch(20, 3)
    step = (batch.targets[batch.asked] - batch.inputs[batch.asked]) * spread
    assert torch.allclose(step, torch.ones(1, dtype=step.dtype), atol=1e-3)
    assert batch.asked.sum(1).tolist() == [6] * 20


def test_same_as_last_is_a_closed_form_on_a_ramp():
    batch = column_task(RAMP).batch(20, 0)
    assert same_as_last(batch) == pytest.approx(float(1 / RAMP[:160].double().std(correction=0)) ** 2, rel=1e-3)


def test_only_tasks_of_next_values_have_a_forecast_to_beat():
    assert has_forecast(column_task(RAMP))
    assert {name for name, task in TASKS.items() if has_forecast(task)} == {"sine"}


def test_a_regular_column_is_forecast_better_than_same_as_last():
    task = column_task(torch.sin(torch.arange(300) * 0.7))
    *_, last = train(task, Learner(task), Settings(steps=20, rate=0.1, batch=16))
    assert last.loss < same_as_last(task.batch(128, FRESH_SEEDS)) / 3


@pytest.mark.parametrize(
    ("values", "length", "words"),
    [
        (torch.arange(30.0), 10, "has 30 values; .* at least 60"),
        (torch.arange(100.0), 20, "at least 106"),
        (torch.ones(200), 10, "are the same"),
    ],
)
def test_columns_that_cannot_be_learned_from_are_refused(values, length, words):
    with pytest.raises(Problem, match=words):
        column_task(values, length)


def test_the_number_asked_for_is_enough():
    column_task(torch.randn(106), 20).batch(2, FRESH_SEEDS)
