"""A second direction doubles the parameters of one layer, and more than doubles those of several."""

from dataclasses import replace

import pytest
from torch import nn

from gru_viz import TextbookGRU
from gru_viz.lesson.claims.second_direction import SECOND_DIRECTION, judge, measure
from tests.lesson.claims.subjects import subject


@pytest.mark.parametrize("kind", [nn.GRU, TextbookGRU])
def test_it_holds_of_one_layer(kind):
    assert SECOND_DIRECTION.judge(SECOND_DIRECTION.measure(subject(kind))) == "holds"


def test_a_second_direction_more_than_doubles_a_deep_gru():
    numbers = measure(subject(num_layers=3))
    assert judge(numbers) == "partly"
    assert numbers.two == sum(p.numel() for p in nn.GRU(3, 8, 3, bidirectional=True).parameters())


def test_half_as_much_again_is_not_double():
    assert judge(replace(measure(subject()), ratio=1.5)) == "not"
