"""Upload: the files that the visitor has brought along, and the table that the experiment reads."""

import streamlit as st

from gru_viz.inputs.delimited import read_table
from gru_viz.inputs.table import Table
from gru_viz.inputs.upload import read_upload
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.session import value

#: Keys of the two upload widgets.
TABLE_FILE, MODEL_FILE = "_file", "_model_file"


def uploaded(widget: str) -> tuple[str, bytes] | None:
    """Name and bytes of a file; the widget forgets it while something else is looked at, the session does not."""
    file, kept = st.session_state.get(widget), f"{widget}_content"
    if file is not None:
        st.session_state[kept] = (file.name, file.getvalue())
    return st.session_state.get(kept)


def table_in_use() -> Table | None:
    """The typed numbers or the uploaded file as a table, if the source is one of them; Problem if it is unreadable."""
    source, header = value("source"), value("header")
    if source == "numbers":
        typed = value("numbers")
        return memo("table", None, (typed, header), lambda: read_table(typed, header))
    if source != "file" or (content := uploaded(TABLE_FILE)) is None:
        return None
    return memo("table", None, (content, header), lambda: read_upload(*content, header))
