"""Tasks: small seeded problems whose solution a GRU's gates can show."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from gru_viz.problem import N_

#: (random source, length) -> (symbols or rows of numbers, label of each step or None where nothing is asked)
Draw = Callable[[random.Random, int], tuple[list, list]]


@dataclass(frozen=True)
class Batch:
    """Sequences of a task, all of the same length.

    Attributes
    ----------
    inputs : Tensor (B, T, input_size), float32
    targets : Tensor (B, T), int64 classes; or (B, T, outputs), float32 values
        0 where nothing is asked.
    asked : Tensor (B, T), bool
        The steps at which the task wants an answer.
    tokens : tuple of tuple of str
    """

    inputs: Tensor
    targets: Tensor
    asked: Tensor
    tokens: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Task:
    """A problem: what goes in, what is to be said, and when.

    Attributes
    ----------
    title, look_for : str
        Catalogue keys: its name, and what to look for in the gates.
    draw : Draw
    length : int
        Steps of a sequence unless another length is asked for; sequences drawn from sentences may be padded to it.
    vocabulary : tuple of str
        The symbols that can be typed, one-hot in this order; empty for tasks on numbers.
    input_size, outputs : int
        Features of a step; classes, or values to be said.
    kind : "classes" or "values"
    tolerance : float
        How far a value may be off to count as right.
    """

    title: str
    look_for: str
    draw: Draw
    length: int
    outputs: int
    vocabulary: tuple[str, ...] = ()
    features: int = 0
    kind: Literal["classes", "values"] = "classes"
    tolerance: float = 0.0

    @property
    def input_size(self) -> int:
        """Features of a step."""
        return len(self.vocabulary) or self.features

    def batch(self, size: int, seed: int, length: int | None = None) -> Batch:
        """`size` sequences, the same for the same seed.

        Parameters
        ----------
        size, seed : int
        length : int
            Steps; default the task's own.
        """
        source = random.Random(seed)
        drawn = [self.draw(source, length or self.length) for _ in range(size)]
        steps = max(len(row) for row, _ in drawn)
        answers = [labels + [None] * (steps - len(labels)) for _, labels in drawn]
        asked = torch.tensor([[answer is not None for answer in row] for row in answers])
        if self.kind == "classes":
            targets = torch.tensor([[answer or 0 for answer in row] for row in answers])
        else:
            blank = [0.0] * self.outputs
            targets = torch.tensor([[blank if answer is None else answer for answer in row] for row in answers])
        rows = [row for row, _ in drawn]
        return Batch(self.encode(rows), targets, asked, tuple(tuple(_name(s) for s in row) for row in rows))

    def encode(self, rows: list[list]) -> Tensor:
        """Symbols (one-hot) or rows of numbers as the inputs of a GRU, zeros past the end of a shorter sequence."""
        steps = max(map(len, rows))
        if not self.vocabulary:
            return torch.tensor(rows, dtype=torch.float32)
        index = {symbol: i for i, symbol in enumerate(self.vocabulary)}
        size = len(self.vocabulary)
        ids = torch.tensor([[index[s] for s in row] + [size] * (steps - len(row)) for row in rows])
        return one_hot(ids, size + 1)[..., :size].float()


def _name(step: str | list[float]) -> str:
    """A step as a token."""
    return step if isinstance(step, str) else " ".join(f"{value:.2g}" for value in step)


def _remember(source: random.Random, length: int) -> tuple[list, list]:
    """Letters; after "!" comes the one to say at the final "?"."""
    row = source.choices(_LETTERS, k=length - 1)
    mark = source.randrange(length - 2)
    row[mark] = "!"
    return [*row, "?"], [None] * (length - 1) + [_LETTERS.index(row[mark + 1])]


def _quotes(source: random.Random, length: int) -> tuple[list, list]:
    """Inside from the opening quotation mark on, outside from the closing one on."""
    row, labels, inside = [], [], 0
    for _ in range(length):
        row.append('"' if source.random() < 0.15 else source.choice("abc "))
        inside ^= row[-1] == '"'
        labels.append(int(inside))
    return row, labels


def _brackets(source: random.Random, length: int) -> tuple[list, list]:
    """Depth after each character, at most `_DEEPEST`."""
    row, labels, depth = [], [], 0
    for _ in range(length):
        allowed = ["a"] + ["("] * (2 * (depth < _DEEPEST)) + [")"] * (2 * (depth > 0))
        row.append(source.choice(allowed))
        depth += (row[-1] == "(") - (row[-1] == ")")
        labels.append(depth)
    return row, labels


def _negation(source: random.Random, _length: int) -> tuple[list, list]:
    """A short sentence; at its full stop: praise (1) or not (0), turned around by a negation."""
    subjects, negations, praise, blame, stop = source.choice(_GRAMMAR)
    words, negated, good = list(source.choice(subjects)), source.random() < 0.5, source.random() < 0.5
    words += [source.choice(negations)] if negated else []
    words += [source.choice(praise if good else blame), stop]
    return words, [None] * (len(words) - 1) + [int(good != negated)]


def _clue(source: random.Random, length: int) -> tuple[list, list]:
    """Each token is labelled by the next mark to its right: "+" (1) or "-" (0)."""
    row = [source.choice("+-") if source.random() < 0.2 else source.choice("abc") for _ in range(length - 1)]
    row.append(source.choice("+-"))
    labels, label = [], 0
    for symbol in reversed(row):
        label = {"+": 1, "-": 0}.get(symbol, label)
        labels.append(label)
    return row, labels[::-1]


def _adding(source: random.Random, length: int) -> tuple[list, list]:
    """Pairs (value, mark); at the end the sum of the two marked values (Hochreiter & Schmidhuber 1997)."""
    values = [source.random() for _ in range(length)]
    marked = source.sample(range(length), 2)
    row = [[value, float(t in marked)] for t, value in enumerate(values)]
    return row, [None] * (length - 1) + [[sum(values[t] for t in marked)]]


def _flip_flop(source: random.Random, length: int) -> tuple[list, list]:
    """Three channels of rare pulses ±1; at every step the last pulse of each (Sussillo & Barak 2013)."""
    row = [[source.choice([-1.0, 1.0]) * (t == 0 or source.random() < 0.15) for _ in range(3)] for t in range(length)]
    labels, state = [], [0.0] * 3
    for pulses in row:
        state = [pulse or old for pulse, old in zip(pulses, state, strict=True)]
        labels.append(state)
    return row, labels


def _sine(source: random.Random, length: int) -> tuple[list, list]:
    """A sine whose frequency changes once; at every step but the first few the next value."""
    phase, first, second = (source.uniform(a, b) for a, b in ((0, 2 * math.pi), (0.2, 0.5), (0.5, 0.9)))
    change = source.randrange(length // 3, 2 * length // 3)
    if source.random() < 0.5:
        first, second = second, first
    values = []
    for t in range(length + 1):
        values.append(math.sin(phase))
        phase += first if t < change else second
    row = [[value] for value in values[:-1]]
    return row, [None] * 4 + [[value] for value in values[5:]]


def _parity(source: random.Random, length: int) -> tuple[list, list]:
    """Whether the number of ones so far is odd."""
    row = source.choices("01", k=length)
    return row, [sum(bit == "1" for bit in row[: t + 1]) % 2 for t in range(length)]


_LETTERS = "abcdef"
_DEEPEST = 4
_GRAMMAR = (
    (
        [["the", noun, "was"] for noun in ("film", "music", "food", "book")],
        ["not", "never"],
        ["good", "great", "funny"],
        ["bad", "dull", "awful"],
        ".",
    ),
    (
        [[noun] for noun in ("电影", "音乐", "饭菜", "书")],
        ["不", "没"],
        ["好", "精彩", "有趣"],
        ["差", "无聊", "难看"],
        "。",
    ),
)


def _words() -> tuple[str, ...]:
    """Every word of the grammar, once."""
    found: dict[str, None] = {}
    for subjects, *groups, stop in _GRAMMAR:
        for group in (*subjects, *groups, [stop]):
            found.update(dict.fromkeys(group))
    return tuple(found)


TASKS: dict[str, Task] = {
    "remember": Task(
        N_("Remember"),
        N_("After “!” comes the letter to remember; at “?” it must be said. Where is it written, and what keeps it?"),
        _remember, 12, len(_LETTERS), (*_LETTERS, "!", "?"),
    ),
    "quotes": Task(
        N_("Inside quotes"),
        N_("Inside or outside the quotation marks, at every character: which unit switches at each mark and holds between?"),
        _quotes, 24, 2, tuple('abc "'),
    ),
    "brackets": Task(
        N_("Brackets"),
        N_("How deep are the brackets, at every character: which units step up at “(” and down at “)”?"),
        _brackets, 20, _DEEPEST + 1, tuple("a()"),
    ),
    "negation": Task(
        N_("Negation"),
        N_("Praise or blame, said at the full stop: what does the word after a negation write that it does not write alone?"),
        _negation, 6, 2, _words(),
    ),
    "clue": Task(
        N_("The clue comes later"),
        N_("Each token's label is the next mark to its right: the forward direction must guess, the backward one knows."),
        _clue, 12, 2, tuple("abc+-"),
    ),
    "adding": Task(
        N_("Adding problem"),
        N_("Two marked numbers are to be added at the end: the update gate should write at the two marks only."),
        _adding, 20, 1, features=2, kind="values", tolerance=0.1,
    ),
    "flip-flop": Task(
        N_("3-bit flip-flop"),
        N_("Three switches remember their last pulse: between pulses nothing should be written."),
        _flip_flop, 20, 3, features=3, kind="values", tolerance=0.5,
    ),
    "sine": Task(
        N_("A sine that changes frequency"),
        N_("The next value of a sine whose frequency changes once: which gates notice the change?"),
        _sine, 30, 1, features=1, kind="values", tolerance=0.1,
    ),
    "parity": Task(
        N_("Parity"),
        N_("Odd or even number of ones so far: at each 1 the state must turn around, at each 0 it must stay."),
        _parity, 12, 2, tuple("01"),
    ),
}  # fmt: skip
