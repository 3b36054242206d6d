"""Figures of time and accuracy by length: the numbers that went in."""

import pytest

from gru_viz import figures
from gru_viz.analysis.compare import time_by_length
from gru_viz.learning.lengths import lengths
from gru_viz.progress import whole


def test_times_come_for_every_cell_and_length():
    found = whole(time_by_length(2, 3, lengths=(5, 10), budget=0))
    assert set(found) == {"RNN", "minGRU", "GRU", "LSTM", "Linear"}
    assert all(len(timings) == 2 for timings in found.values())
    fig = figures.time_by_length(found, (5, 10))
    assert [list(trace.x) for trace in fig.data] == [[5, 10]] * 5


def test_accuracy_by_length_shows_mean_and_spread():
    fig = figures.accuracy_by_length(lengths(), "adding", "Adding")
    lstm = next(trace for trace in fig.data if trace.name == "LSTM")
    rows = [row.accuracy for row in lengths() if (row.task, row.cell, row.length) == ("adding", "lstm", 40)]
    at = list(lstm.x).index(40)
    assert lstm.y[at] == pytest.approx(sum(rows) / 3, abs=1e-4)
    assert lstm.y[at] + lstm.error_y.array[at] == pytest.approx(max(rows), abs=1e-4)
    assert lstm.y[at] - lstm.error_y.arrayminus[at] == pytest.approx(min(rows), abs=1e-4)
