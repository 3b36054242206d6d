"""Tasks: small seeded problems whose solution a GRU's gates can show."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import one_hot

from gru_viz.learning import rules
from gru_viz.learning.letters import letters, typed, word_ends
from gru_viz.learning.words import draw_words
from gru_viz.problem import N_

#: Fresh sequences, which no training sees, are drawn from seeds from here on.
FRESH_SEEDS = 2_000_000_000


@dataclass(frozen=True)
class Batch:
    """Sequences of a task, all of the same length.

    Attributes
    ----------
    inputs : Tensor (B, T, input_size), float32; or (B, T), int64 rows of the embedding that a task's learner has
    targets : Tensor (B, T), int64 classes; or (B, T, outputs), float32 values
        0 where nothing is asked.
    asked : Tensor (B, T), bool
        The steps at which the task wants an answer.
    rows : sequence of sequences
        As the task drew them: symbols, or lists of numbers.
    """

    inputs: Tensor
    targets: Tensor
    asked: Tensor
    rows: Sequence[Sequence]

    @cached_property
    def tokens(self) -> tuple[tuple[str, ...], ...]:
        """A name for each step; training needs none, and numbers take half its time to write out."""
        return tuple(tuple(_name(step) for step in row) for row in self.rows)


@dataclass(frozen=True)
class Task:
    """A problem: what goes in, what is to be said, and when.

    Attributes
    ----------
    title, look_for : str
        Catalogue keys: its name, and what to look for in the gates.
    draw : Draw
    label : Label
        Right answers to any sequence, drawn or typed.
    length : int
        Steps of a sequence unless another length is asked for.
    vocabulary : tuple of str
        The symbols that can be typed, one-hot or rows of an embedding in this order; empty for tasks on numbers.
    answers : tuple of str
        Catalogue keys: names of the classes or of the values.
    kind : "classes" or "values"
    tolerance : float
        How far a value may be off to count as right.
    ordered : bool
        The classes stand for numbers, so that a unit can rise and fall with them.
    ahead : int
        Steps drawn beyond the last input, so that it has an answer.
    draw_fresh : Draw or None
        Where fresh sequences come from another source than those to train on.
    embedding_size : int
        Features of a learned embedding, which has one row more than the vocabulary has symbols, for all others; 0: one-hot.
    symbol : callable of str to str
        The symbol that a token stands for.
    further : float
        Mean of the steps that a batch has beyond `length`, drawn without memory: counting them tells nothing of the end.
    marks : tuple of str
        What a typed text may lack for an answer, the likeliest first; symbols stand beside each other or between spaces.
    sample : str
        What to show where drawing needs more than the app has; empty: the app draws.
    samples : mapping of language to str
        That of readers of another language.
    """

    title: str
    look_for: str
    draw: rules.Draw
    label: rules.Label
    length: int
    answers: tuple[str, ...]
    vocabulary: tuple[str, ...] = ()
    features: int = 0
    kind: Literal["classes", "values"] = "classes"
    tolerance: float = 0.0
    ordered: bool = True
    ahead: int = 0
    draw_fresh: rules.Draw | None = None
    embedding_size: int = 0
    symbol: Callable[[str], str] = str
    further: float = 0.0
    marks: tuple[str, ...] = ()
    sample: str = ""
    samples: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def input_size(self) -> int:
        """Features of a step."""
        return self.embedding_size or len(self.vocabulary) or self.features

    @property
    def outputs(self) -> int:
        """Classes, or values to be said."""
        return len(self.answers)

    @cached_property
    def _index(self) -> dict[str, int]:
        """The place of each symbol; to find that of thousands anew takes a sixth of drawing a batch of words."""
        return {symbol: i for i, symbol in enumerate(self.vocabulary)}

    @property
    def by_f1(self) -> bool:
        """Judged by F1 rather than by the share of right answers: few letters end a word."""
        return bool(self.embedding_size)

    def sample_in(self, language: str) -> str:
        """The sample for readers of a language."""
        return self.samples.get(language, self.sample)

    def batch(self, size: int, seed: int, length: int | None = None) -> Batch:
        """`size` sequences, the same for the same seed.

        Parameters
        ----------
        size, seed : int
            From `FRESH_SEEDS` on: sequences that no training sees.
        length : int
            Steps; default the task's own and what it draws beyond them.
        """
        source = random.Random(seed)
        draw = self.draw_fresh if self.draw_fresh and seed >= FRESH_SEEDS else self.draw
        beyond = int(source.expovariate(1 / self.further)) if self.further and not length else 0
        drawn = [draw(source, (length or self.length) + beyond + self.ahead) for _ in range(size)]
        rows = [row[: len(row) - self.ahead] for row in drawn]
        steps = max(map(len, rows))
        answers = [self.label(row)[: len(row) - self.ahead] + [None] * (steps - len(row) + self.ahead) for row in drawn]
        blank, kind = (0, np.int64) if self.kind == "classes" else ([0.0] * self.outputs, np.float32)
        # By way of NumPy, which reads lists three times as fast.
        asked = np.array([[answer is not None for answer in row] for row in answers])
        targets = np.array([[blank if answer is None else answer for answer in row] for row in answers], kind)
        return Batch(self.encode(rows), torch.from_numpy(targets), torch.from_numpy(asked), rows)

    def lacking(self, row: Sequence) -> str:
        """The first of `marks` whose addition to a row of symbols brings an answer; empty if none does.

        Those of the row's own script go first.
        """
        plain = "".join(row).isascii()
        for mark in sorted(self.marks, key=lambda mark: mark.isascii() != plain):
            longer = [*row, *(mark.split() if " " in mark else mark)]
            if any(answer is not None for answer in self.label(longer)[len(row) :]):
                return mark
        return ""

    def encode(self, rows: Sequence[Sequence]) -> Tensor:
        """Symbols or rows of numbers as `Batch.inputs`, one-hot zeros past the end of a shorter sequence."""
        steps = max(map(len, rows))
        if not self.vocabulary:
            return torch.tensor(rows, dtype=torch.float32)
        index, size = self._index, len(self.vocabulary)
        if self.embedding_size:
            known = [[index.get(self.symbol(s), size) for s in row] for row in rows]
            return torch.from_numpy(np.array(known, np.int64))
        ids = np.array([[index[s] for s in row] + [size] * (steps - len(row)) for row in rows], np.int64)
        return one_hot(torch.from_numpy(ids), size + 1)[..., :size].float()


def _name(step: str | list[float]) -> str:
    """A step as a token."""
    return step if isinstance(step, str) else " ".join(f"{value:.2g}" for value in step)


def _words() -> tuple[str, ...]:
    """Every word of the grammar, once."""
    found: dict[str, None] = {}
    for subjects, *groups, stop in rules.GRAMMAR:
        for group in (*subjects, *groups, [stop]):
            found.update(dict.fromkeys(group))
    return tuple(found)


TASKS: dict[str, Task] = {
    "remember": Task(
        N_("Remember"),
        N_("After “!” comes the letter to remember; at “?” it must be said. Where is it written, and what keeps it?"),
        rules.draw_letters, rules.marked_letter, 12, tuple(rules.LETTERS), (*rules.LETTERS, "!", "?"), ordered=False,
        marks=("?", "!a?"),
    ),
    "quotes": Task(
        N_("Inside quotes"),
        N_("Inside or outside the quotation marks, at every character: which unit switches at each mark and holds between?"),
        rules.draw_quotes, rules.inside_quotes, 24, (N_("out"), N_("in")), tuple('abc "'),
    ),
    "brackets": Task(
        N_("Brackets"),
        N_("How deep are the brackets, at every character: which units step up at “(” and down at “)”?"),
        rules.draw_brackets, rules.bracket_depth, 20, tuple(map(str, range(rules.DEEPEST + 1))), tuple("a()"),
    ),
    "negation": Task(
        N_("Negation"),
        N_("Praise or blame, said at the full stop: what does the word after a negation write that it does not write alone?"),
        rules.draw_sentence, rules.praise_or_blame, 6, (N_("blame"), N_("praise")), _words(),
        marks=(".", "。", "good .", "好 。"),
    ),
    "clue": Task(
        N_("The clue comes later"),
        N_("Each token's label is the next mark to its right: the forward direction must guess, the backward one knows."),
        rules.draw_marks, rules.next_mark, 12, ("−", "+"), tuple("abc+-"), marks=("+",),
    ),
    "adding": Task(
        N_("Adding problem"),
        N_("Two marked numbers are to be added at the end: the update gate should write at the two marks only."),
        rules.draw_addends, rules.marked_sum, 20, (N_("sum"),), features=2, kind="values", tolerance=0.1,
    ),
    "flip-flop": Task(
        N_("3-bit flip-flop"),
        N_("Three switches remember their last pulse: between pulses nothing should be written."),
        rules.draw_pulses, rules.last_pulses, 20, ("1", "2", "3"), features=3, kind="values", tolerance=0.5,
    ),
    "sine": Task(
        N_("A sine that changes frequency"),
        N_("The next value of a sine whose frequency changes once: which gates notice the change?"),
        rules.draw_sine, rules.next_value, 30, (N_("next value"),), features=1, kind="values", tolerance=0.1, ahead=1,
    ),
    "parity": Task(
        N_("Parity"),
        N_("Odd or even number of ones so far: at each 1 the state must turn around, at each 0 it must stay."),
        rules.draw_bits, rules.odd_ones, 12, (N_("even"), N_("odd")), tuple("01"),
    ),
    "words": Task(
        N_("Where words end"),
        N_("Letters without the spaces between words: where does a word end? The reset gate should fall where one begins."),
        draw_words, word_ends, 4, (N_("goes on"), N_("ends")), letters(), embedding_size=24, further=28,
        symbol=lambda token: typed(token).letter, sample="It was the best of times, it was the worst of times.",
        samples={"zh_CN": "今天 我们 学习 循环 神经 网络， 它 能 记住 很久 以前 的 内容。"},
    ),
}  # fmt: skip
