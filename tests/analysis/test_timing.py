"""Measurements: in turns, within their budget."""

import math

from gru_viz.analysis.timing import Timing, in_turns


def test_half_of_the_measurements_lie_between_the_quartiles():
    found = Timing.of([5.0, 1.0, 2.0, 4.0, 3.0])
    assert found == Timing(median=3, fastest=1, slowest=5, lower=2, upper=4)
    assert Timing.of([2.0]) == Timing(2, 2, 2, 2, 2)


def test_measurements_are_in_turns_and_within_the_budget():
    order = []
    found = in_turns([lambda: order.append("a"), lambda: order.append("b")], budget=math.inf, repeats=3)
    assert order == list("ab" * 4)
    assert all(isinstance(timing, Timing) for timing in found)
    order.clear()
    in_turns([lambda: order.append("a")], budget=0, repeats=50)
    assert len(order) == 4  # once to warm up, and three times whatever the budget
