"""Two directions are right more often where the clue comes later."""

from gru_viz.lesson.claims.later_clue import LATER_CLUE, Numbers
from tests.lesson.claims.subjects import subject


def test_it_holds_of_the_bundled_grus():
    assert LATER_CLUE.judge(LATER_CLUE.measure(subject())) == "holds"


def test_two_directions_that_are_no_better_do_not_help():
    assert LATER_CLUE.judge(Numbers(one=0.6, both=0.5)) == "not"
    assert LATER_CLUE.judge(Numbers(one=0.6, both=0.7)) == "partly"
