"""Remembering one of six letters takes eight states: by the rule, and by the GRUs that learned it."""

from dataclasses import replace
from itertools import product

from gru_viz.learning.rules import LETTERS, marked_letter
from gru_viz.lesson.claims.state_for_each_letter import judge, machine, measure
from tests.lesson.claims.subjects import subject
from tests.machines import MACHINES

pytestmark = MACHINES

ALPHABET = [*LETTERS, "!", "?"]


def test_it_holds_of_both_bundled_grus_with_six_letters_and_eight_states():
    numbers = measure(subject())
    assert (numbers.letters, numbers.held, numbers.states, numbers.again) == (6, 6, 8, 8)
    assert numbers.agreement == numbers.agreement_again == 1
    assert judge(numbers) == "holds"


def test_fewer_states_would_not_do():
    """After two beginnings that some end tells apart no machine may be in one state (Nerode 1958)."""
    ends = [end for length in (1, 2) for end in product(ALPHABET, repeat=length)]
    told = {
        tuple(tuple(marked_letter([*begin, *end])[len(begin) :]) for end in ends)
        for length in range(3)
        for begin in product(ALPHABET, repeat=length)
    }
    assert len(told) == len(machine().states)


def test_letters_that_share_a_state_and_a_machine_that_is_not_the_grus_are_judged():
    numbers = measure(subject())
    assert judge(replace(numbers, held=5)) == "partly"
    assert judge(replace(numbers, agreement=0.9)) == "not"
