"""Where the update gate writes nothing the state is copied, and its gradient with it."""

from dataclasses import dataclass

from gru_viz.analysis.gradients import gradient_norms
from gru_viz.cells.intervention import clamp
from gru_viz.lesson.claims.claim import EQUAL, Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_


@dataclass(frozen=True)
class Numbers:
    """Of the GRU with its update gate held where it keeps, from a start state that is not zero.

    Attributes
    ----------
    moved : float
        max |hₜ - hₜ₋₁|.
    gradient : float
        ‖∂h_T/∂h_1‖.
    steps : int
        From h_1 to h_T.
    """

    moved: float
    gradient: float
    steps: int


def measure(subject: Subject) -> Numbers:
    """Hold the update gate where it keeps at every step."""
    tr = subject.run(clamp(update_gate=subject.keeping), subject.other_start())
    found = gradient_norms(tr)
    return Numbers(
        moved=(tr.hidden_state - tr.previous_state).abs().max().item(),
        gradient=10 ** found.norms[0].item(),
        steps=len(found.positions) - 1,
    )


def judge(numbers: Numbers) -> Verdict:
    """No unit moves, and the gradient over all steps is 1, of which there must be some."""
    if numbers.steps == 0:
        return "undecided"
    return "holds" if numbers.moved < EQUAL and abs(numbers.gradient - 1) < 1e-3 else "not"


COPIED_STATE = Claim(
    "copied_state",
    ("4.1.1 ②", "4.2.1", "4.5.1 b"),
    N_(
        "Where the update gate writes nothing at all, the state is a copy of the one before, and the gradient passes unchanged."
    ),
    measure,
    judge,
)
