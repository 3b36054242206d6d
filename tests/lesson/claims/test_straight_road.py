"""The straight road keeps a gradient as well as the gates have learned to keep."""

from dataclasses import replace

from torch import nn

from gru_viz.learning.bundled import load_bundled
from gru_viz.lesson.claims.straight_road import STRAIGHT_ROAD, judge, measure
from gru_viz.lesson.claims.subject import Subject
from tests.lesson.claims.subjects import subject


def test_it_holds_of_gates_that_learned_to_keep():
    model = load_bundled("remember-price")
    gru = nn.GRU(8, 16)
    gru.load_state_dict(model.learner.gru.state_dict())
    x = model.task.batch(1, 3).inputs.transpose(0, 1)
    assert STRAIGHT_ROAD.judge(STRAIGHT_ROAD.measure(Subject(gru.eval(), x))) == "holds"


def test_it_does_not_hold_of_random_gates_over_many_steps():
    assert judge(measure(subject(steps=200))) in ("partly", "not")


def test_a_gru_that_keeps_less_than_the_rnn_has_no_such_road():
    assert judge(replace(measure(subject(steps=30)), gru=-9.0, rnn=-3.0)) == "not"


def test_a_single_step_cannot_tell():
    numbers = measure(subject(steps=1))
    assert numbers.steps == 0
    assert judge(numbers) == "undecided"
