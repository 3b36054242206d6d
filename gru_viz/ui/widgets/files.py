"""Files: what a visitor brings along, numbers or weights."""

import streamlit as st

from gru_viz.experiment.experiment import Experiment
from gru_viz.learning.found import CONVERTED
from gru_viz.problem import Problem
from gru_viz.ui.i18n import _
from gru_viz.ui.state.upload import FILE, uploaded
from gru_viz.ui.state.weights import MODEL_FILE, model_file


def file_control() -> None:
    """The upload widget, and the name of the file in use once the widget has forgotten it."""
    file = st.file_uploader(_("CSV, TSV or .npy file"), type=["csv", "tsv", "txt", "npy"], key=FILE)
    if file is None and (content := uploaded()) is not None:
        st.text(_("Loaded: {name}").format(name=content[0]))


def model_file_control() -> None:
    """The upload widget, the picker of several GRUs and of an embedding, and what was converted."""
    uploaded = st.file_uploader(
        _("Model file (.safetensors, or a state_dict as .pt or .pth)"),
        type=["safetensors", "pt", "pth"],
        key=MODEL_FILE,
    )
    try:
        file = model_file()
    except Problem:
        return  # said on the page already
    if file is None:
        return
    if uploaded is None:
        st.text(_("Loaded: {name}").format(name=file.name))
    gru, embedding = (Experiment.table()[name] for name in ("file_gru", "file_embedding"))
    if len(file.grus) > 1:
        titles = [found.title or _("(no prefix)") for found in file.grus]
        st.selectbox(
            _(gru.label), range(len(titles)), key="file_gru", format_func=titles.__getitem__, persist_state="session"
        )
    matrices = file.embeddings(st.session_state["file_gru"])
    if matrices:
        names = [_("none"), *(f"{name} {tuple(matrix.shape)}" for name, matrix in matrices.items())]
        st.selectbox(
            _(embedding.label),
            range(len(names)),
            key="file_embedding",
            format_func=names.__getitem__,
            help=_(embedding.help),
            persist_state="session",
        )
    chosen = file.grus[min(st.session_state["file_gru"], len(file.grus) - 1)]
    if chosen.dtype in CONVERTED:
        st.caption(_("Stored as {dtype}, computed in float32 here.").format(dtype=CONVERTED[chosen.dtype]))
