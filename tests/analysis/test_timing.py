"""Measurements: in turns, within their budget."""

import math

from gru_viz.analysis.timing import Timing, in_turns


def test_measurements_are_in_turns_and_within_the_budget():
    order = []
    found = in_turns([lambda: order.append("a"), lambda: order.append("b")], budget=math.inf, repeats=3)
    assert order == list("ab" * 4)
    assert all(isinstance(timing, Timing) for timing in found)
    order.clear()
    in_turns([lambda: order.append("a")], budget=0, repeats=50)
    assert len(order) == 2
