"""What trained models say, which units follow it, how saturated gates are: against plain rules and closed forms."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

import gru_viz
from gru_viz import Experiment
from gru_viz.analysis.answers import answers
from gru_viz.analysis.clue import by_distance
from gru_viz.analysis.ranking import by_answer, by_variance
from gru_viz.analysis.saturation import saturation
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.learner import accuracy
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS


def said(name: str, **options):
    experiment = Experiment(weights="example", example_model=name, **options)
    model, sequence = experiment.pretrained(), experiment.sequence()
    return answers(experiment.run(), model, sequence, experiment.sample), model


def test_answers_are_the_models_own_and_judged_by_the_typed_sequence():
    found, _model = said("remember-price", text="fac!dbeafcb?\nab!?")
    learner = load_bundled("remember-price").learner
    x = Experiment(weights="example", text="fac!dbeafcb?").sequence().values
    np.testing.assert_allclose(found.said, learner(x)[0].softmax(-1).numpy(), atol=1e-6)
    assert found.wanted[-1] == "abcdef".index("d")
    assert found.wanted[:-1] == (None,) * 11
    assert (found.asked, found.hits) == (1, 1)
    assert found.names == tuple("abcdef")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a!b?c?", [None, None, None, 1, None, 1]),
        ("a!b!c?", [None] * 5 + [2]),
        ("abc?", [None] * 4),
        ("!?a?", [None] * 4),
        ("!!a?", [None, None, None, 0]),
    ],
)
def test_the_rule_of_remember_holds_for_anything_typed(text, wanted):
    assert TASKS["remember"].label(list(text)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the film was good .", 1),
        ("the film was not good .", 0),
        ("电影 不 差 。", 1),
        ("the film was .", None),
        ("good bad .", None),
    ],
)
def test_the_rule_of_negation_holds_for_anything_typed(text, wanted):
    assert TASKS["negation"].label(text.split())[-1] == wanted


def test_the_rule_of_brackets_ends_where_they_make_no_sense():
    assert TASKS["brackets"].label(list("(a))(")) == [1, 1, 0, None, None]
    assert TASKS["brackets"].label(list("(((((")) == [1, 2, 3, 4, None]


def test_a_clue_that_never_comes_asks_nothing():
    assert TASKS["clue"].label(list("a+bc")) == [1, 1, None, None]


def test_values_are_right_within_the_tasks_tolerance():
    numbers = "0.3,0\n0.5,1\n0.1,0\n0.9,0\n0.25,1\n0.7,0\n0.2,0\n0.4,0\n0.6,0\n0.8,0"
    found, _ = said("adding", source="numbers", numbers=numbers, header="no")
    assert found.wanted[-1] == [pytest.approx(0.75)]
    assert found.right[-1] == (abs(found.said[-1, 0] - 0.75) <= 0.1)
    assert said("adding", source="numbers", numbers="1,1\n2,0", header="no")[0].wanted == (None, None)


def test_there_are_no_answers_without_an_output_layer_or_off_the_task():
    experiment = Experiment(weights="example", text="a!b?")
    tr, model, sequence = experiment.run(), experiment.pretrained(), experiment.sequence()
    bare = Pretrained(model.gru)
    assert answers(tr, bare, sequence) is None
    numbers = Experiment(source="generator", features=8, hidden_size=16)
    assert answers(numbers.run(), model, numbers.sequence()) is None


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


def test_saturation_of_gates_that_are_known():
    gru = nn.GRU(1, 2)
    with torch.no_grad():
        for parameter in gru.parameters():
            parameter.zero_()
        gru.bias_hh_l0[:] = torch.tensor([9.0, -9.0, 9.0, 0.0, 0.0, 0.0])  # r open, r shut, z open, z in between
    packed = nn.utils.rnn.pack_sequence([torch.randn(5, 1), torch.randn(2, 1)])
    found = saturation(gru_viz.trace(gru, packed))
    assert found.open["reset_gate"].ravel().tolist() == [1, 0]
    assert found.shut["reset_gate"].ravel().tolist() == [0, 1]
    assert found.open["update_gate"].ravel().tolist() == [1, 0]
    assert found.shut["update_gate"].ravel().tolist() == [0, 0]
    assert found.histogram["reset_gate"][[0, -1]].tolist() == [0.5, 0.5]
    assert found.histogram["update_gate"].sum() == pytest.approx(1)


def test_accuracy_by_distance_to_the_clue():
    batch = TASKS["clue"].batch(500, FRESH_SEEDS)
    one, both = (by_distance(load_bundled(name).learner, batch) for name in ("clue-forward", "clue-both"))
    assert one.total == pytest.approx(accuracy(TASKS["clue"], load_bundled("clue-forward").learner, 500))
    assert one.accuracy[0] == 1  # at the mark itself there is nothing to guess
    assert one.accuracy[1:].max() < 0.65
    assert both.accuracy.min() > 0.98
