"""With the update gate shut the state is copied; a gate that is not held does not copy."""

from dataclasses import replace

import pytest
from torch import nn

from gru_viz import TextbookGRU
from gru_viz.lesson.claims.copied_state import COPIED_STATE, judge, measure
from tests.lesson.claims.subjects import subject


@pytest.mark.parametrize("kind", [nn.GRU, TextbookGRU])
def test_it_holds_of_every_gru(kind):
    numbers = COPIED_STATE.measure(subject(kind))
    assert numbers.steps == 11
    assert COPIED_STATE.judge(numbers) == "holds", numbers


def test_a_state_that_moves_is_no_copy():
    assert judge(replace(measure(subject()), moved=0.1)) == "not"


def test_a_gradient_that_fades_has_not_passed_unchanged():
    assert judge(replace(measure(subject()), gradient=0.9)) == "not"


def test_a_gate_that_is_not_held_is_seen():
    """The experiment does measure: without the intervention the state moves."""
    tr = subject().run()
    assert (tr.hidden_state - tr.previous_state).abs().max() > 0.01


def test_a_single_step_cannot_tell():
    numbers = measure(subject(steps=1))
    assert numbers.steps == 0
    assert judge(numbers) == "undecided"
