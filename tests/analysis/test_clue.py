"""Accuracy by distance to the clue."""

import pytest

from gru_viz.analysis.clue import by_distance
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.learner import accuracy
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS


def test_accuracy_by_distance_to_the_clue():
    batch = TASKS["clue"].batch(500, FRESH_SEEDS)
    one, both = (by_distance(load_bundled(name).learner, batch) for name in ("clue-forward", "clue-both"))
    assert one.total == pytest.approx(accuracy(TASKS["clue"], load_bundled("clue-forward").learner, 500))
    assert one.accuracy[0] == 1  # at the mark itself there is nothing to guess
    assert one.accuracy[1:].max() < 0.65
    assert both.accuracy.min() > 0.98
