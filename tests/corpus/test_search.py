"""Searches in a corpus, held to brute force on random numbers."""

import pickle

import numpy as np
import pytest

from gru_viz.corpus.search import bytoken, byword, nearest, pattern, strongest
from gru_viz.corpus.search.contexts import contexts
from gru_viz.corpus.search.findtext import find
from gru_viz.corpus.search.pattern import Pattern
from gru_viz.progress import whole
from tests.corpus.stores import SYMBOLS, random_store

#: One worker writes the store.
pytestmark = pytest.mark.xdist_group("searches")
LENGTHS = [1, 40, 3, 90, 17, 2, 64, 150, 9, 24]
WHERE = [(0, 0), (1, 1)]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return random_store(tmp_path_factory.mktemp("stores") / "noise.zarr", LENGTHS, smooth=3)


def column(corpus, quantity, layer, direction):
    return corpus.dataset[quantity].to_numpy()[:, layer, direction].astype(np.float64)


def sequences():
    """Of every position the first and the last of its sequence, the end exclusive."""
    ends = np.cumsum(LENGTHS)
    return np.repeat(ends - LENGTHS, LENGTHS), np.repeat(ends, LENGTHS)


@pytest.mark.parametrize(("layer", "direction"), WHERE)
@pytest.mark.parametrize("position", [0, 36, 37, 200, 399])
def test_nearest_states_are_those_of_brute_force(corpus, layer, direction, position):
    states = column(corpus, "hidden_state", layer, direction)
    distance = np.sqrt(((states - states[position]) ** 2).sum(axis=1))
    distance[max(0, position - 8) : position + 9] = np.inf
    wanted = sorted(range(len(states)), key=lambda at: (distance[at], at))[:12]
    found = whole(nearest.search(corpus, position, layer, direction, count=12))
    assert [place.start for place in found] == wanted
    np.testing.assert_allclose([place.score for place in found], distance[wanted], rtol=1e-12)


@pytest.mark.parametrize(("layer", "direction"), WHERE)
@pytest.mark.parametrize("quantity", ["hidden_state", "update_gate"])
def test_strongest_places_are_the_peaks_that_brute_force_finds(corpus, quantity, layer, direction):
    values = column(corpus, quantity, layer, direction)[:, 4]
    first, end = sequences()
    for side, sign in enumerate((1, -1)):
        peaks = []
        for at in range(len(values)):
            window = sign * values[max(first[at], at - 8) : min(end[at], at + 9)]
            if max(first[at], at - 8) + int(window.argmax()) == at:
                peaks.append((-sign * values[at], at))
        found = whole(strongest.search(corpus, quantity, 4, layer, direction, count=15))[side]
        assert [place.start for place in found] == [at for _height, at in sorted(peaks)[:15]]
        assert [place.score for place in found] == [values[at] for _height, at in sorted(peaks)[:15]]


@pytest.mark.parametrize("unit", [None, 2])
def test_means_by_token_are_those_of_a_mask(corpus, unit):
    values = column(corpus, "update_gate", 1, 0)
    values = values.mean(axis=1) if unit is None else values[:, unit]
    tokens = corpus.dataset["token"].to_numpy()
    found = whole(bytoken.search(corpus, "update_gate", 1, 0, unit=unit))
    assert [each.mean for each in found] == sorted((each.mean for each in found), reverse=True)
    assert sorted(each.token for each in found) == list(range(len(SYMBOLS)))
    for each in found:
        assert each.count == (tokens == each.token).sum()
        assert each.mean == pytest.approx(values[tokens == each.token].mean(), rel=1e-6)


def runs_of(values, threshold, wanted):
    """Every maximal run of every unit, step by step: (start, end) to the units whose run it is."""
    first, end = sequences()
    found = {}
    for unit, sign in zip(wanted.units, wanted.signs, strict=True):
        on = sign * values[:, unit] >= threshold
        start = None
        for at in range(len(values)):
            if on[at] and (start is None or at == first[at]):
                start = at
            if start is not None and (at + 1 == end[at] or not on[at + 1]):
                found.setdefault((start, at + 1), set()).add(unit)
                start = None
            if not on[at]:
                start = None
    return found


@pytest.mark.parametrize(("layer", "direction"), WHERE)
@pytest.mark.parametrize("quantity", ["hidden_state", "update_gate"])
def test_a_pattern_is_found_where_brute_force_finds_the_same_units_on(corpus, quantity, layer, direction):
    values = column(corpus, quantity, layer, direction)
    wanted = Pattern(
        150, 153, 0.25, (0, 2, 3, 5), (1, -1 if quantity == "hidden_state" else 1, 1, 1), quantity, layer, direction
    )
    there = runs_of(values, 0.25, wanted)
    there.pop((150, 153), None)
    order = sorted(there, key=lambda run: (-len(there[run]), abs(run[1] - run[0] - 3), run))
    found = whole(pattern.search(corpus, wanted, count=20))
    assert [(place.start, place.end, place.score) for place in found.places] == [
        (*run, len(there[run])) for run in order[:20]
    ]
    assert found.counts.tolist() == [sum(len(units) == n for units in there.values()) for n in range(5)]


