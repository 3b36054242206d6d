"""Bars."""

from gru_viz import figures


def test_bars_hold_their_numbers():
    fig = figures.bars({"a": [1.0, 2.0], "b": [3.0, 4.0]}, ["x", "y"], "title", ["#000000", "#FFFFFF"])
    assert [list(trace.y) for trace in fig.data] == [[1, 2], [3, 4]]
    assert list(fig.layout.xaxis.ticktext) == ["x", "y"]
