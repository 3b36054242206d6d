"""h_n[-1] is output[-1] of one direction; of two it stands at output[0]."""

from dataclasses import replace

import pytest
from torch import nn

from gru_viz import TextbookGRU
from gru_viz.lesson.claims.last_state import LAST_STATE, judge, measure
from tests.lesson.claims.subjects import subject


@pytest.mark.parametrize("kind", [nn.GRU, TextbookGRU])
def test_it_holds_of_one_direction(kind):
    numbers = LAST_STATE.measure(subject(kind))
    assert LAST_STATE.judge(numbers) == "holds", numbers


def test_a_gap_is_seen():
    assert judge(replace(measure(subject()), gap=0.5)) == "not"


def test_a_single_step_does_not_tell_its_ends_apart():
    assert judge(measure(subject(steps=1, bidirectional=True))) == "undecided"


def test_h_n_of_two_directions_is_found_where_it_is():
    numbers = measure(subject(bidirectional=True))
    assert judge(numbers) == "partly"
    assert numbers.first < 1e-6 < numbers.gap
    assert numbers.forward < 1e-6
