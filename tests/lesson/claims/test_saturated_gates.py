"""Saturated gates have hardly any slope; where there are none, nothing can be told apart."""

import math
from dataclasses import replace

import pytest
import torch
from torch import nn

from gru_viz.lesson.claims.saturated_gates import SATURATED_GATES, judge, measure
from gru_viz.lesson.claims.subject import Subject
from tests.lesson.claims.subjects import subject


def spread() -> Subject:
    """A GRU whose gates are everywhere between 0 and 1."""
    module = subject().module
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.mul_(6)
    return Subject(module, torch.randn(30, 1, 3))


def test_it_holds_of_gates_of_both_kinds():
    numbers = SATURATED_GATES.measure(spread())
    assert 0 < numbers.share < 1
    # at a distance of 0.1 from either end the slope is 0.09
    assert numbers.saturated < 0.09 < numbers.between <= 0.25
    assert SATURATED_GATES.judge(numbers) == "holds"


def test_gates_of_one_kind_have_nothing_to_be_told_from():
    still = nn.GRU(3, 8).eval()
    with torch.no_grad():
        for parameter in still.parameters():
            parameter.zero_()
    numbers = measure(Subject(still, torch.randn(5, 1, 3)))
    assert numbers.share == 0
    assert math.isnan(numbers.saturated)
    assert numbers.between == pytest.approx(0.25)
    assert judge(numbers) == "undecided"


def test_equal_slopes_are_nothing_to_tell_apart():
    assert judge(replace(measure(spread()), saturated=0.2, between=0.2)) == "not"
