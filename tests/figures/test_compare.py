"""Figures of time and accuracy by length: the numbers that went in."""

import pytest

from gru_viz import figures
from gru_viz.analysis.compare import per_step, time_by_length
from gru_viz.analysis.timing import Timing
from gru_viz.learning.lengths import lengths
from gru_viz.progress import whole


def test_times_come_for_every_cell_and_length():
    found = whole(time_by_length(2, 3, lengths=(5, 10), budget=0))
    assert set(found) == {"RNN", "minGRU", "GRU", "LSTM", "Linear"}
    assert all(len(timings) == 2 for timings in found.values())
    fig = figures.time_by_length(found, (5, 10))
    assert [list(trace.x) for trace in fig.data] == [[5, 10]] * 5


def test_the_bars_of_times_stay_inside_the_picture_whatever_a_busy_machine_did():
    calm, hurried = Timing.of([1.0, 1.1, 1.2]), Timing.of([1.0, 1.0, 1.0, 4.0, 90.0])
    fig = figures.time_by_length({"GRU": [calm, calm], "LSTM": [calm, hurried]}, (5, 10))
    low, high = fig.layout.yaxis.range
    for trace in fig.data:
        for y, up, down in zip(trace.y, trace.error_y.array, trace.error_y.arrayminus, strict=True):
            assert low <= y - down <= y + up <= high


def test_a_further_step_costs_what_the_longest_takes_more():
    assert per_step([Timing.of([1.0]), Timing.of([2.0]), Timing.of([5.0])], (10, 20, 50)) == pytest.approx(0.1)


def test_accuracy_by_length_shows_mean_and_spread():
    fig = figures.accuracy_by_length(lengths(), "adding", "Adding")
    lstm = next(trace for trace in fig.data if trace.name == "LSTM")
    rows = [
        row.accuracy
        for row in lengths()
        if (row.task, row.cell, row.length, row.start) == ("adding", "lstm", 40, "pytorch")
    ]
    at = list(lstm.x).index(40)
    assert lstm.y[at] == pytest.approx(sum(rows) / 3, abs=1e-4)
    assert lstm.y[at] + lstm.error_y.array[at] == pytest.approx(max(rows), abs=1e-4)
    assert lstm.y[at] - lstm.error_y.arrayminus[at] == pytest.approx(min(rows), abs=1e-4)
