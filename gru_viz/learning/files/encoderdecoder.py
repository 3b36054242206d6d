"""Encoder and decoder: one recurrent layer reads, another says what follows from it, word by word (Cho et al. 2014)."""

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.kinds import form_of
from gru_viz.cells.trace import Start
from gru_viz.inputs.sequence import Sequence
from gru_viz.learning.files.reader import Reader
from gru_viz.learning.files.recurrent import layer_called
from gru_viz.learning.surest import Surest
from gru_viz.problem import Problem

#: Words that it says at most.
LONGEST = 50


@dataclass(frozen=True)
class Spoken:
    """What an encoder–decoder said to a text, one sequence a line.

    Attributes
    ----------
    words : tuple of tuple of str
        What it said, without the symbol for the end.
    encoder, decoder : CellTrace
        The decoder reads the start symbol and then what it said itself; its start is the encoder's end.
    surest : tuple of Surest
        The likeliest words after each step of the decoder.
    """

    words: tuple[tuple[str, ...], ...]
    encoder: CellTrace = field(repr=False)
    decoder: CellTrace = field(repr=False)
    surest: tuple[Surest, ...] = field(repr=False)

    def __str__(self) -> str:
        return "\n".join(map(" ".join, self.words))


@dataclass(frozen=True)
class EncoderDecoder:
    """Two recurrent layers of one file, put together.

    Attributes
    ----------
    encoder, decoder : Reader
    start, end : int
        Ids, among the decoder's words, of what it reads first and of what it ends with.
    closing : int or None
        Id, among the encoder's words, of what is read after each line; None for nothing.
    """

    encoder: Reader
    decoder: Reader
    start: int
    end: int
    closing: int | None = None

    def __post_init__(self) -> None:
        one, other = (_ends(reader.module) for reader in (self.encoder, self.decoder))
        if one != other:
            raise Problem(
                "The end of “{encoder}”, {one}, cannot be the start of “{decoder}”, {other} (states × layers and "
                "directions × units).",
                encoder=layer_called(self.encoder.layer),
                one=str(one),
                decoder=layer_called(self.decoder.layer),
                other=str(other),
            )
        if self.decoder.output is None or self.decoder.rows is None or self.encoder.rows is None:
            raise Problem(
                "An encoder–decoder needs an embedding for “{encoder}”, one for “{decoder}”, and an output layer. This file "
                "has: {found}. A decoder that reads more than its embedding, such as an attention, cannot be followed.",
                encoder=layer_called(self.encoder.layer),
                decoder=layer_called(self.decoder.layer),
                found=", ".join([*self.encoder.names.values(), *self.decoder.names.values()]) or "–",
            )

    def hear(self, text: str) -> Sequence:
        """A text as the encoder reads it; raises as `Reader.coded`."""
        return self.encoder.spelled(self.coded(text))

    def coded(self, text: str) -> list[list[tuple[str, int]]]:
        """Words of each line with their ids, and what closes it; raises as `Reader.coded`."""
        coded = self.encoder.coded(text)
        if self.closing is not None:
            word = str(self.closing) if self.encoder.vocabulary is None else self.encoder.vocabulary.word(self.closing)
            coded = [row if row[-1][1] == self.closing else [*row, (word, self.closing)] for row in coded]
        return coded

    def answer(self, ends: Start, longest: int = LONGEST) -> list[list[int]]:
        """Ids of what the decoder says from each of B starts, the likeliest at every step, without the end."""
        states = ends if isinstance(ends, tuple) else (ends,)
        count = next(each.shape[1] for each in states if each is not None)
        return [
            self._greedy(tuple(each[:, line : line + 1].contiguous() for each in states if each is not None), longest)
            for line in range(count)
        ]

    def _greedy(self, states: tuple[Tensor, ...], longest: int) -> list[int]:
        said: list[int] = []
        assert self.decoder.output is not None
        with torch.no_grad():
            while len(said) < longest:
                x = self.decoder.vectors([said[-1] if said else self.start])[None]
                out, after = self.decoder.module(x, _start(states))
                states = after if isinstance(after, tuple) else (after,)
                word = int(self.decoder.output(out).argmax())
                if word == self.end:
                    break
                said.append(word)
        return said

    def reply(self, said: list[list[int]]) -> Sequence:
        """What the decoder reads while it says that: the start symbol, then its own words."""
        return self.decoder.spelled(self.read_again(said))

    def read_again(self, said: list[list[int]]) -> list[list[tuple[str, int]]]:
        """Words of the start symbol and of what was said, with their ids."""
        return [[(self.decoder.word(number), number) for number in [self.start, *row]] for row in said]

    def say(self, text: str, longest: int = LONGEST) -> Spoken:
        """What it says to a text, one sequence a line.

        Parameters
        ----------
        text : str
        longest : int
            Words that it says at most.

        Raises
        ------
        Problem
            A word that it does not know, or nothing typed.
        """
        read = self.encoder.traced(self.hear(text))
        ends = ends_of(read)
        said = self.answer(ends, longest)
        tr = self.decoder.traced(self.reply(said), ends)
        words = tuple(tuple(map(self.decoder.word, row)) for row in said)
        return Spoken(words, read, tr, self.decoder.answers(tr))


def ends_of(tr: CellTrace) -> Start:
    """The states after the last step, as a module takes them to start from."""
    states = tuple(getattr(tr, f"{state.letter}_n") for state in tr.cell.states)
    states = tuple(each[:, None] if each.dim() == 2 else each for each in states)
    return _start(states)


def _start(states: tuple[Tensor, ...]) -> Start:
    """States as a module takes them: one by itself."""
    first, *others = states
    return states if others else first


def _ends(module: nn.Module) -> tuple[int, int, int]:
    """States, layers and directions, units."""
    cell, _form = form_of(module)
    directions = 2 if module.bidirectional else 1
    return len(cell.states), int(module.num_layers) * directions, int(module.hidden_size)  # pyright: ignore[reportArgumentType]
