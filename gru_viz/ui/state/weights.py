"""Weights: the learned weights that this visitor has chosen, trained here or brought along."""

from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from gru_viz.experiment.examples import drawn
from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.fields.sequence import SequenceFields
from gru_viz.experiment.setup import Setup, learned_weights
from gru_viz.learning.found import FoundGRU, find_embeddings, find_grus, pretrained
from gru_viz.learning.modelfile import read_tensors
from gru_viz.learning.pretrained import Pretrained
from gru_viz.problem import Problem
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.session import current, put, value
from gru_viz.ui.state.upload import MODEL_FILE, uploaded

_TRAINED, _OWN, _SAMPLE = "_trained", "_own_sequence", "_sample_sequence"


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
    picked = embeddings[matrix - 1] if 0 < matrix <= len(embeddings) else None
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


def follow_model() -> None:
    """After other weights were chosen: a sequence that they can read; what was typed before comes back later."""
    present = {name: value(name) for name in SequenceFields.model_fields}
    if present != st.session_state.get(_SAMPLE):
        st.session_state[_OWN] = present
    try:
        model = learned_weights(current(), model_in_use())
    except Problem:
        return
    own = st.session_state.get(_OWN, present)
    if model is None or model.task is None or (model.task.draw_fresh is None and _reads(model, own)):
        put(**own)
        return
    words = any(len(symbol) > 1 for symbol in model.task.vocabulary)
    sample = {**present, **drawn(model.task, 4 if words else 1)}
    st.session_state[_SAMPLE] = sample
    put(**sample)


def _reads(model: Pretrained, sequence: dict[str, object]) -> bool:
    """Whether `model` can read what these fields put in."""
    try:
        Setup.of(Experiment(**sequence, weights="trained"), weights=model)
    except Problem:
        return False
    return True
