"""Files: what a visitor brings along, numbers or weights and their words."""

from collections.abc import Callable

import streamlit as st

from gru_viz.experiment.weights import RANDOM_EMBEDDING
from gru_viz.learning.files.belonging import own_embedding, own_output
from gru_viz.learning.files.contents import ENDINGS, Contents
from gru_viz.learning.files.encoderdecoder import EncoderDecoder
from gru_viz.learning.files.matrices import Matrix
from gru_viz.learning.files.reader import Reader
from gru_viz.learning.files.recurrent import CONVERTED, is_decoder, is_encoder
from gru_viz.learning.modelfile import LARGEST
from gru_viz.problem import N_, Problem
from gru_viz.ui.i18n import _, told_together
from gru_viz.ui.state.modelfile import (
    chosen_reader,
    embeddings_in,
    follow_file,
    layer_in,
    layers_in,
    model_file,
    outputs_in,
    pair_in,
    unsaid_arguments,
    words_in,
)
from gru_viz.ui.state.upload import MODEL_FILE, SAID_FILE, TABLE_FILE, WORDS_FILE, leave_out, uploaded
from gru_viz.ui.widgets.controls import control, two_controls
from gru_viz.ui.widgets.markdown import literal, told

#: Endings of files with words.
_WORDS = ["json", "txt", "vocab", "csv"]
VOCABULARY_HELP = N_(
    "What the ids stand for: vocab.json, a list of words, tokenizer.json, or a text with one word a line, in the order of "
    "the ids."
)


def table_upload() -> None:
    """Where numbers are uploaded."""
    _upload(TABLE_FILE, _("CSV, TSV or .npy file"), ["csv", "tsv", "txt", "npy"])


def model_upload(then: Callable[[], None]) -> None:
    """Where weights and their words are uploaded, what is taken of them, and the pickers of what else would fit.

    Parameters
    ----------
    then : callable
        Called when other weights were chosen, before the next run.
    """
    label = _("Model file from PyTorch, safetensors, Keras or ONNX, up to {allowed} MB").format(allowed=LARGEST >> 20)
    help_ = _("Only numbers are read and nothing is run. Larger files: in Python, gru_viz.load(path).")

    def chosen() -> None:
        follow_file()
        then()

    _upload(MODEL_FILE, label, [ending.removeprefix(".") for ending in ENDINGS], help_, chosen)
    try:
        file = model_file()
        if file is None:
            return
        _pick_layer(file, then)
        layer = layer_in(file)
    except Problem:
        return  # said on the page already
    _pick(file, layer, then)


def _upload(
    key: str, label: str, kinds: list[str], help_: str | None = None, then: Callable[[], None] | None = None
) -> bool:
    """The widget, and the name of the file in use once the widget has forgotten it; whether it has."""
    file = st.file_uploader(label, type=kinds, key=key, help=help_, on_change=then)
    if forgotten := file is None and (content := uploaded(key)) is not None:
        st.text(_("Loaded: {name}").format(name=content[0]))
    return forgotten


def _words_upload(key: str, label: str, then: Callable[[], None]) -> None:
    """Where words are uploaded, and left out again."""

    def left_out() -> None:
        leave_out(key)
        then()

    if _upload(key, label, _WORDS, _(VOCABULARY_HELP), then):
        st.button(_("Leave it out"), key=f"{key}_out", type="tertiary", on_click=left_out)


def _pick_layer(file: Contents, then: Callable[[], None]) -> None:
    """Which layer of a file, and why others are not among them."""
    titles = [f"{name or _('(no prefix)')}: {file.layers[name]}" for name in layers_in(file)]
    if len(titles) > 1:
        control("file_gru", names=dict(enumerate(titles)), then=then)
    for problem in file.layers.problems.values() if titles else ():
        st.caption(_("Left out: {reason}").format(reason=told(problem)))


def _pick(file: Contents, layer: str, then: Callable[[], None]) -> None:
    """Its embedding, its output layer and their words, of what fits, and what was taken."""
    words = _read(WORDS_FILE)
    embeddings, outputs = embeddings_in(file, layer), outputs_in(file, layer)
    if embeddings:
        likeliest = own_embedding(file, layer, len(words or ()))
        options = _options(embeddings, likeliest) | {RANDOM_EMBEDDING: _("random numbers for each token")}
        control("file_embedding", names=options)
    if outputs and not (is_encoder(layer) and any(map(is_decoder, file.layers))):
        control("file_output", names=_options(outputs, own_output(file, layer, len(words or ()))) | {-1: _("none")})
    for name in unsaid_arguments(file, layer):
        control(name)
    _words_upload(WORDS_FILE, _("Vocabulary: the words by their ids"), then)
    try:
        said = words_in(SAID_FILE)
        pair = pair_in(file, layer, words, said)
        reader = chosen_reader(file, layer, words, said)
    except Problem as problem:
        pair, reader = None, None
        st.caption(told(problem))
    two = reader is None or pair is not None
    if two or (reader.output is not None and (reader.says is None or uploaded(SAID_FILE) is not None)):
        _words_upload(SAID_FILE, _("Vocabulary of what it says, if it is another"), then)
    if two:
        two_controls("file_start", "file_end")
    if reader is not None:
        st.caption(taken(reader, pair))
    dtype = CONVERTED.get(file.layers.dtypes.get(layer))
    if dtype is not None:
        st.caption(_("Stored as {dtype}, computed in float32 here.").format(dtype=dtype))


def _read(widget: str) -> object:
    """The vocabulary uploaded there; None where it is none, which the page says already."""
    try:
        return words_in(widget)
    except Problem:
        return None


def _options(matrices: list[Matrix], likeliest: Matrix | None) -> dict[int, str]:
    """What fits, by number, and first what belongs there by its name."""
    first = _("by its name: {name}").format(name=likeliest.name) if likeliest is not None else _("by its name: none")
    return {0: first, **{i: f"{matrix.name} {matrix.shape}" for i, matrix in enumerate(matrices, start=1)}}


def taken(reader: Reader, pair: EncoderDecoder | None) -> str:
    """What was taken of a file, in a sentence; Markdown."""
    readers = [reader] if pair is None else [pair.encoder, pair.decoder]
    names = [name for each in readers for name in (each.layer or _("(no prefix)"), *each.names.values())]
    sentence = _("Taken by names and shapes: {names}.").format(names=_(", ").join(map(literal, names)))
    if pair is None:
        return sentence
    says = pair.decoder
    symbols = _("The decoder starts with {start} and ends with {end}.").format(
        start=literal(says.word(pair.start)), end=literal(says.word(pair.end))
    )
    return told_together(sentence, symbols)
