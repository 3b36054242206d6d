"""Weights: the learned weights that this visitor has chosen, trained here or brought along."""

from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from gru_viz.experiment.examples import drawn
from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.setup import RANDOM_EMBEDDING, Setup, learned_weights
from gru_viz.learning.found import FoundGRU, find_embeddings, find_grus, pretrained
from gru_viz.learning.modelfile import read_tensors
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.tasks import Task
from gru_viz.problem import Problem
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.session import current, put, value
from gru_viz.ui.state.typed import own_sequence, read_before, show_instead, show_own
from gru_viz.ui.state.upload import MODEL_FILE, table_in_use, uploaded

_TRAINED = "_trained"


@dataclass(frozen=True)
class ModelFile:
    """A file with GRUs in it.

    Attributes
    ----------
    name : str
    tensors : dict of str to Tensor
    grus : list of FoundGRU
    """

    name: str
    tensors: dict[str, Tensor]
    grus: list[FoundGRU]

    def embeddings(self, index: int) -> dict[str, Tensor]:
        """Matrices that the index-th GRU could read rows of; none if it is not a whole GRU."""
        first = self.grus[index].tensors.get("weight_ih_l0") if index < len(self.grus) else None
        return {} if first is None or first.dim() != 2 else find_embeddings(self.tensors, first.shape[1])


def model_in_use() -> Pretrained | None:
    """What was trained here or uploaded, if the weights come from there; Problem if the file cannot be used."""
    weights = value("weights")
    if weights == "trained":
        return st.session_state.get(_TRAINED)
    if weights != "file" or (file := model_file()) is None:
        return None
    chosen, matrix = value("file_gru"), value("file_embedding")
    return memo("model", file, (chosen, matrix), lambda: _load(file, chosen, matrix))


def _load(file: ModelFile, chosen: int, matrix: int) -> Pretrained:
    """The chosen GRU with the chosen embedding."""
    if chosen >= len(file.grus):
        raise Problem(
            "“{name}” has {count} GRUs; there is no number {given}. The first is number 0.",
            name=file.name[:80],
            count=len(file.grus),
            given=chosen,
        )
    embeddings = list(file.embeddings(chosen).items())
    picked = (
        None if matrix == RANDOM_EMBEDDING or not embeddings else embeddings[min(max(matrix, 1), len(embeddings)) - 1]
    )
    return pretrained(file.grus[chosen], file.name, picked)


def model_file() -> ModelFile | None:
    """The visitor's file with its GRUs, read once."""
    content = uploaded(MODEL_FILE)
    return content and memo("model file", None, content, lambda: _read(*content))


def _read(name: str, content: bytes) -> ModelFile:
    """The file's tensors and the GRUs among them."""
    tensors = read_tensors(name, content)
    return ModelFile(name, tensors, find_grus(tensors))


def take_example(name: str) -> None:
    """Let every page show an example model."""
    put(weights="example", example_model=name)
    follow_model()


def take_trained(model: Pretrained, convention: str) -> None:
    """Let every page show `model` as "trained here"."""
    st.session_state[_TRAINED] = model
    put(weights="trained", convention=convention)
    follow_model()


def has_trained() -> bool:
    """Whether there is a model that was trained here."""
    return _TRAINED in st.session_state


def follow_model() -> None:
    """After other weights were chosen: a sequence that they can read; what was typed before comes back later."""
    own = own_sequence()
    try:
        model = learned_weights(current(), model_in_use())
    except Problem:
        return
    if model is None or model.task is None or (model.task.draw_fresh is None and _reads(model, own)):
        show_own(own)
    else:
        show_instead(_sample(model.task))


def back_to_model() -> None:
    """Instead of a text that the chosen model cannot read, what it read before, or a sample of its task."""
    if (fields := _readable()) is not None:
        show_instead(fields)


def has_something_to_read() -> bool:
    """Whether `back_to_model` leads anywhere."""
    return _readable() is not None


def _readable() -> dict[str, object] | None:
    """Fields of a sequence that the chosen model can read, if one is known."""
    try:
        model = learned_weights(current(), model_in_use())
    except Problem:
        return None
    before = read_before()
    if model is not None and before is not None and _reads(model, before):
        return before
    return None if model is None or model.task is None else _sample(model.task)


def _sample(task: Task) -> dict[str, object]:
    """Fields of a sequence of a task; four lines where its symbols are words."""
    words = any(len(symbol) > 1 for symbol in task.vocabulary)
    return drawn(task, 4 if words else 1)


def _reads(model: Pretrained, sequence: dict[str, object]) -> bool:
    """Whether `model` can read what these fields put in."""
    try:
        table = table_in_use() if sequence["source"] == value("source") else None
        Setup.of(Experiment(**sequence, weights="trained"), table, model)
    except Problem:
        return False
    return True
