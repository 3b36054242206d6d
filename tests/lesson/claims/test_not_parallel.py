"""Not in parallel over time: judged by both ratios, of lengths and of cells."""

from dataclasses import replace

import pytest

from gru_viz.analysis.timing import fastest
from gru_viz.lesson.claims.not_parallel import NOT_PARALLEL
from tests.lesson.claims.subjects import subject

#: One worker measures.
pytestmark = pytest.mark.xdist_group("parallel")


@pytest.fixture(scope="module")
def numbers():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fastest, "__defaults__", (1,))  # what it is judged by is given below
        return NOT_PARALLEL.measure(subject())


def test_every_time_is_measured(numbers):
    assert min(numbers.gru, numbers.layer, numbers.grows, numbers.slower) > 0
    assert [other.cell for other in numbers.others] == ["minGRU"]
    assert min(value for other in numbers.others for value in (other.time, other.grows)) > 0


@pytest.mark.parametrize(("grows", "slower", "verdict"), [(3.9, 400, "holds"), (3.9, 1.5, "partly"), (1.1, 400, "not")])
def test_the_verdict_follows_from_both_ratios(numbers, grows, slower, verdict):
    assert NOT_PARALLEL.judge(replace(numbers, grows=grows, slower=slower)) == verdict
