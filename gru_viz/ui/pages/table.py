"""Table: the tidy trace to sort and download, and the code that computes the same numbers."""

import streamlit as st

from gru_viz.cells.cell import written
from gru_viz.experiment.snippet import snippet
from gru_viz.figures.base.palette import NAMES
from gru_viz.problem import N_
from gru_viz.ui.blocks.facts import show_facts
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import file_name

FIRST_ROWS = N_(
    "{rows:,} rows, one for each layer, direction, sequence, step and unit. The first {shown:,} are shown; the "
    "download has all."
)
ALL_ROWS = N_("{rows:,} rows, one for each layer, direction, sequence, step and unit. Click a column's head to sort.")
CODE = N_(
    "Runs as it is where gru_viz is installed (`pip install .`): {module} with these weights, this input, and "
    "gru_viz.trace."
)
#: What a column that is no quantity holds; the download keeps the names by which code asks for it.
PLACES = {
    "layer": N_("Layer"),
    "direction": N_("Direction"),
    "batch": N_("Sequence"),
    "time": N_("Time step"),
    "token": N_("token"),
    "unit": N_("Unit"),
}
#: Rows that a browser sorts without a pause.
_MOST_ROWS = 100_000


def page(run: Run) -> None:
    """Draw the page."""
    e, tr = run.experiment, run.trace
    show_facts(run)
    rows = sum(tr.lengths) * tr.num_layers * tr.num_directions * tr.hidden_size
    frame = tr.to_pandas(_MOST_ROWS)
    frame["direction"] = frame["direction"].cat.rename_categories(_)
    heads = {
        name: st.column_config.Column(_(PLACES.get(name) or NAMES[name]).capitalize(), help=f"`{name}`")
        for name in frame
    }
    st.dataframe(frame, hide_index=True, height=420, key="trace_table", column_config=heads)
    st.caption(_(FIRST_ROWS if rows > _MOST_ROWS else ALL_ROWS).format(rows=rows, shown=_MOST_ROWS))
    st.download_button(
        _("Download as CSV"),
        data=lambda: tr.to_pandas().to_csv(index=False).encode("utf-8-sig"),
        file_name=f"{file_name(f'{e.cell}-trace', e.convention if e.written_as else '', *run.tokens[:6])}.csv",
        mime="text/csv",
        icon=":material/download:",
    )
    st.header(_("The same numbers in Python"), anchor=False)
    st.code(snippet(run.setup), language="python")
    st.caption(_(CODE).format(module=written(tr.cell.module)))
