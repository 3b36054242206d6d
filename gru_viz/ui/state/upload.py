"""Upload: the files that the visitor has brought along, and the table that the experiment reads."""

from threading import Lock

import streamlit as st

from gru_viz.inputs.delimited import Header, read_table
from gru_viz.inputs.table import Table
from gru_viz.inputs.upload import read_upload
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.session import value

#: Keys of the upload widgets of numbers and of weights.
TABLE_FILE, MODEL_FILE = "_file", "_model_file"
#: Keys of those for the words of a model: what it reads, and what it says where that is other.
WORDS_FILE, SAID_FILE = "_words_file", "_said_file"


#: Bytes from which on files are read one after the other: those of a class at once would leave nobody else a turn.
_LARGE = 1 << 20


def uploaded(widget: str) -> tuple[str, bytes] | None:
    """Name and bytes of a file; the widget forgets it while something else is looked at, the session does not."""
    file, kept = st.session_state.get(widget), f"{widget}_content"
    if file is not None:
        st.session_state[kept] = (file.name, file.getvalue())
    return st.session_state.get(kept)


def replaced(widget: str) -> bool:
    """The visitor has just put another file in the place of one."""
    file, before = st.session_state.get(widget), st.session_state.get(f"{widget}_content")
    return file is not None and before is not None and (file.name, file.getvalue()) != before


def leave_out(widget: str) -> None:
    """Forget a file that was uploaded."""
    st.session_state.pop(f"{widget}_content", None)


def table_in_use() -> Table | None:
    """The typed numbers or the uploaded file as a table, if the source is one of them; Problem if it is unreadable."""
    source, header = value("source"), value("header")
    if source == "numbers":
        typed = value("numbers")
        return memo("table", None, (typed, header), lambda: read_table(typed, header))
    if source != "file" or (content := uploaded(TABLE_FILE)) is None:
        return None
    return memo("table", None, (content, header), lambda: _read(*content, header))


def _read(name: str, content: bytes, header: Header) -> Table:
    if len(content) < _LARGE:
        return read_upload(name, content, header)
    with _turn():
        table = read_upload(name, content, header)
        # Every page asks, and looks at all cells.
        _ = table.has_gaps
    return table


@st.cache_resource(show_spinner=False)
def _turn() -> Lock:
    """Of whoever reads a large file here."""
    return Lock()
