"""Line: turns in the order of arrival, and no place for those who have left."""

import pytest

from gru_viz.ui.state import line as module
from gru_viz.ui.state.line import Line


class Guest:
    """Somebody in a line."""


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    return now


@pytest.mark.usefixtures("clock")
def test_first_come_first_served():
    line, guests = Line(room=2), [Guest() for _ in range(5)]
    assert [line.before(guest) for guest in guests] == [0, 0, 1, 2, 3]
    assert [line.before(guest) for guest in reversed(guests)] == [3, 2, 1, 0, 0]
    line.leave(guests[0])
    assert [line.before(guest) for guest in guests[1:]] == [0, 0, 1, 2]
    assert len(line) == 4


def test_who_says_nothing_for_a_while_has_left(clock):
    line, one, other = Line(room=1, patience=8), Guest(), Guest()
    line.before(one)
    assert line.before(other) == 1
    clock[0] += 5
    assert line.before(other) == 1
    clock[0] += 5
    assert len(line) == 1
    assert line.before(other) == 0
    assert line.before(one) == 1


@pytest.mark.usefixtures("clock")
def test_who_is_gone_altogether_is_not_waited_for():
    line, other = Line(room=1), Guest()
    line.before(Guest())
    assert line.before(other) == 0
