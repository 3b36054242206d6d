"""Files: what a visitor brings along, numbers or weights."""

import streamlit as st

from gru_viz.experiment.setup import RANDOM_EMBEDDING
from gru_viz.learning.found import CONVERTED
from gru_viz.problem import Problem
from gru_viz.ui.i18n import _
from gru_viz.ui.state.session import value
from gru_viz.ui.state.upload import MODEL_FILE, TABLE_FILE, uploaded
from gru_viz.ui.state.weights import ModelFile, model_file
from gru_viz.ui.widgets.controls import control


def table_upload() -> None:
    """Where numbers are uploaded."""
    _upload(TABLE_FILE, _("CSV, TSV or .npy file"), ["csv", "tsv", "txt", "npy"])


def model_upload() -> None:
    """Where weights are uploaded, the pickers of a GRU and of an embedding in them, and what was converted."""
    _upload(
        MODEL_FILE,
        _("Model file (.safetensors, or a state_dict as .pt or .pth)"),
        ["safetensors", "pt", "pth"],
    )
    try:
        file = model_file()
    except Problem:
        return  # said on the page already
    if file is not None:
        _pick(file)


def _upload(key: str, label: str, kinds: list[str]) -> None:
    """The widget, and the name of the file in use once the widget has forgotten it."""
    file = st.file_uploader(label, type=kinds, key=key)
    if file is None and (content := uploaded(key)) is not None:
        st.text(_("Loaded: {name}").format(name=content[0]))


def _pick(file: ModelFile) -> None:
    """Which GRU of a file, which embedding."""
    titles = [found.title or _("(no prefix)") for found in file.grus]
    if len(titles) > 1:
        control("file_gru", names=dict(enumerate(titles)))
    names = [f"{name} {tuple(matrix.shape)}" for name, matrix in file.embeddings(value("file_gru")).items()]
    if names:
        options = {0: _("the first that fits: {name}").format(name=names[0]), **dict(enumerate(names, start=1))}
        control("file_embedding", names=options | {RANDOM_EMBEDDING: _("random numbers for each token")})
    chosen = file.grus[min(value("file_gru"), len(file.grus) - 1)]
    if chosen.dtype in CONVERTED:
        st.caption(_("Stored as {dtype}, computed in float32 here.").format(dtype=CONVERTED[chosen.dtype]))
