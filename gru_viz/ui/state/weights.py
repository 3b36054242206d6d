"""Weights: the learned weights that this visitor has chosen, trained here or brought along."""

from dataclasses import replace

import streamlit as st

from gru_viz.cells.kinds import form_of
from gru_viz.experiment.examples import drawn
from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.setup import Setup
from gru_viz.experiment.weights import learned_weights
from gru_viz.learning.files.contents import Contents
from gru_viz.learning.files.vocabulary import Vocabulary
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.tasks import Task
from gru_viz.problem import Problem
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.modelfile import chosen_reader, layer_in, model_file, pair_in, unsaid_arguments, words_in
from gru_viz.ui.state.session import current, language, put, value
from gru_viz.ui.state.typed import own_sequence, read_before, show_instead, show_own
from gru_viz.ui.state.upload import SAID_FILE, WORDS_FILE, table_in_use

_TRAINED = "_trained"
#: Parameters that say what is taken of a file.
_OF_A_FILE = ("file_gru", "file_embedding", "file_output", "file_start", "file_end", "nonlinearity")
#: As many ids stand for a sequence where the words of a file are not known.
_IDS = 12


def model_in_use() -> Pretrained | None:
    """What was trained here or uploaded, if the weights come from there; Problem if the file cannot be used."""
    weights = value("weights")
    if weights == "trained":
        return st.session_state.get(_TRAINED)
    if weights != "file" or (file := model_file()) is None:
        return None
    wanted = tuple(value(name) for name in _OF_A_FILE)
    words = (words_in(WORDS_FILE), words_in(SAID_FILE))
    return memo("model", (file, *words), wanted, lambda: _load(file, *words))


def _load(file: Contents, words: Vocabulary | None, said: Vocabulary | None) -> Pretrained:
    """The chosen layer with the chosen words; of an encoder or a decoder both."""
    layer = layer_in(file)
    reader = chosen_reader(file, layer, words, said)
    if unsaid := unsaid_arguments(file, layer):
        sizes = ("input_size", "hidden_size", "num_layers", "bias", "bidirectional")
        arguments = {name: getattr(reader.module, name) for name in sizes} | {name: value(name) for name in unsaid}
        module = form_of(reader.module)[0].module(**arguments)
        module.load_state_dict(reader.module.state_dict())
        reader = replace(reader, module=module.eval().requires_grad_(False))
    try:
        pair = pair_in(file, layer, words, said)
    except Problem:
        pair = None  # said beside the controls
    return Pretrained.from_file(reader, pair)


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
    if model is not None and model.reset is not None:
        put(convention="textbook" if model.reset == "before" else "pytorch")
    if model is None or (_may_be_of(model.task, own) and _reads(model, own)) or (sample := _sample(model)) is None:
        show_own(own)
    else:
        show_instead(sample)


def _may_be_of(task: Task | None, sequence: dict[str, object]) -> bool:
    """Whether a task has such sequences: no test signal of several features has the marks or the first pulses of one."""
    if task is None:
        return True
    return task.draw_fresh is None and (task.features < 2 or sequence["source"] != "generator")


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
    return None if model is None else _sample(model)


def _sample(model: Pretrained) -> dict[str, object] | None:
    """Fields of a sequence that `model` reads, if that is known: of its task, or the first ids of a file without words."""
    if (task := model.task) is None:
        if model.embedding is None or model.reader is None or model.reader.vocabulary is not None:
            return None
        sample = {"source": "text", "text": " ".join(map(str, range(min(_IDS, len(model.embedding)))))}
        return sample if _reads(model, sample) else None
    # Four lines where its symbols are words.
    words = any(len(symbol) > 1 for symbol in task.vocabulary)
    return drawn(task, 4 if words else 1, language=language())


def _reads(model: Pretrained, sequence: dict[str, object]) -> bool:
    """Whether `model` can read what these fields put in."""
    try:
        table = table_in_use() if sequence["source"] == value("source") else None
        Setup.of(Experiment(**sequence, weights="trained"), table, model)
    except Problem:
        return False
    return True
