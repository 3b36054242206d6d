"""Answers: what a trained model says at each step, and whether it is right."""

from dataclasses import dataclass, replace

import numpy as np
import torch

from gru_viz.cells.gru import GRUTrace
from gru_viz.inputs.sequence import Sequence
from gru_viz.learning.letters import typed
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.reading import divided


@dataclass(frozen=True)
class Answers:
    """y_t of one sequence.

    Attributes
    ----------
    said : ndarray (T, outputs)
        Probabilities of the classes, or values.
    wanted : tuple (T)
        The class number, or a list of values; None where nothing is asked or nothing can be known.
    right : tuple (T) of bool or None
    names : tuple of str
        Catalogue keys: names of the outputs.
    classes : bool
        The outputs are classes, else values.
    lacks : str
        What added to the text would bring an answer, where there is none and something would.
    letters : tuple of str (T)
        Of a model of words: the letters as it read them, unknown ones as typed; of others empty.
    known : tuple of bool (T)
        Of a model of words: which letters it has a row for.
    """

    said: np.ndarray
    wanted: tuple
    right: tuple[bool | None, ...]
    names: tuple[str, ...]
    classes: bool
    lacks: str = ""
    letters: tuple[str, ...] = ()
    known: tuple[bool, ...] = ()

    @property
    def words(self) -> list[str]:
        """Of a model of words: the text as it divides it."""
        return divided(self.letters, self.said[:, 1]) if self.letters else []

    @property
    def asked(self) -> int:
        """At how many steps the right answer is known."""
        return sum(each is not None for each in self.right)

    @property
    def hits(self) -> int:
        """How many of those are right."""
        return sum(each is True for each in self.right)


def with_gap(answers: Answers, step: int) -> Answers:
    """`answers` of a run that lacks a step, on the time axis of one that has it."""
    said = np.insert(answers.said, step, np.nan, axis=0)
    wanted = (*answers.wanted[:step], None, *answers.wanted[step:])
    right = (*answers.right[:step], None, *answers.right[step:])
    if not answers.letters:
        return replace(answers, said=said, wanted=wanted, right=right)
    letters = (*answers.letters[:step], "", *answers.letters[step:])
    known = (*answers.known[:step], True, *answers.known[step:])
    return replace(answers, said=said, wanted=wanted, right=right, letters=letters, known=known)


def answers(tr: GRUTrace, model: Pretrained, sequence: Sequence, sample: int = 0) -> Answers | None:
    """What `model` says on one sequence; None if it has no output layer or the sequence is not of its task's kind.

    Parameters
    ----------
    tr : GRUTrace
        Of the model's weights on `sequence`.
    model : Pretrained
    sequence : Sequence
    sample : int
    """
    task = model.task
    if task is None or model.head is None or sequence.is_text != bool(task.vocabulary):
        return None
    length = tr.lengths[sample]
    states = tr.entire.hidden_state[-1, :, :length, sample].transpose(0, 1).flatten(1)
    with torch.no_grad():
        said = model.head(states)
    if task.kind == "classes":
        said = said.softmax(-1)
    rows = list(sequence.tokens[sample]) if sequence.is_text else sequence.values[sample, :length].tolist()
    wanted = task.label(rows)
    if task.kind == "classes":
        right = [None if want is None else int(each.argmax()) == want for each, want in zip(said, wanted, strict=True)]
    else:
        right = [
            None if want is None else bool(((each - torch.tensor(want)).abs() <= task.tolerance).all())
            for each, want in zip(said, wanted, strict=True)
        ]
    lacks = task.lacking(rows) if sequence.is_text and not any(want is not None for want in wanted) else ""
    found = Answers(said.numpy(), tuple(wanted), tuple(right), task.answers, task.kind == "classes", lacks)
    if not task.embedding_size:
        return found
    letters = [typed(token) for token in rows]
    return replace(found, letters=tuple(each.letter for each in letters), known=tuple(each.known for each in letters))
