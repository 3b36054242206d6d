"""With the reset gate open the candidate is nn.RNNCell's."""

import pytest
from torch import nn

from gru_viz import TextbookGRU
from gru_viz.lesson.claims.plain_candidate import PLAIN_CANDIDATE, Numbers
from tests.lesson.claims.subjects import subject


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("kind", [nn.GRU, TextbookGRU])
def test_it_holds_of_every_gru(kind, bias):
    numbers = PLAIN_CANDIDATE.measure(subject(kind, bias=bias))
    assert PLAIN_CANDIDATE.judge(numbers) == "holds", numbers


def test_a_candidate_apart_from_the_rnns_is_not_plain():
    assert PLAIN_CANDIDATE.judge(Numbers(off=0.1)) == "not"
