"""Two directions help where the clue comes later."""

from dataclasses import dataclass

from gru_viz.analysis.clue import bundled_by_distance
from gru_viz.lesson.claims.claim import Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_

SEQUENCES = 300


@dataclass(frozen=True)
class Numbers:
    """Share of right labels on fresh sequences, of two GRUs trained alike.

    Attributes
    ----------
    one, both : float, in [0, 1]
        With one direction, with both.
    """

    one: float
    both: float


def measure(_subject: Subject) -> Numbers:
    """Ask the two bundled GRUs."""
    one, both = bundled_by_distance(SEQUENCES)
    return Numbers(one=one.total, both=both.total)


def judge(numbers: Numbers) -> Verdict:
    """Both directions are ahead by more than twenty points."""
    if numbers.both - numbers.one > 0.2:
        return "holds"
    return "partly" if numbers.both > numbers.one else "not"


LATER_CLUE = Claim("later_clue", ("4.3.2 +",), N_("A Bi-GRU helps where the clue comes later."), measure, judge)
