"""Spelling: what a model makes of one line of text, token by token, and what its layer reads for each token."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from gru_viz.cells.trace import Start
from gru_viz.cells.weights import CellWeights
from gru_viz.corpus.lettering import Lettering
from gru_viz.corpus.wording import Words
from gru_viz.learning.bundled import Model, bundled
from gru_viz.learning.files.reader import Reader
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.tasks import Task
from gru_viz.learning.vocabulary import symbols_of
from gru_viz.problem import N_, Problem, plural

#: A line -> its tokens as they stand there, and their ids.
Spell = Callable[[str], tuple[list[str], list[int]]]
#: Stands for all that a model of letters does not know.
UNKNOWN = "�"
#: Numbers that a model may make of all its ids.
_SUMS = 1 << 24


@dataclass(frozen=True)
class Spelling:
    """A recurrent module, and how it reads.

    Attributes
    ----------
    name : str
        Of the model.
    module : nn.Module
    spell : Spell or None
        None where the module reads numbers.
    symbols : tuple of str
        What the ids stand for.
    separator : str
        What stands between two tokens of a text.
    embedding : Tensor (V, input_size) or None
        What is read for each id; None for one-hot vectors.
    start : Start
        Of one sequence; None for zeros.
    """

    name: str
    module: nn.Module = field(repr=False)
    spell: Spell | None = field(default=None, repr=False)
    symbols: tuple[str, ...] = field(default=(), repr=False)
    separator: str = ""
    embedding: Tensor | None = field(default=None, repr=False)
    start: Start = field(default=None, repr=False)

    @property
    def input_size(self) -> int:
        """Numbers that the module reads at each step."""
        return int(self.module.input_size)  # pyright: ignore[reportArgumentType]

    @property
    def dtype(self) -> torch.dtype:
        """That the module computes in."""
        return next(self.module.parameters()).dtype

    @cached_property
    def sums(self) -> tuple[Tensor, ...] | None:
        """What the first layer makes of each id before it looks at its state, W_ih x + b_ih: (V, rows).

        One for each direction. None where there are no ids, so many that it would fill the memory, or one of them is no
        number: whoever reads that one is told so.
        """
        if self.spell is None:
            return None
        sides = range(2 if self.module.bidirectional else 1)
        weights = [CellWeights.of(self.module, 0, side) for side in sides]  # pyright: ignore[reportArgumentType]
        count = self.input_size if self.embedding is None else len(self.embedding)
        if count * sum(each.weight_ih.numel() for each in weights) > _SUMS * self.input_size:
            return None
        vectors = self.vectors(torch.arange(count))
        if not vectors.isfinite().all():
            return None
        with torch.no_grad():
            return tuple(functional.linear(vectors, each.weight_ih, each.bias_ih) for each in weights)

    def vectors(self, given: Tensor) -> Tensor:
        """What is read for ids (N,), or for numbers (N, input_size) themselves: (N, input_size)."""
        wide = self.dtype
        if self.spell is None:
            return given.to(wide)
        if self.embedding is not None:
            return functional.embedding(given, self.embedding).to(wide)
        return functional.one_hot(given.long(), self.input_size).to(wide)


@dataclass(frozen=True)
class Symbols:
    """Reads a line of symbols."""

    vocabulary: tuple[str, ...]

    def __call__(self, line: str) -> tuple[list[str], list[int]]:
        """Symbols and their ids."""
        found = symbols_of(line, 1, self.vocabulary)
        return list(found), [self._places[symbol] for symbol in found]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {symbol: number for number, symbol in enumerate(self.vocabulary)}


def spelling_of(model: Any) -> Spelling:
    """How a bundled model (or its name), a Pretrained, a Reader or a module of one's own reads; a Spelling says so itself.

    Raises
    ------
    Problem
        There is no bundled model of that name, or it is the decoder of a pair, which reads what it says itself.
    """
    if isinstance(model, Spelling):
        return model
    if isinstance(model, str):
        models = bundled()
        if model not in models:
            raise Problem(
                "There is no bundled model “{name}”; there are {names}.", name=model[:80], names=", ".join(models)
            )
        learner = models[model].learner
        return _of_task(model, learner.gru, models[model].task, _rows(learner))
    if isinstance(model, Model):
        return _of_task(model.card.task, model.learner.gru, model.task, _rows(model.learner))
    if isinstance(model, Reader):
        return _of_reader(model)
    return _of_pretrained(model) if isinstance(model, Pretrained) else Spelling(type(model).__name__, model)


def _of_pretrained(model: Pretrained) -> Spelling:
    if model.part == "decoder":
        raise Problem("A decoder reads what it says itself; trace its encoder over a corpus.")
    if model.reader is not None:
        return _of_reader(model.reader)
    name = type(model.gru).__name__
    return Spelling(name, model.gru) if model.task is None else _of_task(name, model.gru, model.task, model.embedding)


def _rows(learner: Any) -> Tensor | None:
    return None if learner.embedding is None else learner.embedding.weight.detach()


def _of_task(name: str, module: nn.Module, task: Task, rows: Tensor | None) -> Spelling:
    if not task.vocabulary:
        return Spelling(name, module)
    if rows is not None:
        ids = {letter: number for number, letter in enumerate(task.vocabulary)}
        return Spelling(name, module, Lettering(ids), (*task.vocabulary, UNKNOWN), "", rows)
    spaced = any(len(symbol) > 1 and symbol.isascii() for symbol in task.vocabulary)
    return Spelling(name, module, Symbols(task.vocabulary), task.vocabulary, " " if spaced else "")


def _of_reader(reader: Reader) -> Spelling:
    if not reader.reads_text:
        return Spelling(reader.layer, reader.module, start=reader.h0)

    vocabulary = reader.vocabulary
    count = reader.rows or 0
    symbols = tuple(str(number) if vocabulary is None else vocabulary.word(number) for number in range(count))
    apart = "" if vocabulary is not None and vocabulary.characters else " "
    return Spelling(reader.layer, reader.module, Words(reader), symbols, apart, reader.embedding, reader.h0)


def as_numbers(item: Any, wanted: int) -> Tensor:
    """One sequence of numbers, (T, input_size); a row of T numbers where one is read at each step."""
    values = torch.as_tensor(item)
    if values.dim() == 1 and wanted == 1:
        values = values[:, None]
    if values.dim() != 2 or values.shape[1] != wanted:
        one = N_("A sequence of shape {given} came; this model reads {wanted} number at each step: (steps, {wanted}).")
        many = N_(
            "A sequence of shape {given} came; this model reads {wanted} numbers at each step: (steps, {wanted})."
        )
        raise Problem(plural(wanted, one, many), given=tuple(values.shape), wanted=wanted)
    if not torch.isfinite(values).all():
        raise Problem("A sequence has numbers that are missing or infinite; fill or leave out those steps.")
    return values
