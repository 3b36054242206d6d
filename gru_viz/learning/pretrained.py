"""Pretrained: a GRU whose weights were learned, with what is known about its inputs and answers."""

import copy
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gru_viz.cells.textbook import TextbookGRU
from gru_viz.inputs.sequence import Sequence
from gru_viz.inputs.text import tokenize
from gru_viz.learning.learner import Learner
from gru_viz.learning.tasks import Task
from gru_viz.learning.vocabulary import Unreadable, lettered, spelled
from gru_viz.limits import LIMITS
from gru_viz.problem import Problem


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
    prefix, embedding_name : str
        Of the GRU's parameters' names in that file; name of the embedding.
    """

    gru: nn.RNNBase
    task: Task | None = None
    head: nn.Linear | None = None
    embedding: Tensor | None = None
    file: str = ""
    prefix: str = ""
    embedding_name: str = ""

    @classmethod
    def of(cls, learner: Learner, task: Task, file: str = "") -> "Pretrained":
        """What a learner has learned so far, as a copy; `file` is where `tensors` of it will be kept."""
        gru = learner.gru.to_torch() if isinstance(learner.gru, TextbookGRU) else copy.deepcopy(learner.gru)
        assert isinstance(gru, nn.GRU), "learned weights in the app are a GRU's"
        head = copy.deepcopy(learner.head)
        rows = None if learner.embedding is None else learner.embedding.weight.detach().clone()
        return cls(gru.eval().requires_grad_(False), task, head.requires_grad_(False), rows, file=file, prefix="gru.")

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
        sizes["cell"] = "gru"
        if self.task is None and self.embedding is None:
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
        if self.embedding is not None:
            return _embedded(text, self.embedding)
        if task is not None and task.vocabulary:
            return spelled(text, task.vocabulary)
        if task is not None:
            raise Unreadable(
                "This model reads {wanted} numbers at each step (input_size), not text.", wanted=self.gru.input_size
            )
        return None

    def check(self, sequence: Sequence) -> None:
        """Raise `Problem` unless the model can read `sequence`."""
        wanted = self.gru.input_size
        if sequence.input_size == wanted:
            return
        if self.task is not None and self.task.embedding_size:
            raise Problem("This model reads any text. Choose “Text” as what goes in.")
        if self.task is not None and self.task.vocabulary:
            raise Problem(
                "This model reads text. Choose “Text” as what goes in; it knows: {known}",
                known=" ".join("␣" if s == " " else s for s in self.task.vocabulary),
            )
        raise Problem(
            "This model reads {wanted} numbers at each step (input_size); the sequence has {given}. "
            "Choose numbers with {wanted} columns or a signal with {wanted} features.",
            wanted=wanted,
            given=sequence.input_size,
        )


def _embedded(text: str, embedding: Tensor) -> Sequence:
    """Token ids, typed between spaces, one sequence a line, as rows of `embedding`."""
    tokens = tokenize(text, "words")
    size = len(embedding)
    LIMITS.check_sequence(max(map(len, tokens)), embedding.shape[1], len(tokens))
    for line, row in enumerate(tokens, start=1):
        for token in row:
            if not (token.isascii() and token.isdigit() and len(token) < 10 and int(token) < size):
                raise Unreadable(
                    "Line {line}: “{token}” is not a token id of this model. Its embedding knows the whole numbers "
                    "0 to {last}; type them between spaces.",
                    line=line,
                    token=token[:40],
                    last=size - 1,
                )
    vectors = [embedding[torch.tensor([int(token) for token in row])] for row in tokens]
    names = tuple(f"e{i}" for i in range(embedding.shape[1]))
    return Sequence(nn.utils.rnn.pad_sequence(vectors, batch_first=True), tokens, names, is_text=True)
