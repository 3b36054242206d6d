"""Merged representation: both directions as one vector a step, with the seam and the places of h_n."""

import numpy as np
import plotly.graph_objects as go

from gru_viz.analysis.bidirectional import final_positions, merge
from gru_viz.cells.recording import Recording
from gru_viz.experiment.fields import Merge
from gru_viz.figures.base.caption import caption, strip_of
from gru_viz.figures.base.labels import Translate, unit_ticks
from gru_viz.figures.base.palette import COLOURS, FONT_SIZE, swatch
from gru_viz.figures.base.stack import Row, signed, stack

_FORMULAS = {
    "concat": "[→h<sub>t</sub>, ←h<sub>t</sub>]",
    "sum": "→h<sub>t</sub> + ←h<sub>t</sub>",
    "mean": "(→h<sub>t</sub> + ←h<sub>t</sub>) / 2",
    "product": "→h<sub>t</sub> ⊙ ←h<sub>t</sub>",
}


def merged(
    tr: Recording,
    how: Merge = "concat",
    layer: int = -1,
    sample: int = 0,
    *,
    numbers: bool = False,
    translate: Translate = str,
) -> go.Figure:
    """One heatmap of the merged hidden state, features × time.

    For "concat", nn.GRU's own `output` in the last layer, the seam between the directions is drawn, and the two
    places of `h_n` are framed: forward at the last step, backward at step 0.

    Parameters
    ----------
    tr : Recording
        Of a bidirectional run.
    how : Merge
    layer, sample : int
    numbers : bool
    translate : callable
    """
    layer %= tr.num_layers
    values = merge(tr, how, layer, sample)
    units = tr.hidden_size
    ticks = _seam_ticks(units) if how == "concat" else {}
    row = Row(values, f"{swatch('hidden_state')} {_FORMULAS[how]}", "<i>h</i><sub>t</sub>", signed(values), ticks)
    fig = stack(
        [row], strip_of(tr, sample, numbers), translate("Both directions merged"),
        caption(tr, translate, layer, None, sample), row_height=max(220, min(420, 3 * values.shape[1])),
        hover=translate("feature"), translate=translate,
    )  # fmt: skip
    if how == "concat":
        fig.add_hline(y=units - 0.5, yref="y2", line={"color": "#111111", "width": 3})
        fig.add_hline(y=units - 0.5, yref="y2", line={"color": "#FFFFFF", "width": 1.5, "dash": "dash"})
        for direction, (step, rows) in final_positions(len(values), units).items():
            _mark_final_state(fig, 2 * layer + (direction == "backward"), step, rows, last=len(values) - 1)
    return fig


def _seam_ticks(units: int) -> dict:
    """Unit numbers of each direction behind its arrow."""
    own = unit_ticks(units)["tickvals"][:: 2 if units > 4 else 1]
    return {
        "tickvals": own + [units + v for v in own],
        "ticktext": [f"→{v}" for v in own] + [f"←{v}" for v in own],
        "range": [2 * units - 0.5, -0.5],
    }


def _mark_final_state(fig: go.Figure, index: int, step: int, rows: slice, last: int) -> None:
    """Frame of one direction's h_n[index], with its name."""
    box = {"x0": step - 0.5, "x1": step + 0.5, "y0": rows.start - 0.4, "y1": rows.stop - 0.6}
    for colour, width in (("#111111", 6), (COLOURS["reset_gate"], 3)):
        fig.add_shape(type="rect", xref="x", yref="y2", line={"color": colour, "width": width}, **box)
    left = step < last / 2
    fig.add_annotation(
        text=f"<b>h_n[{index}]</b>", xref="x", yref="y2", x=step + (0.6 if left else -0.6),
        y=np.mean([rows.start, rows.stop - 1]), xanchor="left" if left else "right", showarrow=False,
        bgcolor="#111111", font={"color": "#FFFFFF", "size": FONT_SIZE - 1}, borderpad=3,
    )  # fmt: skip
