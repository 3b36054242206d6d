"""The GRU does about as well as the LSTM."""

from gru_viz.lesson.claims.adding import Accuracies, shared_lengths
from gru_viz.lesson.claims.claim import Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_


def measure(_subject: Subject) -> Accuracies:
    """Look up the second shortest sequences: the shortest are easy for all."""
    return Accuracies.at(shared_lengths()[1])


def judge(numbers: Accuracies) -> Verdict:
    """At most five points apart, however their gates began."""
    return numbers.verdict(_close)


def _close(gru: float, lstm: float) -> Verdict:
    """Of one start."""
    if abs(gru - lstm) <= 0.05:
        return "holds"
    return "partly" if gru > lstm else "not"


ON_PAR_WITH_LSTM = Claim(
    "on_par_with_lstm", ("4.5.1 f",), N_("The GRU does about as well as the LSTM."), measure, judge
)
