"""Two runs: h_t of the original, of the changed run, and their difference; and how far apart the gates are."""

from collections.abc import Sequence

import numpy as np

from gru_viz.analysis.counterfactual import counterfactual
from gru_viz.analysis.gates import selected as selection
from gru_viz.cells.celltrace import CellTrace
from gru_viz.figures.base.caption import strip_of
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, symbol_of
from gru_viz.figures.base.palette import swatch
from gru_viz.figures.base.plain import GRID, over_steps, plain_layout, quantity_lines
from gru_viz.figures.base.row import Panel, Row
from gru_viz.figures.base.scale import signed
from gru_viz.figures.base.stack import stack
from gru_viz.figures.base.strip import Strip


def _states_of(
    one: CellTrace, other: CellTrace, layer: int = 0, direction: str | None = None, sample: int = 0
) -> tuple[np.ndarray, np.ndarray, Strip]:
    original, changed = (selection(tr, "hidden_state", layer, direction, sample) for tr in (one, other))
    return original, changed, strip_of(one, sample)


def _gaps_of(
    one: CellTrace, other: CellTrace, layer: int = 0, direction: str | None = None, sample: int = 0
) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    return counterfactual(one, other, layer, direction, sample, 0, removed=False).gaps, one.tokens[sample]


@drawn(of=_states_of)
def two_runs(
    original: np.ndarray,
    changed: np.ndarray,
    strip: Strip,
    subtitle: str = "",
    *,
    selected: tuple[int, int] | None = None,
    panels: Sequence[Panel] = (),
    quantity: str = "hidden_state",
    names: tuple[str, str] | None = None,
    compact: bool = False,
    translate: Translate = str,
) -> Drawing:
    """Three heatmaps of h_t, or of another quantity, units × time.

    Parameters
    ----------
    original, changed : ndarray (T, hidden_size), or two CellTraces of as many steps
        NaN where a run has no such step.
    strip : Strip
    subtitle : str
        Safe.
    selected : (step, unit) or None
    panels : sequence of Panel
        What both runs answer.
    quantity : str
        Of the cell, where it is not h_t.
    names : (str, str), optional
        Of the two, where they are not the original and what was changed; safe.
    compact : bool
        Without title and air.
    translate : callable
    """
    symbol = symbol_of(quantity)
    states = signed(original, changed)
    gap = changed - original
    one, other = names or (translate("original"), translate("changed"))
    difference = translate("difference") if names else translate("changed − original")
    rows = [
        Row(original, f"{swatch(quantity)} {one} {symbol}", symbol, states),
        Row(changed, f"{swatch(quantity)} {other} {symbol}′", f"{symbol}′", states),
        Row(gap, f"{difference} {symbol}′ − {symbol}", f"{symbol}′ − {symbol}", signed(gap, least=0.25)),
    ]
    return stack(
        rows,
        strip,
        translate("What if: the hidden state")
        if quantity == "hidden_state"
        else translate("What if: the candidate state"),
        subtitle,
        selected=selected,
        panels=panels,
        compact=compact,
        translate=translate,
    )


@drawn(of=_gaps_of)
def gaps(means: dict[str, np.ndarray], tokens: tuple[str, ...], *, translate: Translate = str) -> Drawing:
    """Mean absolute difference of every gate and state at each step.

    Parameters
    ----------
    means : dict of quantity to ndarray (T,), or two CellTraces of as many steps
    tokens : tuple of str (T)
    translate : callable
    """
    layout = plain_layout(translate("Mean difference of the gates and states"), height=330) | {
        "hovermode": "x unified",
        **over_steps(tokens),
        "yaxis": {**GRID, "rangemode": "tozero", "nticks": 5},
    }
    layout["margin"] = {"l": 52, "r": 8, "t": 96, "b": 56}
    return {"data": quantity_lines(means, tokens, translate), "layout": layout}
