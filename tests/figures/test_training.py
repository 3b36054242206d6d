"""Figures of a training: every snapshot, on axes that stand still."""

import numpy as np

from gru_viz import figures
from gru_viz.figures.base.strip import Strip
from gru_viz.learning.learner import Learner
from gru_viz.learning.loop import Settings, train
from gru_viz.learning.tasks import TASKS

RECORDS = list(train(TASKS["parity"], Learner(TASKS["parity"], 4), Settings(steps=6, every=2)))


def test_learning_curves_hold_every_record_on_a_still_axis():
    fig = figures.learning_curves(RECORDS, 100, baseline=0.25)
    assert list(fig.data[0].x) == [0, 2, 4, 6]
    assert list(fig.data[0].y) == [r.accuracy for r in RECORDS]
    assert list(fig.data[1].y) == [r.loss for r in RECORDS]
    assert list(fig.data[2].y) == [0.25, 0.25]
    assert fig.layout.xaxis.range == (-1.0, 101.0)
    assert len(figures.learning_curves(RECORDS[:1], 100).data) == 2


def test_openings_have_a_row_for_each_record_and_name_its_step():
    reset, update = np.random.default_rng(0).random((2, 4, 5)).astype(np.float32)
    fig = figures.openings(reset, update, [0, 20, 40, 60], Strip(list("<b>de")), at=2)
    heat = [trace for trace in fig.data if trace.type == "heatmap" and trace.coloraxis]
    np.testing.assert_allclose(heat[0].z, reset)
    np.testing.assert_allclose(heat[1].z, update)
    assert heat[0].customdata[2].tolist() == [40] * 5
    assert fig.layout.coloraxis.cmin == 0
    assert fig.layout.coloraxis.cmax == 1
    assert {shape.y0 for shape in fig.layout.shapes} == {1.5}
