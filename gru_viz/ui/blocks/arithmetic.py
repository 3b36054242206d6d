"""Arithmetic: one unit at one step, with its numbers in place."""

import pandas as pd
import streamlit as st

from gru_viz.analysis.arithmetic import StepArithmetic, step_arithmetic
from gru_viz.figures.base.palette import symbol
from gru_viz.problem import N_
from gru_viz.ui.blocks.cells.texts import texts_of
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.fold import fold
from gru_viz.ui.widgets.markdown import literal

_OF_BOTH = N_(
    "Above each line what is computed, under it this unit's numbers. W x and W h are sums over all features and "
    "units; every term is in the table below."
)
_OF_INPUT = N_(
    "Above each line what is computed, under it this unit's numbers. W x is a sum over all features; every term is in the "
    "table below."
)


def show_arithmetic(run: Run) -> None:
    """The unit and step in view: each equation, under it its numbers, and every term of the sums."""
    e = run.experiment
    step = step_arithmetic(run.trace, e.step, e.unit, *run.place)
    title = _("Unit {unit} at step {step}: {token}")
    st.markdown("##### " + title.format(unit=e.unit, step=e.step, token=literal(_token_in_view(run))))
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


def _token_in_view(run: Run) -> str:
    """The token in view, whitespace visible."""
    token = run.tokens[run.experiment.step]
    return f"“{token}”" if run.sequence.is_text else f"t = {token}"


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
