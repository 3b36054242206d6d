"""Which units follow the answer: NumPy's correlation and units that are the answer."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

import gru_viz
from gru_viz import Experiment
from gru_viz.analysis.ranking import by_answer, by_variance
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS


def quote_scores():
    model = load_bundled("quotes")
    batch = model.task.batch(200, FRESH_SEEDS)
    tr = gru_viz.trace(model.learner.gru, batch.inputs)
    return by_answer(tr, model.task, batch, "hidden_state", 0, "forward"), tr, batch


def test_units_are_ranked_by_pearsons_correlation():
    scores, tr, batch = quote_scores()
    states = tr.hidden_state[0, 0].transpose(0, 1).reshape(-1, 16).numpy()
    expected = [np.corrcoef(column, batch.targets.flatten())[0, 1] for column in states.T]
    assert [s.unit for s in scores] == list(np.argsort(-np.abs(expected)))
    for score in scores:
        assert score.score == pytest.approx(expected[score.unit], abs=1e-6)
        assert score.histogram.sum() == states.shape[0]


def test_a_unit_that_is_the_answer_has_correlation_one_and_eta_one():
    task, batch = TASKS["quotes"], TASKS["quotes"].batch(50, 1)
    states = torch.randn(24, 50, 3)
    states[..., 2] = batch.targets.T.float() * 2 - 1
    tr = gru_viz.trace(nn.GRU(5, 3), torch.zeros(24, 50, 5))
    tr = replace(tr, hidden_state=states[None, None])
    best = by_answer(tr, task, batch, "hidden_state", 0, "forward")[0]
    assert (best.unit, best.score) == (2, pytest.approx(1))
    letters, batch = TASKS["remember"], TASKS["remember"].batch(50, 1)
    states = torch.randn(12, 50, 3)
    states[-1, :, 1] = torch.tensor([0.3, -0.9, 0.1, 0.8, -0.2, 0.5])[batch.targets[:, -1]]
    tr = replace(gru_viz.trace(nn.GRU(8, 3), torch.zeros(12, 50, 8)), hidden_state=states[None, None])
    best = by_answer(tr, letters, batch, "hidden_state", 0, "forward")[0]
    assert (best.unit, best.score) == (1, pytest.approx(1))


def test_a_constant_unit_follows_nothing():
    model = nn.GRU(5, 3)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    task, batch = TASKS["quotes"], TASKS["quotes"].batch(20, 1)
    tr = gru_viz.trace(model, batch.inputs.transpose(0, 1))
    assert [s.score for s in by_answer(tr, task, batch, "hidden_state", 0, "forward")] == [0, 0, 0]
    assert [s.score for s in by_variance(tr, "update_gate", 0, "forward")] == [0, 0, 0]


def test_several_values_name_the_one_that_is_followed():
    model = load_bundled("flip-flop")
    batch = model.task.batch(100, FRESH_SEEDS)
    tr = gru_viz.trace(model.learner.gru, batch.inputs)
    for score in by_answer(tr, model.task, batch, "hidden_state", 0, "forward")[:4]:
        state = tr.hidden_state[0, 0, ..., score.unit].T.flatten().numpy()
        each = [abs(np.corrcoef(state, batch.targets[..., k].flatten())[0, 1]) for k in range(3)]
        assert int(np.argmax(each)) == score.output


def test_variance_leaves_the_padding_out():
    experiment = Experiment(text="a b c d e\nf g", hidden_size=4)
    tr = experiment.run()
    scores = by_variance(tr, "hidden_state", 0, "forward")
    values = np.concatenate([tr.hidden_state[0, 0, :5, 0].numpy(), tr.hidden_state[0, 0, :2, 1].numpy()])
    assert [s.unit for s in scores] == list(np.argsort(-values.var(axis=0)))
    assert scores[0].histogram.sum() == 7
