"""Pretrained: a GRU whose weights were learned, with what is known about its inputs and answers."""

import copy
from dataclasses import dataclass, field
from typing import Literal, cast

from torch import Tensor, nn

from gru_viz.cells.gru import ResetConvention
from gru_viz.cells.kinds import facts_of, form_of
from gru_viz.cells.textbook import as_torch
from gru_viz.cells.trace import Start
from gru_viz.inputs.sequence import Sequence
from gru_viz.learning.files.encoderdecoder import EncoderDecoder, ends_of
from gru_viz.learning.files.reader import Reader, as_many
from gru_viz.learning.files.recurrent import layer_called
from gru_viz.learning.learner import Learner
from gru_viz.learning.tasks import Task
from gru_viz.learning.vocabulary import Unreadable, lettered, spelled
from gru_viz.limits import LIMITS
from gru_viz.problem import N_, plural


@dataclass(frozen=True)
class Pretrained:
    """Weights that came from training, here or elsewhere.

    Attributes
    ----------
    gru : nn.RNNBase
        An nn.GRU, but where another cell stands beside it. Weights of a TextbookGRU are kept in nn.GRU's form
        (`TextbookGRU.to_torch`).
    task : Task or None
        What it was trained on, if that is known.
    head : nn.Linear or None
        From hidden states of the last layer to the task's answers.
    embedding : Tensor (V, input_size) or None
        Row v is the input of token id v, or of the v-th symbol of the task's vocabulary; the last then of all others.
    file : str
        Where the weights can be read again (`gru_viz.learning.modelfile`); empty for a bundled model.
    prefix : str
        Of its parameters' names in a file that was trained here.
    reader : Reader or None
        Of weights from a file: the layer with its words.
    pair : EncoderDecoder or None
        Of an encoder or a decoder from a file: both.
    reset : "after", "before" or None
        Where the reset gate acts by its file.
    """

    gru: nn.RNNBase
    task: Task | None = None
    head: nn.Linear | None = None
    embedding: Tensor | None = None
    file: str = ""
    prefix: str = ""
    reader: Reader | None = field(default=None, repr=False)
    pair: EncoderDecoder | None = field(default=None, repr=False)
    reset: ResetConvention | None = None

    @classmethod
    def of(cls, learner: Learner, task: Task, file: str = "") -> "Pretrained":
        """What a learner has learned so far, as a copy; `file` is where `tensors` of it will be kept."""
        gru = copy.deepcopy(as_torch(learner.gru))
        assert isinstance(gru, nn.GRU), "learned weights in the app are a GRU's"
        head = copy.deepcopy(learner.head)
        rows = None if learner.embedding is None else learner.embedding.weight.detach().clone()
        return cls(gru.eval().requires_grad_(False), task, head.requires_grad_(False), rows, file=file, prefix="gru.")

    @classmethod
    def from_file(cls, reader: Reader, pair: EncoderDecoder | None = None) -> "Pretrained":
        """A layer of a file, as the app shows it; Problem if it is larger than the limits allow."""
        module = reader.module
        sizes = (int(getattr(module, name)) for name in ("input_size", "hidden_size", "num_layers"))
        LIMITS.check_module(layer_called(reader.layer), *sizes)
        own = copy.deepcopy(as_torch(module))
        assert isinstance(own, nn.RNNBase)
        return cls(
            own.eval().requires_grad_(False),
            head=reader.output,
            embedding=reader.embedding,
            file=reader.file,
            reader=reader,
            pair=pair,
            reset=cast(ResetConvention | None, facts_of(module).get("reset_convention")),
        )

    @property
    def part(self) -> Literal["encoder", "decoder"] | None:
        """Which of a pair it is."""
        if self.pair is None or self.reader is None:
            return None
        return "encoder" if self.reader.layer == self.pair.encoder.layer else "decoder"

    @property
    def reads_text(self) -> bool:
        """Whether it is known how it reads text."""
        if self.reader is not None:
            return self.reader.reads_text
        return self.embedding is not None or bool(self.task and self.task.vocabulary)

    def tensors(self) -> dict[str, Tensor]:
        """What to save, by name: the GRU under "gru.", the output layer under "head.", the embedding."""
        parts = {"gru": self.gru, "head": self.head}
        rows = {} if self.embedding is None else {"embedding.weight": self.embedding}
        return rows | {
            f"{part}.{name}": value.contiguous()
            for part, module in parts.items()
            if module is not None
            for name, value in module.state_dict().items()
        }

    @property
    def sizes(self) -> dict[str, object]:
        """The fields of an Experiment that follow from the weights."""
        gru = self.gru
        sizes = {name: getattr(gru, name) for name in ("hidden_size", "num_layers", "bidirectional", "bias")}
        cell, _form = form_of(gru)
        sizes |= {"cell": cell.key} | {name: getattr(gru, name) for name in cell.arguments}
        if self.task is None and not self.reads_text:
            sizes |= {"embedding_size": gru.input_size, "features": gru.input_size}
        elif self.task is not None and not self.task.vocabulary:
            sizes |= {"features": gru.input_size}
        return sizes

    def spelled(self, text: str) -> Sequence | None:
        """`text` as this model reads it; None if nothing is known of how it does.

        Raises
        ------
        Unreadable
            A token that the model does not know, or any text if it was trained on numbers.
        Problem
            Nothing typed, or more than the limits allow.
        """
        task, embedding = self.task, self.embedding
        if task is not None and task.embedding_size and embedding is not None:
            return lettered(text, lambda row: embedding[task.encode([row])[0]])
        if self.reader is not None and self.reader.reads_text:
            return self._reader_of_text.spelled(self.coded(text)[0])
        if task is not None and task.vocabulary:
            return spelled(text, task.vocabulary)
        if task is not None:
            one = N_("This model reads {wanted} number at each step (input_size), not text.")
            many = N_("This model reads {wanted} numbers at each step (input_size), not text.")
            raise Unreadable(plural(self.gru.input_size, one, many), wanted=self.gru.input_size)
        return None

    @property
    def _reader_of_text(self) -> Reader:
        assert self.reader is not None
        return self.reader

    def coded(self, text: str) -> tuple[list[list[tuple[str, int]]], Start]:
        """Words of each line as a layer of a file reads them, with their ids, and the state that it starts from.

        A decoder reads what it says itself, once its encoder has read the text.
        """
        reader = self._reader_of_text
        if self.pair is None:
            found = reader.coded(text)
            LIMITS.check_sequence(max(map(len, found)), reader.input_size, len(found))
            return found, None
        found = self.pair.coded(text)
        LIMITS.check_sequence(max(map(len, found)), self.pair.encoder.input_size, len(found))
        if self.part == "encoder":
            return found, None
        ends = ends_of(self.pair.encoder.traced(self.pair.encoder.spelled(found)))
        return self.pair.read_again(self.pair.answer(ends)), ends

    def start(self, sequence: Sequence, text: str | None) -> Start:
        """What a layer of a file starts from: what the file says, or the end of its encoder on `text`; None for zeros."""
        if self.reader is None:
            return None
        if self.part == "decoder" and text is not None:
            return self.coded(text)[1]
        return as_many(self.reader.h0, sequence.batch_size)

    def check(self, sequence: Sequence) -> None:
        """Raise `Unreadable` unless the model can read `sequence`."""
        wanted = self.gru.input_size
        if sequence.input_size == wanted:
            return
        if self.task is not None and self.task.embedding_size:
            raise Unreadable("This model reads any text. Choose “Text” as what goes in.")
        if self.task is not None and self.task.vocabulary:
            raise Unreadable(
                "This model reads text. Choose “Text” as what goes in; it knows: {known}",
                known=" ".join("␣" if s == " " else s for s in self.task.vocabulary),
            )
        one = N_(
            "This model reads {wanted} number at each step (input_size); the sequence has {given}. "
            "Choose numbers with {wanted} column or a signal with {wanted} feature."
        )
        many = N_(
            "This model reads {wanted} numbers at each step (input_size); the sequence has {given}. "
            "Choose numbers with {wanted} columns or a signal with {wanted} features."
        )
        raise Unreadable(plural(wanted, one, many), wanted=wanted, given=sequence.input_size)
