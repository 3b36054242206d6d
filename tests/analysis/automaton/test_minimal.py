"""Minimal machines against brute force: words that tell states apart."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from gru_viz.analysis.automaton.minimal import folded, merged, reachable

SYMBOLS = "ab"
STATES = 4
#: Where a symbol leads and what is answered; None where there is no way on.
WAYS = st.none() | st.tuples(st.integers(0, STATES - 1), st.none() | st.integers(0, 1))
TABLES = st.fixed_dictionaries(dict.fromkeys(product(range(STATES), SYMBOLS), WAYS)).map(
    lambda ways: {key: way for key, way in ways.items() if way is not None}
)
#: Two states of n are told apart by a word shorter than n, if by any (Moore 1956).
WORDS = [word for length in range(1, STATES + 1) for word in product(SYMBOLS, repeat=length)]


def told(table, at, word):
    """The answers on a word, "end" once there is no way on."""
    answers = []
    for symbol in word:
        way = table.get((at, symbol))
        if way is None:
            return [*answers, "end"]
        at = way[0]
        answers.append(way[1])
    return answers


@given(TABLES)
def test_states_share_a_class_exactly_if_no_word_tells_them_apart(table):
    kinds = merged(table, 0)
    for one, other in product(kinds, repeat=2):
        alike = all(told(table, one, word) == told(table, other, word) for word in WORDS)
        assert (kinds[one] == kinds[other]) == alike


@given(TABLES)
def test_the_small_machine_answers_like_the_large_one(table):
    table = reachable(table, 0)
    kinds = merged(table, 0)
    small = {(kinds[at], symbol): (kinds[to], said) for (at, symbol), (to, said) in table.items()}
    assert kinds[0] == 0
    assert all(told(small, 0, word) == told(table, 0, word) for word in WORDS)


@given(TABLES)
def test_only_what_can_be_reached_is_left(table):
    left = reachable(table, 0)
    reached = {0}
    for word in WORDS:
        at = 0
        for symbol in word:
            at = table.get((at, symbol), (None,))[0]
            reached.add(at)
    assert {source for source, _symbol in left} == {source for source, _symbol in table} & reached


def test_where_a_sequence_ends_the_machine_stays():
    table = {(0, "a"): (1, None), (1, "?"): (2, 5)}
    assert folded(table) == {(0, "a"): (1, None), (1, "?"): (1, 5)}
