"""Rows: which columns and rows of a table are read, and what stands in for numbers that are missing."""

from collections.abc import Callable, Sequence

import streamlit as st

from gru_viz import figures
from gru_viz.experiment.experiment import Experiment
from gru_viz.inputs.table import Table, chosen_columns
from gru_viz.limits import LIMITS
from gru_viz.problem import N_, Problem
from gru_viz.ui.i18n import _
from gru_viz.ui.state.session import put, value
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.controls import control

WINDOW = N_("The whole column; the shaded rows are read. At most {most:,} are allowed here.")


def show_rows(table: Table, columns: Callable[[], None]) -> None:
    """What of `table` is read.

    Parameters
    ----------
    table : Table
    columns : callable
        Draws the choice of columns.
    """
    if len(table.columns) > 1:
        columns()
    if table.has_gaps or value("gaps") != "ask":
        control("gaps")
    try:
        chosen = chosen_columns(table, value("columns"))
    except Problem:
        return  # said on the page already
    kept = table.kept(chosen, value("gaps"))
    if len(kept) > LIMITS.steps:
        _window(table, chosen[0], kept)


def _window(table: Table, index: int, kept: Sequence[int]) -> None:
    """First row and length of the window, under a line of the column in the rows that are kept."""
    rows = len(kept)
    if value("window_start") >= rows:
        put(window_start=rows - 1)
    window = (value("window_start"), value("window_length"))
    values, every = table.overview(index, kept)
    name = table.columns[index]
    chart(
        figures.column.plain(values, every, rows, window, name, translate=_),
        "column_chart",
        _(WINDOW).format(most=LIMITS.steps),
        name=file_name("column", name),
        wide=False,
    )
    control("window_start", last=rows - 1)
    control("window_length")


def show_ways_with_gaps() -> None:
    """A button for each thing that may stand in for a missing number."""
    row = Experiment.table()["gaps"]
    line = st.container(horizontal=True, vertical_alignment="center", gap="small")
    line.caption(f"{_(row.label)}:", width="content")
    for option in row.options:
        if option != row.default:
            line.button(
                _(row.names[option]), key=f"gaps_{option}", type="tertiary", on_click=put, kwargs={"gaps": option}
            )
