"""Reader: a recurrent layer of a file with its words: what stands before it and after it."""

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pad_sequence

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.kinds import form_of
from gru_viz.cells.trace import Start, trace
from gru_viz.inputs.sequence import Sequence
from gru_viz.inputs.text import tokenize
from gru_viz.learning.files.recurrent import layer_called
from gru_viz.learning.files.vocabulary import Vocabulary
from gru_viz.learning.surest import Surest, surest
from gru_viz.learning.vocabulary import Unreadable
from gru_viz.problem import N_, Problem, plural


@dataclass(frozen=True)
class Heard:
    """What a reader made of a text, one sequence a line.

    Attributes
    ----------
    words : tuple of tuple of str
        What it read at each step.
    trace : CellTrace
    surest : tuple of Surest
        The likeliest answers after each step; empty without an output layer.
    """

    words: tuple[tuple[str, ...], ...]
    trace: CellTrace = field(repr=False)
    surest: tuple[Surest, ...] = field(repr=False)


@dataclass(frozen=True)
class Reader:
    """A recurrent layer and its words.

    Attributes
    ----------
    layer : str
        What it is called in its file.
    module : nn.Module
    embedding : Tensor (V, input_size) or None
        Row v is what the layer reads for word v; without one a vocabulary of input_size words is read one-hot.
    vocabulary : Vocabulary or None
        Words by their ids; without one a text is ids between spaces.
    output : nn.Linear or None
        From the last layer's states to the scores of all words.
    says : Vocabulary or None
        Words of the output layer.
    names : dict of str to str
        Where the embedding and the output layer stand in the file.
    file : str
    h0 : Tensor, tuple of Tensor, or None
        The start state that the file gives.
    others : tuple of str
        Further layers of the file that read an embedding of it.
    """

    layer: str
    module: nn.Module = field(repr=False)
    embedding: Tensor | None = field(default=None, repr=False)
    vocabulary: Vocabulary | None = field(default=None, repr=False)
    output: nn.Linear | None = field(default=None, repr=False)
    says: Vocabulary | None = field(default=None, repr=False)
    names: dict[str, str] = field(default_factory=dict)
    file: str = ""
    h0: Start = field(default=None, repr=False)
    others: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        rows = self.rows
        if rows is not None and self.vocabulary is not None and len(self.vocabulary) > rows:
            raise Problem(
                "“{vocabulary}” has {given:,} words, but “{name}” has {rows:,} rows: they do not belong together.",
                vocabulary=self.vocabulary.file or "vocabulary",
                given=len(self.vocabulary),
                name=self.names.get("embedding", layer_called(self.layer)),
                rows=rows,
            )
        if self.output is not None and self.says is not None and len(self.says) > self.output.out_features:
            raise Problem(
                "“{vocabulary}” has {given:,} words, but “{name}” has {rows:,} rows: they do not belong together.",
                vocabulary=self.says.file or "vocabulary",
                given=len(self.says),
                name=self.names.get("output", layer_called(self.layer)),
                rows=self.output.out_features,
            )

    @property
    def input_size(self) -> int:
        """Numbers that the layer reads at each step."""
        return int(self.module.input_size)  # pyright: ignore[reportArgumentType]

    @property
    def rows(self) -> int | None:
        """How many words it can read; None if how it reads words is not known."""
        if self.embedding is not None:
            return len(self.embedding)
        fits = self.vocabulary is not None and len(self.vocabulary) == self.input_size
        return self.input_size if fits else None

    @property
    def reads_text(self) -> bool:
        """Whether it is known how it reads words."""
        return self.rows is not None

    def vectors(self, ids: list[int]) -> Tensor:
        """What the layer reads for words, (T, input_size)."""
        rows = torch.tensor(ids, dtype=torch.long)
        if self.embedding is not None:
            return self.embedding[rows]
        return nn.functional.one_hot(rows, self.input_size).float()

    def coded(self, text: str) -> list[list[tuple[str, int]]]:
        """Words of each line that is not blank, with their ids.

        Raises
        ------
        Unreadable
            A word that it does not know.
        Problem
            Nothing typed.
        """
        if self.rows is None:
            raise no_embedding(self)
        lines = [line for line in text.splitlines() if line.strip()]
        if self.vocabulary is not None:
            found = [self.vocabulary.encode(line, number) for number, line in enumerate(lines, start=1)]
            if not all(found) or not found:
                raise Problem("There is no text yet. Type at least one character that is not a space.")
            return found
        return [
            [(token, self._typed(token, line)) for token in row] for line, row in enumerate(tokenize(text, "words"), 1)
        ]

    def _typed(self, token: str, line: int) -> int:
        """A token id that was typed."""
        if not (token.isascii() and token.isdigit() and len(token) < 10 and int(token) < (self.rows or 0)):
            raise Unreadable(
                "Line {line}: “{token}” is not a token id of this model. Its embedding knows the whole numbers "
                "0 to {last}; type them between spaces.",
                line=line,
                token=token[:40],
                last=(self.rows or 0) - 1,
            )
        return int(token)

    def sequence(self, text: str) -> Sequence:
        """`text` as the layer reads it; raises as `coded`."""
        return self.spelled(self.coded(text))

    def spelled(self, coded: list[list[tuple[str, int]]]) -> Sequence:
        """Words with their ids as the layer reads them."""
        vectors = [self.vectors([number for _word, number in row]) for row in coded]
        tokens = tuple(tuple(word for word, _number in row) for row in coded)
        names = tuple(f"e{i}" for i in range(self.input_size))
        if self.embedding is None and self.vocabulary is not None:
            names = tuple(self.vocabulary.word(number) for number in range(self.input_size))
        return Sequence(pad_sequence(vectors, batch_first=True), tokens, names, is_text=True)

    def word(self, number: int) -> str:
        """What the output layer's row `number` stands for."""
        return self.says.word(number) if self.says is not None else str(number)

    def answers(self, tr: CellTrace, most: int = 5) -> tuple[Surest, ...]:
        """The likeliest answers after each step of each sequence; empty without an output layer."""
        if self.output is None:
            return ()
        states = tr.entire.hidden_state[-1].permute(2, 1, 0, 3).flatten(2)
        rows = zip(states, tr.lengths, strict=True)
        return tuple(surest(row[:length], self.output, self.word, most) for row, length in rows)

    def read(self, text: str) -> Heard:
        """A text, one sequence a line, and what the model says after each word.

        Raises
        ------
        Problem
            A word that it does not know, nothing typed, or how it reads text is not known.

        Examples
        --------
        >>> import torch, gru_viz
        >>> parts = {"rnn": torch.nn.GRU(4, 8), "emb": torch.nn.Embedding(3, 4), "out": torch.nn.Linear(8, 3)}
        >>> torch.save(torch.nn.ModuleDict(parts).state_dict(), "model.pt")
        >>> heard = gru_viz.load_reader("model.pt", vocabulary=["a", "b", "c"]).read("abba")
        >>> heard.words, [len(each) for each in heard.surest]
        ((('a', 'b', 'b', 'a'),), [4])
        """
        sequence = self.sequence(text)
        tr = self.traced(sequence)
        return Heard(sequence.tokens, tr, self.answers(tr))

    def traced(self, sequence: Sequence, start: Start = None) -> CellTrace:
        """The trace of the layer on a sequence."""
        x: Tensor | PackedSequence = sequence.as_input(bool(self.module.batch_first))
        batch = sequence.batch_size
        if start is None and self.h0 is not None:
            start = as_many(self.h0, batch)
        with torch.no_grad():
            return trace(self.module, x, start, tokens=sequence.tokens)


