"""Arithmetic: one unit at one step, with its numbers in place."""

from collections.abc import Callable
from dataclasses import fields

import numpy as np
import pandas as pd
import streamlit as st
import torch

from gru_viz.analysis.arithmetic import StepArithmetic, WeightedSum, step_arithmetic
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.figures.base.palette import symbol
from gru_viz.problem import N_
from gru_viz.ui.browser.cells.notation import Slot
from gru_viz.ui.browser.cells.texts import texts_of
from gru_viz.ui.browser.pictures import parcel
from gru_viz.ui.browser.wire import version
from gru_viz.ui.components.arithmetic import show_live_arithmetic
from gru_viz.ui.components.parcel import send
from gru_viz.ui.i18n import _
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.fold import fold
from gru_viz.ui.widgets.markdown import literal

TITLE = N_("Unit {unit} at step {step}: {token}")
#: The parcel that what is computed in the browser takes its weights from.
WEIGHTS = "weights"
_OF_BOTH = N_(
    "Above each line what is computed, under it this unit's numbers. W x and W h are sums over all features and "
    "units; every term is under “Every term of the sums”."
)
_OF_INPUT = N_(
    "Above each line what is computed, under it this unit's numbers. W x is a sum over all features; every term is under "
    "“Every term of the sums”."
)


def show_arithmetic(run: Run, picture: str, *, live: bool) -> Callable[[], None]:
    """The unit and step in view: each equation, under it its numbers, and every term of the sums.

    Parameters
    ----------
    run : Run
    picture : str
        Key of the figure that shows the run.
    live : bool
        The browser fills in the numbers from that figure.

    Returns
    -------
    callable
        Sends the weights, which is best done last.
    """
    if live:
        return _in_the_browser(run, picture)
    e = run.experiment
    step = step_arithmetic(run.trace, e.step, e.unit, *run.place)
    title = _(TITLE).format(unit=e.unit, step=e.step, token=literal(_token(run).format(token=run.tokens[e.step])))
    st.markdown(f"## {title}")
    with st.container(key="arithmetic"):
        st.latex(texts_of(step.cell).in_numbers(step, e.bias, e.direction == "backward"))
    st.caption(_(_OF_INPUT if step.cell.parallel else _OF_BOTH))
    names = run.sequence.feature_names if e.layer == 0 else ()
    fold(
        _("Every term of the sums"),
        "fold_terms",
        lambda: st.dataframe(_terms(step, names), height=280, hide_index=True),
        icon=":material/list:",
    )
    return lambda: None


def _in_the_browser(run: Run, picture: str) -> Callable[[], None]:
    """Equations with slots for the numbers, and what fills them."""
    tr, e = run.trace, run.experiment
    directions = DIRECTIONS[: tr.num_directions]
    cell, texts = tr.cell, texts_of(tr.cell)
    template = _template(tr)
    with st.container(key="arithmetic_template"):
        for direction in directions:
            st.latex(texts.in_numbers(template, e.bias, direction == "backward"))
    show_live_arithmetic(
        picture,
        WEIGHTS,
        {
            "rows": cell.rows,
            "filters": texts.filters(tr.facts),
            "states": [state.name for state in cell.states],
            "parallel": cell.parallel,
        },
        [[_arrays(tr, layer, side, "bias_ih", "bias_hh") for side in range(len(directions))] for layer in _layers(tr)],
        directions,
        [run.sequence.feature_names, *(_names_above(tr) for _layer in _layers(tr)[1:])],
        {quantity: symbol(quantity, cell) for quantity in cell.rows},
        {
            "title": _(TITLE),
            "token": _token(run),
            "note": _(_OF_INPUT if cell.parallel else _OF_BOTH),
            "terms": _("Every term of the sums"),
            "latex": _("Copy as LaTeX"),
            "copied": _("Copied"),
            "value": _("value"),
            "weightFor": _("weight for {symbol}"),
            "termOf": _("term of {symbol}"),
        },
    )
    return lambda: send_weights(tr)


