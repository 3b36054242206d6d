"""With the update gate open the state is the candidate; a gate that is not held mixes."""

import pytest
from torch import nn

from gru_viz import TextbookGRU
from gru_viz.lesson.claims.rewritten_state import REWRITTEN_STATE, Numbers
from tests.lesson.claims.subjects import subject


@pytest.mark.parametrize("kind", [nn.GRU, TextbookGRU])
def test_it_holds_of_every_gru(kind):
    numbers = REWRITTEN_STATE.measure(subject(kind))
    assert REWRITTEN_STATE.judge(numbers) == "holds", numbers


def test_a_state_apart_from_its_candidate_is_not_rewritten():
    assert REWRITTEN_STATE.judge(Numbers(off=0.1)) == "not"


def test_a_gate_that_is_not_held_is_seen():
    """The experiment does measure: without the intervention state and candidate differ."""
    tr = subject().run()
    assert (tr.hidden_state - tr.candidate_state).abs().max() > 0.01
