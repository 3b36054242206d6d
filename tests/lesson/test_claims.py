"""Each claim's verdict follows from its numbers: the experiment on known GRUs, and a counter-example that changes it."""

import string

import pytest
import torch
from torch import nn

import gru_viz
from gru_viz import TextbookGRU
from gru_viz.learning.bundled import load_bundled
from gru_viz.lesson.claims.claims import CLAIMS, Subject

CLEAR = {
    "copies": "holds", "rewrites": "holds", "blind": "holds", "plain": "holds",
    "doubles": "holds", "later": "holds", "last": "holds",
}  # fmt: skip


def subject(kind=nn.GRU, steps=12, **options) -> Subject:
    torch.manual_seed(0)
    return Subject(kind(3, 8, **options).eval(), torch.randn(steps, 1, 3))


@pytest.mark.parametrize("key", CLEAR)
@pytest.mark.parametrize("kind", [nn.GRU, TextbookGRU])
def test_what_is_true_of_every_gru_holds(key, kind):
    claim = CLAIMS[key]
    numbers = claim.measure(subject(kind))
    assert claim.judge(numbers) == CLEAR[key], numbers


COUNTER = {
    "copies": ({"moved": 0.1}, "not"),
    "rewrites": ({"off": 0.1}, "not"),
    "blind": ({"candidate": 0.1}, "not"),
    "plain": ({"off": 0.1}, "not"),
    "road": ({"gru": -9.0, "rnn": -3.0}, "not"),
    "saturated": ({"saturated": 0.2, "between": 0.2}, "not"),
    "lighter": ({"ratio": 1.2}, "not"),
    "par": ({"gru": 0.2, "lstm": 0.9}, "not"),
    "long": ({"gru": 0.9, "lstm": 0.2}, "not"),
    "turn": ({"grows": 1.1}, "not"),
    "doubles": ({"ratio": 1.5}, "not"),
    "later": ({"both": 0.5, "one": 0.6}, "not"),
    "last": ({"gap": 0.5}, "partly"),
}


@pytest.mark.parametrize("key", CLAIMS)
def test_a_counter_example_changes_the_verdict(key):
    claim = CLAIMS[key]
    numbers = claim.measure(subject(steps=30))
    change, verdict = COUNTER[key]
    assert claim.judge({**numbers, **change}) == verdict


@pytest.mark.parametrize("key", CLAIMS)
def test_every_verdict_has_a_sentence_that_its_numbers_fill(key):
    claim = CLAIMS[key]
    numbers = claim.measure(subject())
    assert claim.judge(numbers) in claim.because
    for sentence in claim.because.values():
        fields = {name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name}
        assert fields <= set(numbers)
        assert sentence.format(**numbers)


def test_the_verdict_on_the_straight_road_tells_learned_gates_from_random_ones():
    model = load_bundled("remember-price")
    gru = nn.GRU(8, 16)
    gru.load_state_dict(model.learner.gru.state_dict())
    x = model.task.batch(1, 3).inputs.transpose(0, 1)
    road = CLAIMS["road"]
    assert road.judge(road.measure(Subject(gru.eval(), x))) == "holds"
    assert road.judge(road.measure(subject(steps=200))) in ("partly", "not")


def test_a_second_direction_more_than_doubles_a_deep_gru():
    doubles = CLAIMS["doubles"]
    numbers = doubles.measure(subject(num_layers=3))
    assert doubles.judge(numbers) == "partly"
    expected = sum(p.numel() for p in nn.GRU(3, 8, 3, bidirectional=True).parameters())
    assert numbers["two"] == expected


def test_h_n_is_found_where_it_is():
    last = CLAIMS["last"]
    numbers = last.measure(subject(bidirectional=True))
    assert last.judge(numbers) == "partly"
    assert numbers["first"] < 1e-6 < numbers["gap"]
    assert numbers["forward"] < 1e-6


def test_a_gate_that_is_not_held_is_seen():
    """The experiments do measure: without the intervention their numbers are others."""
    free = subject()
    tr = gru_viz.trace(free.module, free.x)
    assert (tr.hidden_state - tr.previous_state).abs().max() > 0.01
    assert (tr.hidden_state - tr.candidate_state).abs().max() > 0.01


def test_no_bias_and_several_layers_are_examined_too():
    for options in ({"bias": False}, {"num_layers": 2, "bidirectional": True}):
        for claim in CLAIMS.values():
            assert claim.judge(claim.measure(subject(steps=5, **options))) in claim.because


def test_lighter_is_said_of_parameters_and_of_time_apart():
    lighter = CLAIMS["lighter"]
    numbers = lighter.measure(subject())
    assert numbers["ratio"] == pytest.approx(0.75)
    assert lighter.judge({**numbers, "time": 0.8}) == "holds"
    assert lighter.judge({**numbers, "time": 5.0}) == "partly"


def test_waiting_for_the_last_step_is_judged_by_both_ratios():
    turn = CLAIMS["turn"]
    numbers = turn.measure(subject())
    assert set(numbers) == {"units", "gru", "layer", "grows", "slower"}
    assert turn.judge({**numbers, "grows": 3.9, "slower": 400}) == "holds"
    assert turn.judge({**numbers, "grows": 3.9, "slower": 1.5}) == "partly"
