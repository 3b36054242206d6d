"""On very long sequences the GRU is weaker than the LSTM."""

from dataclasses import dataclass

from gru_viz.lesson.claims.adding import Accuracies, accuracy, lengths_of, shared_lengths, started_lengths
from gru_viz.lesson.claims.claim import Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_


@dataclass(frozen=True)
class Numbers(Accuracies):
    """At the greatest length that all three cells were trained on, and at that of the other starts; the GRU beyond it.

    Attributes
    ----------
    furthest : int
        The greatest length that the GRU was trained on.
    there : float, in [0, 1]
        How right it is there.
    """

    furthest: int
    there: float


def measure(_subject: Subject) -> Numbers:
    """Look up the longest sequences."""
    furthest = lengths_of("gru")[-1]
    shared = Accuracies.at(shared_lengths()[-1], max(started_lengths(), default=None))
    return Numbers(**vars(shared), furthest=furthest, there=accuracy("gru", furthest))


def judge(numbers: Accuracies) -> Verdict:
    """The LSTM is ahead by more than five points, however their gates began."""
    return numbers.verdict(_ahead)


def _ahead(gru: float, lstm: float) -> Verdict:
    """Of one start."""
    if lstm - gru > 0.05:
        return "holds"
    return "partly" if lstm > gru else "not"


VERY_LONG_SEQUENCES = Claim(
    "very_long_sequences",
    ("4.5.2 a",),
    N_("On very long sequences the GRU is weaker than the LSTM."),
    measure,
    judge,
)