def test_runs_go_on_over_the_borders_of_blocks_and_stop_at_those_of_sequences(tmp_path):
    corpus = random_store(tmp_path / "a.zarr", [100, 60, 240], chunk=30)
    corpus.dataset["hidden_state"][:] = 1
    found = whole(pattern.search(corpus, Pattern(0, 100, 0.5, (0, 1), (1, 1))))
    assert [(place.start, place.end, place.score) for place in found.places] == [(100, 160, 2), (160, 400, 2)]


@pytest.mark.parametrize("threshold", [0.05, 0.3, 0.7])
@pytest.mark.parametrize("stretch", [(0, 1), (41, 44), (36, 39), (43, 44), (131, 134), (397, 400)])
def test_units_of_a_pattern_are_on_in_its_stretch_and_off_around_it(corpus, stretch, threshold):
    values = column(corpus, "hidden_state", 0, 1)
    first, end = sequences()
    start, stop = stretch
    found = pattern.pattern(corpus, start, stop, threshold, "hidden_state", 0, 1)
    expected = {}
    for unit in range(values.shape[1]):
        for sign in (1, -1):
            on = sign * values[:, unit] >= threshold
            around = [at for at in (start - 1, stop) if first[start] <= at < end[start]]
            if on[start:stop].all() and not on[around].any():
                expected[unit] = sign
    assert dict(zip(found.units, found.signs, strict=True)) == expected


def test_a_threshold_that_is_chosen_fits_as_many_units_as_any(corpus):
    for start in (5, 60, 300):
        chosen = pattern.pattern(corpus, start, start + 2)
        tried = (
            pattern.pattern(corpus, start, start + 2, float(each)) for each in np.linspace(pattern.LEAST + 0.01, 1, 12)
        )
        assert len(chosen.units) >= max(len(each.units) for each in tried)


@pytest.mark.parametrize("unit", [None, 5])
def test_means_by_word_are_those_of_its_letters(corpus, unit):
    values = column(corpus, "update_gate", 0, 1)
    values = values.mean(axis=1) if unit is None else values[:, unit]
    wanted, word, inside = {}, "", []
    last = set(np.cumsum(LENGTHS) - 1)
    for at, token in enumerate(corpus.tokens(0, len(corpus))):
        piece = token + " " * (at in last)
        word, inside = word + piece.strip(" ,"), [*inside, values[at]]
        if piece.endswith(" "):
            seen, times = wanted.get(word, ([], 0))
            wanted[word] = ([*seen, *inside], times + 1) if len(inside) <= byword.LONGEST else (seen, times)
            word, inside = "", []
    found = whole(byword.search(corpus, "update_gate", 0, 1, unit=unit))
    assert {each.word: each.count for each in found} == {
        word: times for word, (_seen, times) in wanted.items() if times
    }
    for each in found:
        assert each.mean == pytest.approx(np.mean(wanted[each.word][0]), rel=1e-6)


def test_of_a_store_that_is_half_written_only_what_is_computed_is_searched(tmp_path):
    whole_one = random_store(tmp_path / "a.zarr", LENGTHS)
    half = random_store(tmp_path / "b.zarr", LENGTHS, complete=111)
    assert not half.finished
    up, down = whole(strongest.search(half, "hidden_state", 1, count=50))
    assert max(place.end for place in up + down) <= 111
    assert sum(each.count for each in whole(bytoken.search(half, "update_gate"))) == 111
    assert len(whole(nearest.search(half, 50, count=500))) == 111 - 17
    assert max(place.end for place in whole(pattern.search(half, Pattern(3, 4, 0.1, (0, 1), (1, 1)))).places) <= 111
    assert len(whole_one) == sum(LENGTHS)


def test_contexts_show_what_stands_around_and_the_same_words_once(corpus):
    places = whole(nearest.search(corpus, 200, count=20))
    found = contexts(corpus, [*places, *places], 6, lambda values: values[:, 3], "hidden_state", 1, 1)
    assert [each.place for each in found] == places[:6]
    for each in found:
        low, high = each.low, each.low + len(each.tokens)
        first, end = corpus.bounds(each.place.start)
        assert (low, high) == (max(first, each.place.start - 8), min(end, each.place.end + 8))
        assert list(each.tokens) == corpus.tokens(low, high)
        np.testing.assert_array_equal(each.values, column(corpus, "hidden_state", 1, 1)[low:high, 3].astype("float32"))
        assert corpus.tokens(each.place.start, each.place.end) == [each.tokens[i] for i in each.inside]


def test_text_is_found_from_a_place_on_and_then_from_the_start(corpus):
    tokens = corpus.tokens(0, len(corpus))
    for words in ("ab", "c, d", "H"):
        there = [at for at in range(len(tokens)) if "".join(tokens[at : at + 4]).lower().startswith(words.lower())]
        there = [at for at in there if corpus.bounds(at)[1] >= at + len(words.replace(", ", ""))]
        for after in (0, 100, there[-1]):
            assert find(corpus, words, after) == next((at for at in there if at > after), there[0])
    assert find(corpus, "xyz", 7) is None


def test_text_is_read_over_the_borders_of_chunks_here_and_in_another_process(corpus):
    tokens = corpus.tokens(0, len(corpus))
    there = pickle.loads(pickle.dumps(corpus))
    for start, stop in ((30, 45), (36, 38), (37, 74), (100, 101), (395, 400), (7, 7)):
        assert corpus.tokens(start, stop) == there.tokens(start, stop) == tokens[start:stop]
