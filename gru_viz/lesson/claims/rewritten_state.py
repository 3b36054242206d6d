"""Where the update gate writes everything the state is the candidate."""

from dataclasses import dataclass

from gru_viz.cells.intervention import clamp
from gru_viz.lesson.claims.claim import EQUAL, Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_


@dataclass(frozen=True)
class Numbers:
    """Of the GRU with its update gate held where it writes, from a start state that is not zero.

    Attributes
    ----------
    off : float
        max |hₜ - h̃ₜ|.
    """

    off: float


def measure(subject: Subject) -> Numbers:
    """Hold the update gate where it writes at every step."""
    tr = subject.run(clamp(update_gate=1 - subject.keeping), subject.other_start())
    return Numbers(off=(tr.hidden_state - tr.candidate_state).abs().max().item())


def judge(numbers: Numbers) -> Verdict:
    """State and candidate are equal."""
    return "holds" if numbers.off < EQUAL else "not"


REWRITTEN_STATE = Claim(
    "rewritten_state",
    ("4.1.1 ②", "4.2.1"),
    N_("Where the update gate writes all, the state is the candidate: the old state is rewritten."),
    measure,
    judge,
)
