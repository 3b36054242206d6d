"""Slopes: how steep the gates are along a run, and what the linear path passes meanwhile."""

from collections.abc import Mapping, Sequence

from gru_viz.analysis import slopes
from gru_viz.analysis.slopes import STEEPEST, LinearPath, Slopes
from gru_viz.cells.celltrace import CellTrace
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, symbol_of
from gru_viz.figures.base.palette import CELL_COLOURS, COLOURS, NAMES
from gru_viz.figures.base.plain import GRID, UNIT_AXIS, over_steps, plain_layout, step_line


def _slopes_of(
    tr: CellTrace, layer: int = 0, direction: str | None = None, sample: int = 0
) -> tuple[dict[str, Slopes], tuple[str, ...]]:
    return {gate: slopes.slopes(tr, gate, layer, direction, sample) for gate in tr.gates}, tr.tokens[sample]


def _paths_of(
    *records: CellTrace, layer: int = 0, direction: str | None = None, sample: int = 0
) -> tuple[dict[str, LinearPath], tuple[str, ...]]:
    found = {tr.cell.name: slopes.linear_path(tr, layer, direction, sample) for tr in records}
    return found, records[0].tokens[sample]


@drawn(of=_slopes_of)
def smoothness(
    gates: Mapping[str, Slopes], tokens: Sequence[str], unit: int = 0, *, translate: Translate = str
) -> Drawing:
    """Slope of a unit's gates at each step, and of hard gates at the same weighted sums.

    Parameters
    ----------
    gates : mapping of gate to Slopes, or CellTrace
    tokens : sequence of str (T)
    unit : int
    translate : callable
    """
    data = []
    for gate, found in gates.items():
        for values, how, look in (
            (found.smooth, "σ", {"width": 3}),
            (found.hard, translate("hard gate"), {"width": 2, "dash": "dot"}),
        ):
            name = f"{translate(NAMES[gate])} {symbol_of(gate)} · {how}"
            data.append(
                step_line(values[:, unit], tokens)
                | {
                    "line": {"color": COLOURS[gate], **look},
                    "name": name,
                    "hovertemplate": f"%{{text}}: <b>%{{y:.4f}}</b><extra>{name}</extra>",
                }
            )
    title = translate("Slope of the gates of unit {unit}, step by step").format(unit=unit)
    layout = plain_layout(title, height=380) | {
        "hovermode": "x unified",
        **over_steps(tokens),
        "yaxis": {**GRID, "range": [-0.01, STEEPEST * 1.1], "tickvals": [0, STEEPEST / 2, STEEPEST]},
    }
    layout["margin"] |= {"t": 116}
    return {"data": data, "layout": layout}


@drawn(of=_paths_of)
def linear_paths(cells: Mapping[str, LinearPath], tokens: Sequence[str], *, translate: Translate = str) -> Drawing:
    """What the linear path of each cell's state passes to the last step, the slope of the gate on it, and what is written.

    Parameters
    ----------
    cells : mapping of cell name to LinearPath, or a CellTrace for each cell
    tokens : sequence of str (T)
    translate : callable
    """
    data = []
    for number, (cell, found) in enumerate(cells.items()):
        # Where two cells are alike, the first is seen on both sides of the second.
        under = 5 * (number == 0)
        for values, what, look in (
            (found.passed, translate("passed by the linear path"), {"width": 3 + under}),
            (found.written, translate("written of the new"), {"width": 3, "dash": "dash"}),
            (found.slope, translate("slope of its gate"), {"width": 2, "dash": "dot"}),
        ):
            name = f"{cell} · {what}"
            data.append(
                step_line(values, tokens)
                | {
                    "mode": "lines",
                    "line": {"color": CELL_COLOURS[cell], **look},
                    "name": name,
                    "hovertemplate": f"%{{text}}: <b>%{{y:.4f}}</b><extra>{name}</extra>",
                }
            )
    layout = plain_layout(translate("The linear path and its gate"), height=380) | {
        "hovermode": "x unified",
        **over_steps(tokens),
        # No line in the middle, where a gate stands that nobody has taught.
        "yaxis": {**UNIT_AXIS, "range": [-0.02, 1.02], "tickvals": [0, 1]},
    }
    layout["margin"] |= {"t": 136}
    return {"data": data, "layout": layout}
