"""Coloured text: every token on the colour of one unit, and the units that are worth a look."""

from functools import partial

import pandas as pd
import streamlit as st
from torch import Tensor

from gru_viz.analysis.gates import selected
from gru_viz.analysis.ranking import UnitScore, by_answer, by_variance
from gru_viz.cells.cell import is_gate
from gru_viz.cells.gru import GRUTrace
from gru_viz.cells.trace import trace
from gru_viz.figures.base.palette import symbol
from gru_viz.figures.base.scale import GATE_COLOUR, signed
from gru_viz.learning.tasks import FRESH_SEEDS
from gru_viz.problem import N_
from gru_viz.ui.blocks.colouredtext import colour_scale, coloured_line
from gru_viz.ui.blocks.facts import show_facts
from gru_viz.ui.browser.cells.notation import latex
from gru_viz.ui.i18n import _
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put
from gru_viz.ui.state.widget import reported
from gru_viz.ui.widgets.controls import quantity
from gru_viz.ui.widgets.part import part

COLOURS = N_(
    "Each token stands on the colour of this unit's value at its step, on the scale of the heatmaps; hover to read it."
)
NUMBERS = N_(
    "Each token stands on the colour of this unit's value at its step, on the scale of the heatmaps; hover to read it. "
    "Numbers show as the positions of their steps."
)
BY_ANSWER = N_(
    "On 256 fresh sequences of the task, at the steps where it asks. η: the root of the share of the variance that "
    "lies between the answers. Choose a row to see that unit."
)
BY_VARIANCE = N_("Over all steps and sequences that went in. Choose a row to see that unit.")
#: The table of units, by Streamlit's key.
_UNITS = "units_table"
#: More tokens than this make a page that no browser scrolls smoothly.
_MOST_TOKENS = 4000


def page(run: Run) -> None:
    """Draw the page."""
    part(run, _coloured, owns=("quantity",))
    show_facts(run)


def _coloured(run: Run) -> None:
    """The text, and the units that are worth a look."""
    left, right = st.columns([3, 2], gap="large")
    with right:
        scores, followed = _ranking(run)
        _units(run, scores, followed)
    with left:
        quantity(run.trace.quantities)
        _text(run)


def _text(run: Run) -> None:
    """Every sequence, each token coloured by the unit in view."""
    e, tr = run.experiment, run.trace
    values = [selected(tr, e.quantity, e.layer, e.direction, sample)[:, e.unit] for sample in range(len(tr.lengths))]
    colour = GATE_COLOUR if is_gate(e.quantity) else signed(*values)
    shown, lines = 0, []
    for tokens, row in zip(tr.tokens, values, strict=True):
        lines.append(coloured_line(tokens[: _MOST_TOKENS - shown], row, colour))
        shown += len(tokens)
        if shown >= _MOST_TOKENS:
            break
    letter = f"${{{latex(symbol(e.quantity, tr.cell))}}}_t$"
    st.markdown("## " + _("Unit {unit}, {symbol}").format(unit=e.unit, symbol=letter))
    st.html("".join([colour_scale(colour), *lines]))
    st.caption(_(NUMBERS if run.numbers else COLOURS))
    if sum(tr.lengths) > _MOST_TOKENS:
        st.caption(_("The first {shown:,} tokens are shown.").format(shown=_MOST_TOKENS))


def _ranking(run: Run) -> tuple[list[UnitScore], bool]:
    """Units in the order worth looking at, and whether that is by the task's answer."""
    e, model = run.experiment, run.model
    followed = model is not None and model.task is not None and not model.task.sample

    def scores() -> list[UnitScore]:
        if not followed:
            return by_variance(run.trace, e.quantity, e.layer, e.direction)
        batch = model.task.batch(256, FRESH_SEEDS)
        return by_answer(_on(run, batch.inputs), model.task, batch, e.quantity, e.layer, e.direction)

    return memo("ranking", run.trace, (e.quantity, e.layer, e.direction), scores), followed


def _on(run: Run, inputs: Tensor) -> GRUTrace:
    """The run's own module on other inputs (B, T, input_size)."""
    module = run.setup.changed(batch_first=True).module().eval()
    return trace(module, inputs)


def _units(run: Run, scores: list[UnitScore], followed: bool) -> None:
    """The ranking as a table: one row a unit, with a histogram; a chosen row is the unit in view."""
    best = scores[0]
    if not followed:
        name, heading = _("variance"), _("Units by how much they vary")
    elif run.model.task.kind == "classes" and not run.model.task.ordered:
        name, heading = "η", _("Unit {unit} tells the answers apart best: η = {score:.2f}")
    else:
        name, heading = _("correlation"), _("Unit {unit} follows the answer best: correlation {score:.2f}")
    st.markdown("## " + heading.format(unit=best.unit, score=best.score))
    if best.unit != run.experiment.unit:
        st.button(
            _("Look at unit {unit}").format(unit=best.unit),
            key="best_unit",
            icon=":material/visibility:",
            on_click=partial(put, unit=best.unit),
        )
    table = pd.DataFrame(
        {
            _("unit"): [score.unit for score in scores],
            name: [score.score for score in scores],
            _("values"): [score.histogram.tolist() for score in scores],
        }
    )
    if followed and len(run.model.task.answers) > 1 and run.model.task.kind == "values":
        table.insert(2, _("answer"), [_(run.model.task.answers[score.output]) for score in scores])

    def choose() -> None:
        rows = reported(_UNITS).selection.rows
        if rows:
            put(unit=scores[rows[0]].unit)

    st.dataframe(
        table,
        hide_index=True,
        key=_UNITS,
        on_select=choose,
        selection_mode="single-row",
        height=390,
        column_config={
            name: st.column_config.NumberColumn(format="%.3f"),
            _("values"): st.column_config.BarChartColumn(y_min=0),
        },
    )
    st.caption(_(BY_ANSWER if followed else BY_VARIANCE))
