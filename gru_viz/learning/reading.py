"""Reading: a text, letter by letter, as a model of words divides it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import torch

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.gru import Trace
from gru_viz.cells.trace import trace
from gru_viz.learning.learner import Learner
from gru_viz.learning.letters import letter_tokens, typed, word_ends
from gru_viz.learning.tasks import Task
from gru_viz.problem import Problem


@dataclass(frozen=True)
class Reading:
    """A text of T letters and where a model sees its words end.

    Attributes
    ----------
    tokens : tuple of str (T)
        The text as typed, a letter with the spaces and punctuation beside it; joined they are the text.
    ends : ndarray (T,), in [0, 1]
        Probability that a word ends at each letter.
    trace : Trace
        Of the GRU on this text, one step a letter.
    """

    tokens: tuple[str, ...]
    ends: np.ndarray
    trace: Trace = field(repr=False)

    @property
    def letters(self) -> tuple[str, ...]:
        """Each letter as it was read, e.g. small; unknown ones as typed."""
        return tuple(typed(token).letter for token in self.tokens)

    @property
    def known(self) -> tuple[bool, ...]:
        """Whether the model has a row of its own for each letter; all others share one."""
        return tuple(typed(token).known for token in self.tokens)

    @property
    def steps(self) -> tuple[int, ...]:
        """For each character of the text the step that it is shown at."""
        return tuple(step for step, token in enumerate(self.tokens) for _ in token)

    @property
    def words(self) -> list[str]:
        """The letters, divided where a word more likely ends than goes on; joined again they are the letters."""
        return divided(self.letters, self.ends)

    @property
    def right(self) -> tuple[bool | None, ...]:
        """Whether the model agrees with the typed spaces at each letter; None where they say nothing (`word_ends`)."""
        wanted = word_ends(self.tokens)
        return tuple(
            None if w is None else bool(w) == (p > 0.5) for w, p in zip(wanted, self.ends.tolist(), strict=True)
        )


def divided(letters: Sequence[str], ends: np.ndarray) -> list[str]:
    """`letters` (T) as words, each up to where one more likely ends (T,) than goes on, and the last."""
    cuts = [0, *(np.flatnonzero(ends[:-1] > 0.5) + 1).tolist(), len(letters)]
    return ["".join(letters[start:end]) for start, end in pairwise(cuts)]


def read(task: Task, learner: Learner, text: str) -> Reading:
    """`text` as `learner`, trained on the task "words", reads it.

    Raises
    ------
    Problem
        Nothing but spaces.
    """
    tokens, tr, ends = followed(task, learner, text)
    assert isinstance(tr, Trace)
    return Reading(tokens, ends, tr)


def followed(task: Task, learner: Learner, text: str) -> tuple[tuple[str, ...], CellTrace, np.ndarray]:
    """The letters of `text`, the trace of whatever cell the learner has, and `Reading.ends`; Problem as in `read`."""
    tokens = letter_tokens(text)
    if not tokens:
        raise Problem("There is no text yet. Type at least one character that is not a space.")
    with torch.no_grad():
        tr = trace(learner.gru, learner.embed(task.encode([tokens])), tokens=(tokens,))
        ends = learner.head(tr.output)[0].softmax(-1)[:, 1]
    return tokens, tr, ends.numpy()
