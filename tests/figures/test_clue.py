"""Bars of accuracy by distance to the clue."""

from gru_viz import figures
from gru_viz.analysis.clue import by_distance
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS


def test_clue_bars():
    batch = TASKS["clue"].batch(50, FRESH_SEEDS)
    found = by_distance(load_bundled("clue-both").learner, batch)
    fig = figures.clue(found, found)
    assert list(fig.data[0].y) == found.accuracy.round(4).tolist()