def no_embedding(reader: Reader) -> Unreadable:
    """What is said where nobody knows which numbers a layer reads for a word, with another layer of the file that does."""
    cell, _form = form_of(reader.module)
    values = {"layer": layer_called(reader.layer), "cell": cell.name, "wanted": reader.input_size}
    if not reader.others:
        one = N_(
            "The file has no embedding for “{layer}” ({cell}), whose steps are {wanted} number (input_size): how it read "
            "text is not known."
        )
        many = N_(
            "The file has no embedding for “{layer}” ({cell}), whose steps are {wanted} numbers (input_size): how it read "
            "text is not known."
        )
        return Unreadable(plural(reader.input_size, one, many), **values)
    one = N_(
        "The file has no embedding for “{layer}” ({cell}), whose steps are {wanted} number (input_size): how it read text "
        'is not known. It has one for “{other}”: choose that layer (layer="{key}").'
    )
    many = N_(
        "The file has no embedding for “{layer}” ({cell}), whose steps are {wanted} numbers (input_size): how it read text "
        'is not known. It has one for “{other}”: choose that layer (layer="{key}").'
    )
    return Unreadable(
        plural(reader.input_size, one, many), **values, other=layer_called(reader.others[0]), key=reader.others[0]
    )


def as_many(h0: Start, batch: int) -> Start:
    """A start state of one sequence for each of `batch`; one of as many as it is."""
    if isinstance(h0, tuple):
        return tuple(each.expand(-1, batch, -1).contiguous() if each.shape[1] == 1 else each for each in h0)
    return h0.expand(-1, batch, -1).contiguous() if h0 is not None and h0.shape[1] == 1 else h0
