"""Lighter than the LSTM: said of parameters and of time apart."""

from dataclasses import replace

import pytest
from torch import nn

from gru_viz.lesson.claims.lighter_than_lstm import LIGHTER_THAN_LSTM
from tests.lesson.claims.subjects import subject


@pytest.fixture(scope="module")
def numbers():
    return LIGHTER_THAN_LSTM.measure(subject())


def test_a_gru_has_three_quarters_of_the_parameters(numbers):
    assert numbers.gru == sum(p.numel() for p in nn.GRU(3, 8).parameters())
    assert numbers.ratio == pytest.approx(0.75)


def test_it_holds_partly_where_the_gru_takes_longer(numbers):
    assert LIGHTER_THAN_LSTM.judge(replace(numbers, time=0.8)) == "holds"
    assert LIGHTER_THAN_LSTM.judge(replace(numbers, time=5.0)) == "partly"


def test_more_parameters_are_not_lighter(numbers):
    assert LIGHTER_THAN_LSTM.judge(replace(numbers, ratio=1.2)) == "not"
