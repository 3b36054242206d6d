"""Weaker on very long sequences: the LSTM ahead by more than five points at the greatest length that all were trained on."""

from dataclasses import replace

import pytest

from gru_viz.figures.base.number import numbers_of
from gru_viz.learning import scores
from gru_viz.learning.lengths import Score, lengths
from gru_viz.lesson.claims.adding import Started
from gru_viz.lesson.claims.on_par_with_lstm import ON_PAR_WITH_LSTM
from gru_viz.lesson.claims.very_long_sequences import VERY_LONG_SEQUENCES
from gru_viz.ui.blocks.cards import CARDS
from tests.lesson.claims.subjects import subject


@pytest.mark.parametrize(("gru", "lstm", "verdict"), [(0.5, 0.9, "holds"), (0.88, 0.9, "partly"), (0.9, 0.2, "not")])
def test_the_verdict_follows_from_who_is_ahead(gru, lstm, verdict):
    numbers = VERY_LONG_SEQUENCES.measure(subject())
    assert VERY_LONG_SEQUENCES.judge(replace(numbers, gru=gru, lstm=lstm, others=())) == verdict


def test_a_verdict_that_hangs_on_how_the_gates_began_holds_partly():
    numbers = replace(VERY_LONG_SEQUENCES.measure(subject()), gru=0.9, lstm=0.2)
    for lstm, verdict in ((0.3, "not"), (0.99, "partly")):
        started = Started(length=120, keep_gru=0.9, keep_lstm=0.3, chrono_gru=0.9, chrono_lstm=lstm)
        assert VERY_LONG_SEQUENCES.judge(replace(numbers, others=(started,))) == verdict


def test_what_has_not_been_trained_is_not_told():
    trained = {(row.start, row.cell) for row in lengths() if (row.task, row.length, row.steps) == ("adding", 120, 1200)}
    others = {(start, cell) for start in ("keep", "chrono") for cell in ("gru", "lstm")}
    assert bool(VERY_LONG_SEQUENCES.measure(subject()).others) == (others <= trained)
    assert ON_PAR_WITH_LSTM.measure(subject()).others


def test_the_numbers_are_the_means_of_the_table_over_its_seeds():
    numbers = VERY_LONG_SEQUENCES.measure(subject())
    adding = [row for row in lengths() if row.task == "adding"]
    assert numbers.length == max(row.length for row in adding if (row.cell, row.start) == ("rnn", "pytorch"))
    told = ("keep", "chrono") if numbers.others else ()
    for start, found in (
        ("pytorch", numbers.lstm),
        *((each, getattr(numbers.others[0], f"{each}_lstm")) for each in told),
    ):
        length = numbers.length if start == "pytorch" else numbers.others[0].length
        lstm = [
            row.accuracy
            for row in adding
            if (row.cell, row.length, row.start, row.steps) == ("lstm", length, start, numbers.steps)
        ]
        assert len(lstm) == numbers.seeds == 3
        assert found == pytest.approx(sum(lstm) / 3)
    assert numbers.furthest == max(row.length for row in adding if row.cell == "gru") > numbers.length


def test_what_four_times_the_training_brings_is_read_from_the_table_and_told():
    numbers = VERY_LONG_SEQUENCES.measure(subject())
    (longer,) = numbers.longer
    rows = [row for row in lengths() if (row.task, row.length) == ("adding", numbers.length)]
    assert longer.steps == max(row.steps for row in rows) == longer.times * numbers.steps
    for start, prefix in (("pytorch", ""), ("keep", "keep_"), ("chrono", "chrono_")):
        for cell in ("gru", "lstm"):
            every = [row.accuracy for row in rows if (row.cell, row.start, row.steps) == (cell, start, longer.steps)]
            assert len(every) == 3
            assert getattr(longer, f"{prefix}{cell}") == pytest.approx(sum(every) / 3)
    said = CARDS["very_long_sequences"].longer.format(**numbers_of(longer))
    assert f"LSTM {longer.lstm:.1%}, GRU {longer.gru:.1%}" in said


def test_a_longer_training_that_was_not_made_is_not_told(monkeypatch):
    monkeypatch.setattr(scores, "lengths", lambda: tuple(row for row in lengths() if row.steps == 1200))
    assert VERY_LONG_SEQUENCES.measure(subject()).longer == ()


@pytest.mark.parametrize("gap", [("keep", "gru"), None])
def test_the_table_may_grow_by_longer_sequences_and_a_greater_budget(monkeypatch, gap):
    """Other starts are judged where all of them were trained; another budget is another experiment."""
    further = [
        Score(task="adding", cell=cell, length=9000, seed=seed, steps=1200, accuracy=0.25, start=start)
        for start in ("keep", "chrono")
        for cell in ("gru", "lstm")
        for seed in range(3)
        if (start, cell) != gap
    ]
    longer = [
        Score(task="adding", cell=cell, length=9000, seed=0, steps=4800, accuracy=1) for cell in ("gru", "lstm", "rnn")
    ]
    before = VERY_LONG_SEQUENCES.measure(subject())
    monkeypatch.setattr(scores, "lengths", lambda: (*lengths(), *further, *longer))
    after = VERY_LONG_SEQUENCES.measure(subject())
    if gap is None:
        assert after.others == (Started(9000, 0.25, 0.25, 0.25, 0.25),)
    else:
        assert after.others == before.others
    assert replace(after, others=()) == replace(before, others=())
