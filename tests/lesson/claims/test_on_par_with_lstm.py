"""On a par: GRU and LSTM at most five points apart."""

from dataclasses import replace

import pytest

from gru_viz.lesson.claims.on_par_with_lstm import ON_PAR_WITH_LSTM
from tests.lesson.claims.subjects import subject


@pytest.mark.parametrize(("gru", "lstm", "verdict"), [(0.9, 0.92, "holds"), (0.9, 0.5, "partly"), (0.2, 0.9, "not")])
def test_the_verdict_follows_from_who_is_ahead(gru, lstm, verdict):
    numbers = ON_PAR_WITH_LSTM.measure(subject())
    assert ON_PAR_WITH_LSTM.judge(replace(numbers, gru=gru, lstm=lstm, others=())) == verdict
