"""The list of claims: in the lesson's order, and each can be asked of any GRU."""

import re
from dataclasses import asdict
from typing import get_args

import pytest

from gru_viz.analysis.timing import fastest
from gru_viz.lesson.claims.all import CLAIMS, measured
from gru_viz.lesson.claims.claim import Verdict
from gru_viz.progress import whole
from tests.lesson.claims.subjects import subject
from tests.machines import MACHINES


def test_claims_come_in_the_order_of_the_lesson():
    places = [claim.statements[0] for claim in CLAIMS]
    assert places == sorted(places)


def test_every_claim_says_where_the_lesson_says_it():
    for claim in CLAIMS:
        assert claim.statements == tuple(sorted(claim.statements))
        for statement in claim.statements:
            assert re.fullmatch(r"4\.\d(\.\d)?( [a-f①-④+−])?", statement)


def test_names_tell_claims_apart():
    assert len({claim.name for claim in CLAIMS}) == len({claim.says for claim in CLAIMS}) == len(CLAIMS)


@MACHINES
@pytest.mark.parametrize("options", [{"bias": False}, {"num_layers": 2, "bidirectional": True}])
def test_no_bias_and_several_layers_are_examined_too(options, monkeypatch):
    monkeypatch.setattr(fastest, "__defaults__", (1,))  # no time is judged here
    found = whole(measured(subject(steps=5, **options)))
    assert list(found) == [claim.name for claim in CLAIMS]
    for claim in CLAIMS:
        assert claim.judge(found[claim.name]) in get_args(Verdict)
        assert asdict(found[claim.name])
