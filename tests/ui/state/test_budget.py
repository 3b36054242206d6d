"""Budget: beyond it the longest idle visitors' results go; what lasts and what others look at stays."""

import pytest

from gru_viz.machine import budget
from gru_viz.problem import Problem
from gru_viz.ui.state import budget as module
from gru_viz.ui.state import memo
from gru_viz.ui.state.budget import Budget
from gru_viz.ui.state.memo import Entry, Everybody, Memos
from tests.ui.visits import opened, said

MB = 2**20


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(memo, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def visitors(clock, monkeypatch):
    """Twenty visitors with a result of 10 MB each and one that lasts, the first of them the longest idle."""
    everybody, there = Everybody(), []
    for number in range(20):
        clock[0] = 1000.0 + number
        there.append(everybody.add(Memos()))
        there[-1]["run"] = Entry(None, (), "10 MB", lasting=False)
        there[-1]["training"] = Entry(None, (), "small", lasting=True)
    monkeypatch.setattr(module, "resident", lambda: 10 * MB * sum("run" in each for each in there))
    return everybody, there


def test_the_longest_idle_go_until_a_tenth_is_free(visitors, clock):
    everybody, there = visitors
    clock[0] = 1100.0
    assert Budget(160 * MB).keep(everybody) == 8
    assert ["run" in each for each in there] == [False] * 8 + [True] * 12
    assert all("training" in each for each in there)
    assert Budget(160 * MB).keep(everybody) == 0


def test_nobody_who_has_just_asked_loses_anything(visitors):
    everybody, there = visitors
    Budget(MB).keep(everybody)
    assert ["run" in each for each in there] == [False] * 9 + [True] * 11  # the clock stands at 1019


def test_without_a_budget_nothing_goes(visitors, clock):
    everybody, _there = visitors
    clock[0] = 1100.0
    assert Budget(None).keep(everybody) == 0


def test_who_returns_finds_what_they_typed_and_the_same_numbers():
    at = opened(text="the film is not good", w="seed")
    before = said(at)
    at.session_state["_memos"].drop()
    assert "run" not in at.session_state["_memos"]
    at.run()
    assert said(at) == before
    assert at.session_state["text"] == "the film is not good"


def test_a_visitor_who_has_gone_is_not_counted():
    everybody = Everybody()
    there = everybody.add(Memos())
    assert len(everybody) == 1
    del there
    assert len(everybody) == 0


def test_the_budget_is_what_the_environment_says(monkeypatch):
    monkeypatch.setenv("GRU_VIZ_MEMORY_MB", "700")
    assert budget() == 700 * MB
    for wrong in ("-1", "lots", "0"):
        monkeypatch.setenv("GRU_VIZ_MEMORY_MB", wrong)
        with pytest.raises(Problem, match="positive number of megabytes"):
            budget()
    monkeypatch.delenv("GRU_VIZ_MEMORY_MB")
    assert budget() > 2**28
