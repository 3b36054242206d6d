"""The last of h_n is the last of output."""

from dataclasses import dataclass

from torch.nn.utils.rnn import PackedSequence

from gru_viz.lesson.claims.claim import EQUAL, Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_


@dataclass(frozen=True)
class Numbers:
    """The largest differences, unit by unit, of a direction's h_n from its half of output.

    Attributes
    ----------
    gap : float
        h_n[-1] from output[-1].
    first : float
        h_n[-1] from output[0].
    forward : float
        The forward direction's h_n from output[-1].
    both : bool
        There are two directions.
    """

    gap: float
    first: float
    forward: float
    both: bool


def measure(subject: Subject) -> Numbers:
    """Take both as the GRU returns them."""
    tr, size, both = subject.run(), subject.module.hidden_size, subject.module.bidirectional
    output = tr.output
    assert not isinstance(output, PackedSequence)  # a subject is one sequence
    last, forward = tr.h_n[-1], tr.h_n[-2 if both else -1]
    return Numbers(
        gap=(last - output[-1, :, -size:]).abs().max().item(),
        first=(last - output[0, :, -size:]).abs().max().item(),
        forward=(forward - output[-1, :, :size]).abs().max().item(),
        both=both,
    )


def judge(numbers: Numbers) -> Verdict:
    """Equal, of one direction; of two the backward one ends at output[0], which a single step does not tell from output[-1]."""
    if numbers.both:
        return "undecided" if numbers.gap < EQUAL else "partly"
    return "holds" if numbers.gap < EQUAL else "not"


LAST_STATE = Claim("last_state", ("4.4.2",), N_("h_n[-1] equals output[-1]."), measure, judge)
