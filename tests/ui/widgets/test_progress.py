"""Work behind a bar: how far it is, how long it takes, and that stopping loses nothing."""

import math
from threading import Event, Thread

import pytest

from gru_viz.ui.state.line import Line
from gru_viz.ui.widgets import progress
from gru_viz.ui.widgets.progress import Work, started


@pytest.fixture
def counted(monkeypatch):
    """Work of so many pieces, each of which takes a second."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "perf_counter", lambda: now[0])

    def pieces(count: int):
        for done in range(1, count + 1):
            now[0] += 1
            yield done / count
        return "result"

    return lambda count: Work(pieces(count))


def test_the_time_that_is_left_shrinks_to_nothing(counted):
    work = counted(4)
    assert work.left == math.inf
    lefts = []
    while not work.finished:
        work.go_on(0.5)
        lefts.append(work.left)
    assert lefts == [3, 2, 1, 0, 0]
    assert (work.share, work.seconds, work.result) == (1, 4, "result")


def test_it_works_for_the_time_that_it_is_given(counted):
    work = counted(10)
    work.go_on(3)
    assert work.share == 0.3


def test_what_is_stopped_goes_on_where_it_was(counted):
    work = counted(3)
    work.go_on(0)
    work.stopped = True
    work.go_on(9)
    assert work.share == 1 / 3
    work.stopped = False
    work.go_on(9)
    assert work.finished


def test_it_waits_in_line_and_leaves_it_when_it_is_stopped(counted):
    line, one, other = Line(room=1), counted(3), counted(3)
    one.line = other.line = line
    assert (one.before, other.before) == (0, 1)
    progress._turn(one, stopped=True)
    assert other.before == 0


def test_who_is_first_in_line_is_served_without_a_bar_and_makes_room_and_nobody_else_is():
    line = Line(room=1)
    first, second = (Work(iter([0.5]), line=line) for _ in range(2))
    assert (first.before, second.before) == (0, 1)
    assert not started(second).seconds
    assert started(first).finished
    assert not second.before
    assert started(second).finished
    assert not len(line)


def test_a_run_that_comes_while_one_before_it_is_at_a_piece_leaves_that_to_it():
    begun, over = Event(), Event()

    def pieces():
        begun.set()
        over.wait(60)
        yield 0.5
        return "all of it"

    work = Work(pieces())
    before = Thread(target=work.go_on, args=(0,))
    before.start()
    begun.wait(60)
    work.go_on(0.01)
    assert (work.share, work.finished) == (0, False)
    over.set()
    work.go_on(math.inf)
    before.join()
    assert (work.result, work.finished) == ("all of it", True)
