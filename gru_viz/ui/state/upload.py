"""Upload: the visitor's file, read once, and the table that the experiment reads."""

import streamlit as st

from gru_viz.inputs.table import Table, read_table, read_upload
from gru_viz.ui.state.memo import memo

FILE, _CONTENT, _TABLE = "_file", "_file_content", "_file_table"


def table_in_use() -> Table | None:
    """The typed numbers or the uploaded file as a table, if the source is one of them; Problem if it is unreadable."""
    source, header = st.session_state["source"], st.session_state["header"]
    if source == "numbers":
        return read_table(st.session_state["numbers"], header)
    if source != "file" or (content := uploaded()) is None:
        return None
    return memo(_TABLE, None, (content, header), lambda: read_upload(*content, header))


def uploaded() -> tuple[str, bytes] | None:
    """Name and bytes of the file; the widget forgets them while another source is looked at, the session does not."""
    file = st.session_state.get(FILE)
    if file is not None:
        st.session_state[_CONTENT] = (file.name, file.getvalue())
    return st.session_state.get(_CONTENT)
