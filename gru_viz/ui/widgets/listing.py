"""Listing: words and numbers in rows, and what a program prints; taken along as pictures."""

from collections.abc import Sequence

import streamlit as st

from gru_viz import figures
from gru_viz.ui.browser.plates import Plate
from gru_viz.ui.state.gathering import gathering
from gru_viz.ui.widgets.markdown import plain, tabulated


def show_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table whose cells are Markdown; `title` is what it is called where it stands alone."""
    if (plates := gathering()) is None:
        st.markdown(tabulated(head, rows))
        return
    cells = [[plain(cell) for cell in row] for row in (head, *rows)]
    plates.append(Plate(drawing=figures.listing.plain(title, cells[0], cells[1:])))


def show_printout(title: str, text: str, height: int | str) -> None:
    """What a program prints, of a `height` as Streamlit has it; `title` as for a table."""
    if (plates := gathering()) is None:
        st.code(text, language=None, height=height)
        return
    plates.append(Plate(drawing=figures.printout.plain(title, text)))
