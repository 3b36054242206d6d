"""Fixtures for the app in Streamlit's own test runner; a worker may run other tests between two of these."""

import time
from functools import cache

import pytest

from gru_viz.analysis import compare, probes, timing
from gru_viz.analysis.automaton import extraction
from gru_viz.lesson.claims import not_parallel, state_for_each_letter
from gru_viz.ui.pages import compare as compare_page
from gru_viz.ui.state import making, units
from gru_viz.ui.state.line import trainings
from gru_viz.ui.widgets import progress


@pytest.fixture(scope="package", autouse=True)
def nobody_waits():
    """A test that has trained leaves its visitor on the page for a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trainings(), "room", 1000)
        yield


@pytest.fixture(scope="package", autouse=True)
def one_round_of_each_measurement():
    """Pages measure for most of a second to be exact, which tests/analysis looks at; here each act is timed once.

    The claim that steps wait for each other is told of a thousand of them, which tests/lesson looks at.
    Compare, which times most of them and judges nothing by it, does without runs to warm up, which are as many.
    """
    turns = timing.turns

    def once(acts, *_budget):
        return turns(acts, budget=0.0, repeats=1)

    def cold(acts, *_budget):
        times = []
        for act in acts:
            before = time.perf_counter()
            act()
            times.append(timing.Timing.of([time.perf_counter() - before]))
            yield len(times) / len(acts)
        return times

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timing, "turns", once)
        patch.setattr(compare, "turns", cold)
        patch.setattr(not_parallel, "SHORT", 25)
        patch.setattr(not_parallel, "LONG", 100)
        yield


@pytest.fixture(scope="package", autouse=True)
def fewer_sequences():
    """Pages look through thousands of sequences that they draw; a hundred are traced and searched by the same code."""
    every = making.unseen

    def some(*about):
        """Of the sentences that were held out, in two languages, every fourth."""
        return every(*about)[::4]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "DRAWN", 60)
        patch.setattr(making, "unseen", some)
        patch.setattr(units, "SEARCHED", 150)
        patch.setattr(units, "TRIED", 40)
        patch.setattr(probes, "MOST_STEPS", 500)
        patch.setattr(probes, "FOLDS", 2)
        yield


@pytest.fixture(scope="package", autouse=True)
def work_in_one_piece():
    """What takes long is done in pieces, and the page drawn after each; most tests look at what comes out only."""
    usual = progress._FIRST, progress._PIECE
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress, "_FIRST", 1e3)
        patch.setattr(progress, "_PIECE", 1e3)
        yield usual


@pytest.fixture
def pieces(monkeypatch, work_in_one_piece):
    """As visitors have it: a bar, and a page that answers meanwhile."""
    first, piece = work_in_one_piece
    monkeypatch.setattr(progress, "_FIRST", first)
    monkeypatch.setattr(progress, "_PIECE", piece)


_little_machine = cache(state_for_each_letter.machine.__wrapped__)


@pytest.fixture
def little_work(monkeypatch):
    """For tests that open every page, but look at what all of them have: few states, few sequences, few steps."""
    monkeypatch.setitem(extraction.search.__kwdefaults__, "most", 4)
    for name in ("FOUND_IN", "FOUND_IN_NUMBERS", "CHOSEN_BY", "JUDGED_ON"):
        monkeypatch.setattr(extraction, name, 50)
    monkeypatch.setattr(units, "SEARCHED", 30)
    monkeypatch.setattr(units, "TRIED", 10)
    monkeypatch.setattr(compare_page, "_LENGTHS", (10, 20))
    # The lesson's claims keep theirs, for the tests that look at them.
    monkeypatch.setattr(state_for_each_letter, "machine", _little_machine)
