"""Remembering needs a state for each letter."""

from dataclasses import dataclass
from functools import cache

from gru_viz.analysis.automaton.extraction import extract
from gru_viz.analysis.automaton.holding import letters_of
from gru_viz.analysis.automaton.machine import FAITHFUL, Automaton
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.rules import LETTERS
from gru_viz.lesson.claims.claim import Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_

#: Two GRUs that learned the same task, one of them with a price on writing.
MODEL, ANOTHER = "remember-price", "remember"


@dataclass(frozen=True)
class Numbers:
    """Of the machines that two GRUs have become which learned to remember a letter.

    Attributes
    ----------
    letters : int
        That there are to remember.
    held : int
        Letters with a state that holds this one alone.
    states : int
        In all: beside them before any mark, and right after it.
    agreement : float, in [0, 1]
        Share of the GRU's answers that are the machine's, on fresh sequences.
    again : int
        States of the other GRU's machine.
    agreement_again : float, in [0, 1]
    """

    letters: int
    held: int
    states: int
    agreement: float
    again: int
    agreement_again: float


@cache
def machine(name: str = MODEL) -> Automaton:
    """The smallest machine that answers like a bundled GRU."""
    return extract(load_bundled(name))


def measure(_subject: Subject) -> Numbers:
    """Extract both machines and count."""
    one, another = machine(), machine(ANOTHER)
    return Numbers(
        letters=len(LETTERS),
        held=len(set(letters_of(state.holds for state in one.states if len(state.holds) == 1))),
        states=len(one.states),
        agreement=one.agreement,
        again=len(another.states),
        agreement_again=another.agreement,
    )


def judge(numbers: Numbers) -> Verdict:
    """The machine stands for the GRU, and no two letters share a state."""
    if numbers.agreement < FAITHFUL:
        return "not"
    return "holds" if numbers.held == numbers.letters < numbers.states else "partly"


STATE_FOR_EACH_LETTER = Claim(
    "state_for_each_letter", ("4.2.1",), N_("Remembering needs a state for each letter."), measure, judge
)