def send_weights(tr: CellTrace) -> None:
    """The parcel of a run's weights."""
    send(_packed_weights(tr), WEIGHTS)


def version_of_weights(tr: CellTrace) -> str:
    """Which content that parcel has."""
    return version(_packed_weights(tr))


def _packed_weights(tr: CellTrace) -> bytes:
    return memo("arithmetic_weights", tr, (), lambda: _weights(tr))


def _template(tr: CellTrace) -> StepArithmetic:
    """Of any step, with slots in place of its numbers."""

    def part(quantity: str) -> WeightedSum:
        return WeightedSum(
            **{
                each.name: () if "weights" in each.name else Slot(f"{quantity}.{each.name}")
                for each in fields(WeightedSum)
            }
            | {"states": () if tr.cell.parallel else (Slot(quantity),)}
        )

    states = {state.name: (Slot(f"{state.name}.before"), Slot(f"{state.name}.after")) for state in tr.cell.states}
    sums = {quantity: part(quantity) for quantity in tr.cell.rows}
    return StepArithmetic(cell=tr.cell, facts=tr.facts, inputs=(), previous=(), sums=sums, states=states)


def _weights(tr: CellTrace) -> bytes:
    """The weights of all layers, and what goes into them as far as it is not the states of the layer below."""
    sides = range(tr.num_directions)
    names = ("weight_ih",) if tr.cell.parallel else ("weight_ih", "weight_hh")
    return parcel(
        WEIGHTS,
        weights=[[_arrays(tr, layer, side, *names) for side in sides] for layer in _layers(tr)],
        inputs=[_inputs(tr, layer) for layer in _layers(tr)],
    )


def _layers(tr: CellTrace) -> range:
    return range(tr.num_layers)


def _arrays(tr: CellTrace, layer: int, side: int, *names: str) -> dict[str, np.ndarray | None]:
    """These parameters of one layer and direction, where it has them."""
    own = tr.weights[layer][side].there()
    return {name: own[name].detach().float().cpu().numpy() if name in own else None for name in names}


def _inputs(tr: CellTrace, layer: int) -> list[np.ndarray | None]:
    """What each sequence puts into a layer; None where that is the states below, as the picture has them."""
    given = tr.layer_inputs[layer].detach().float().cpu()
    if layer > 0:
        below = tr.hidden_state[layer - 1].detach().float().cpu().permute(1, 2, 0, 3).flatten(2)
        if torch.equal(given, below):
            return [None] * len(tr.lengths)
    return [given[:length, sample].numpy() for sample, length in enumerate(tr.lengths)]


def _names_above(tr: CellTrace) -> list[str]:
    """Names of what a layer above the first reads."""
    arrows = ("→", "←") if tr.num_directions == 2 else ("",)
    return [f"{arrow}{unit}" for arrow in arrows for unit in range(tr.hidden_size)]


def _token(run: Run) -> str:
    """How a token is written, whitespace visible."""
    return "“{token}”" if run.sequence.is_text else "t = {token}"


def _terms(step: StepArithmetic, names: tuple[str, ...]) -> pd.DataFrame:
    """Value, weight and product of everything that goes into the unit's sums."""
    inputs = [f"x[{names[i] if names else i}]" for i in range(len(step.inputs))]
    states = [f"h[{i}]" for i in range(len(step.previous))]
    table = pd.DataFrame({"": inputs + states, _("value"): step.inputs + step.previous})
    for quantity, part in step.sums.items():
        letter = symbol(quantity, step.cell)
        weights, values = part.input_weights + part.state_weights, step.inputs + part.states
        table[_("weight for {symbol}").format(symbol=letter)] = weights
        table[_("term of {symbol}").format(symbol=letter)] = [w * v for w, v in zip(weights, values, strict=True)]
    return table
