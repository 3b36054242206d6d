"""Weaker on very long sequences: the LSTM ahead by more than five points at the greatest length that all were trained on."""

from dataclasses import replace

import pytest

from gru_viz.learning.lengths import lengths
from gru_viz.lesson.claims.very_long_sequences import VERY_LONG_SEQUENCES
from tests.lesson.claims.subjects import subject


@pytest.mark.parametrize(("gru", "lstm", "verdict"), [(0.5, 0.9, "holds"), (0.88, 0.9, "partly"), (0.9, 0.2, "not")])
def test_the_verdict_follows_from_who_is_ahead(gru, lstm, verdict):
    numbers = VERY_LONG_SEQUENCES.measure(subject())
    assert VERY_LONG_SEQUENCES.judge(replace(numbers, gru=gru, lstm=lstm)) == verdict


def test_the_numbers_are_the_means_of_the_table_over_its_seeds():
    numbers = VERY_LONG_SEQUENCES.measure(subject())
    adding = [row for row in lengths() if row.task == "adding"]
    assert numbers.length == max(row.length for row in adding if row.cell == "lstm")
    lstm = [row.accuracy for row in adding if row.cell == "lstm" and row.length == numbers.length]
    assert numbers.lstm == pytest.approx(sum(lstm) / 3)
    assert numbers.furthest == max(row.length for row in adding if row.cell == "gru") > numbers.length
