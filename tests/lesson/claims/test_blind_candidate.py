"""With the reset gate shut the candidate is blind to the old state; the state remembers by the update gate."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from gru_viz import TextbookGRU
from gru_viz.lesson.claims.blind_candidate import BLIND_CANDIDATE, judge, measure
from gru_viz.lesson.claims.subject import Subject
from tests.lesson.claims.subjects import subject


@pytest.mark.parametrize("kind", [nn.GRU, TextbookGRU])
def test_it_holds_of_every_gru(kind):
    numbers = BLIND_CANDIDATE.measure(subject(kind))
    assert BLIND_CANDIDATE.judge(numbers) == "holds", numbers


def test_a_candidate_that_sees_the_old_state_is_not_blind():
    assert judge(replace(measure(subject()), candidate=0.1)) == "not"


def test_it_holds_partly_of_an_update_gate_that_forgets_as_well():
    forgetful = nn.GRU(3, 8).eval()
    with torch.no_grad():
        forgetful.bias_ih_l0[8:16] = -30.0  # z = 0 writes
    assert judge(measure(Subject(forgetful, torch.randn(12, 1, 3)))) == "partly"
