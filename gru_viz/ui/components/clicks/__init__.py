"""Clicks: which cell of a heatmap the visitor clicked, reported from the browser."""

from collections.abc import Callable

from gru_viz.ui.components import component
from gru_viz.ui.state.widget import reported

_component = component("clicks")


def on_click(chart: str, select: Callable[[int, int | None], None]) -> None:
    """Call `select(step, unit)` when a cell of a chart is clicked; unit is None on the sequence's strip.

    Parameters
    ----------
    chart : str
        Key of the `st.plotly_chart`.
    """
    key = f"{chart}_clicks"

    def report() -> None:
        if cell := reported(key).get("cell"):
            select(cell["step"], cell["unit"])

    _component(data={"chart": chart}, key=key, on_cell_change=report, height=1)
