"""Merged representation: both directions as one vector a step, with the seam and the places of h_n."""

from gru_viz.analysis.bidirectional import final_positions, merge
from gru_viz.cells.celltrace import CellTrace
from gru_viz.experiment.view import Merge
from gru_viz.figures.base.caption import caption, strip_of
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, unit_ticks
from gru_viz.figures.base.palette import COLOURS, FONT_SIZE, swatch
from gru_viz.figures.base.row import Row
from gru_viz.figures.base.scale import signed
from gru_viz.figures.base.stack import stack

_FORMULAS = {
    "concat": "[→h<sub>t</sub>, ←h<sub>t</sub>]",
    "sum": "→h<sub>t</sub> + ←h<sub>t</sub>",
    "mean": "(→h<sub>t</sub> + ←h<sub>t</sub>) / 2",
    "product": "→h<sub>t</sub> ⊙ ←h<sub>t</sub>",
}


@drawn
def merged(
    tr: CellTrace,
    how: Merge = "concat",
    layer: int = -1,
    sample: int = 0,
    *,
    numbers: bool = False,
    untrained: bool = False,
    compact: bool = False,
    translate: Translate = str,
) -> Drawing:
    """One heatmap of the merged hidden state, features × time.

    For "concat", nn.GRU's own `output` in the last layer, the seam between the directions is drawn, and the two
    places of `h_n` are framed: forward at the last step, backward at step 0.

    Parameters
    ----------
    tr : CellTrace
        Of a bidirectional run.
    how : Merge
    layer, sample : int
    numbers : bool
    untrained : bool
        Say that its weights are random.
    compact : bool
        Without title and air.
    translate : callable
    """
    layer %= tr.num_layers
    values = merge(tr, how, layer, sample)
    units = tr.hidden_size
    ticks = _seam_ticks(units) if how == "concat" else {}
    row = Row(values, f"{swatch('hidden_state')} {_FORMULAS[how]}", "<i>h</i><sub>t</sub>", signed(values), ticks)
    drawing = stack(
        [row],
        strip_of(tr, sample, numbers),
        translate("Both directions merged"),
        caption(tr, translate, layer, None, sample, untrained=untrained),
        row_height=max(220, min(420, 3 * values.shape[1])),
        compact=compact,
        hover=translate("directions × unit") if how == "concat" else translate("unit"),
        translate=translate,
    )
    if how == "concat":
        layout = drawing["layout"]
        layout["shapes"] += _seam(units - 0.5)
        for direction, (step, rows) in final_positions(len(values), units).items():
            index = 2 * layer + (direction == "backward")
            layout["shapes"] += _final_frame(step, rows)
            layout["annotations"].append(_final_name(index, step, rows, left=step < (len(values) - 1) / 2))
    return drawing


def _seam_ticks(units: int) -> dict:
    """Unit numbers of each direction behind its arrow."""
    own = unit_ticks(units)["tickvals"][:: 2 if units > 4 else 1]
    return {
        "tickvals": own + [units + v for v in own],
        "ticktext": [f"→{v}" for v in own] + [f"←{v}" for v in own],
        "range": [2 * units - 0.5, -0.5],
    }


def _seam(y: float) -> list[dict]:
    """The line between the directions."""
    line = {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "yref": "y2", "y0": y, "y1": y}
    return [
        {**line, "line": {"color": "#111111", "width": 3}},
        {**line, "line": {"color": "#FFFFFF", "width": 1.5, "dash": "dash"}},
    ]


def _final_frame(step: int, rows: slice) -> list[dict]:
    """Frame of one direction's part of h_n."""
    box = {"type": "rect", "xref": "x", "yref": "y2", "x0": step - 0.5, "x1": step + 0.5}
    box |= {"y0": rows.start - 0.4, "y1": rows.stop - 0.6}
    return [
        {**box, "line": {"color": colour, "width": width}}
        for colour, width in (("#111111", 6), (COLOURS["reset_gate"], 3))
    ]


def _final_name(index: int, step: int, rows: slice, *, left: bool) -> dict:
    """Name of h_n[index], beside its frame."""
    return {
        "text": f"<b>h_n[{index}]</b>",
        "xref": "x",
        "yref": "y2",
        "x": step + (0.6 if left else -0.6),
        "y": (rows.start + rows.stop - 1) / 2,
        "xanchor": "left" if left else "right",
        "showarrow": False,
        "bgcolor": "#111111",
        "font": {"color": "#FFFFFF", "size": FONT_SIZE - 1},
        "borderpad": 3,
    }
