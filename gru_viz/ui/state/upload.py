"""Upload: the visitor's file, read once, and the table that the experiment reads."""

import streamlit as st

from gru_viz.inputs.table import Table, read_table, read_upload
from gru_viz.ui.i18n import Translate
from gru_viz.ui.state.memo import memo

_WIDGET, _CONTENT, _TABLE = "_file", "_file_content", "_file_table"


def table_in_use() -> Table | None:
    """The typed numbers or the uploaded file as a table, if the source is one of them; Problem if it is unreadable."""
    source, header = st.session_state["source"], st.session_state["header"]
    if source == "numbers":
        return read_table(st.session_state["numbers"], header)
    if source != "file" or (content := _content()) is None:
        return None
    return memo(_TABLE, None, (content, header), lambda: read_upload(*content, header))


def _content() -> tuple[str, bytes] | None:
    """Name and bytes of the file; the widget forgets them while another source is looked at, the session does not."""
    file = st.session_state.get(_WIDGET)
    if file is not None:
        st.session_state[_CONTENT] = (file.name, file.getvalue())
    return st.session_state.get(_CONTENT)


def file_control(_: Translate) -> None:
    """The upload widget, and the name of the file in use once the widget has forgotten it."""
    file = st.file_uploader(_("CSV, TSV or .npy file"), type=["csv", "tsv", "txt", "npy"], key=_WIDGET)
    if file is None and (content := _content()) is not None:
        st.text(_("Loaded: {name}").format(name=content[0]))
