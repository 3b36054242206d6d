"""What trained models say, judged by the rule of their task."""

import numpy as np
import pytest

from gru_viz import Experiment
from gru_viz.analysis.answers import answers
from gru_viz.experiment.setup import Setup
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.pretrained import Pretrained


def said(name: str, **options):
    setup = Setup.of(Experiment(weights="example", example_model=name, **options))
    return answers(setup.run(), setup.model, setup.sequence, setup.experiment.sample), setup.model


def test_answers_are_the_models_own_and_judged_by_the_typed_sequence():
    found, _model = said("remember-price", text="fac!dbeafcb?\nab!?")
    learner = load_bundled("remember-price").learner
    x = Setup.of(Experiment(weights="example", text="fac!dbeafcb?")).sequence.values
    np.testing.assert_allclose(found.said, learner(x)[0].softmax(-1).numpy(), atol=1e-6)
    assert found.wanted[-1] == "abcdef".index("d")
    assert found.wanted[:-1] == (None,) * 11
    assert (found.asked, found.hits) == (1, 1)
    assert found.names == tuple("abcdef")


def test_values_are_right_within_the_tasks_tolerance():
    numbers = "0.3,0\n0.5,1\n0.1,0\n0.9,0\n0.25,1\n0.7,0\n0.2,0\n0.4,0\n0.6,0\n0.8,0"
    found, _ = said("adding", source="numbers", numbers=numbers, header="no")
    assert found.wanted[-1] == [pytest.approx(0.75)]
    assert found.right[-1] == (abs(found.said[-1, 0] - 0.75) <= 0.1)
    assert said("adding", source="numbers", numbers="1,1\n2,0", header="no")[0].wanted == (None, None)


def test_there_are_no_answers_without_an_output_layer_or_off_the_task():
    setup = Setup.of(Experiment(weights="example", text="a!b?"))
    bare = Pretrained(setup.model.gru)
    assert answers(setup.run(), bare, setup.sequence) is None
    numbers = Setup.of(Experiment(source="generator", features=8, hidden_size=16))
    assert answers(numbers.run(), setup.model, numbers.sequence) is None
