"""With the reset gate shut the candidate does not see the old state, but the new state still holds some of it."""

from dataclasses import dataclass

from gru_viz.cells.gru import GRUTrace
from gru_viz.cells.intervention import clamp
from gru_viz.lesson.claims.claim import EQUAL, Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_


@dataclass(frozen=True)
class Numbers:
    """Of two runs of the first layer from different start states, its reset gate held at 0.

    Attributes
    ----------
    candidate : float
        The largest difference of their candidates.
    state : float
        Of their states.
    """

    candidate: float
    state: float


def started_twice(subject: Subject) -> tuple[GRUTrace, GRUTrace]:
    """The first layer's reset gate held at 0, from zeros and from another state."""
    held = clamp(reset_gate=0.0, layers=0)
    return subject.run(held), subject.run(held, subject.other_start())


def measure(subject: Subject) -> Numbers:
    """Hold the first layer's reset gate at 0 and start twice."""
    one, other = started_twice(subject)
    return Numbers(
        candidate=(one.candidate_state[0] - other.candidate_state[0]).abs().max().item(),
        state=(one.hidden_state[0] - other.hidden_state[0]).abs().max().item(),
    )


def judge(numbers: Numbers) -> Verdict:
    """The candidates are equal; the states are not, unless the update gate forgets as well."""
    if numbers.candidate > EQUAL:
        return "not"
    return "holds" if numbers.state > 1e-4 else "partly"


BLIND_CANDIDATE = Claim(
    "blind_candidate",
    ("4.1.1 ①", "4.5.1 c"),
    N_("A reset gate near 0 makes the candidate forget the old state; the state itself is not forgotten."),
    measure,
    judge,
)
