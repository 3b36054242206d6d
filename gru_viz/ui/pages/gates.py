"""Gates: the home page, every gate and state of every unit at every step."""

import pandas as pd
import streamlit as st

from gru_viz import figures
from gru_viz.analysis.arithmetic import StepArithmetic, step_arithmetic
from gru_viz.analysis.gates import GATES, NEARLY_OPEN, NEARLY_SHUT, GateSummary, summarise
from gru_viz.analysis.saturation import saturation
from gru_viz.figures.palette import COLOURS, SYMBOLS
from gru_viz.ui import controls
from gru_viz.ui.chart import chart, file_name
from gru_viz.ui.components.clicks import on_click
from gru_viz.ui.equations import arithmetic_latex, show_equations
from gru_viz.ui.facts import show_facts
from gru_viz.ui.fold import fold
from gru_viz.ui.i18n import Translate
from gru_viz.ui.markdown import literal
from gru_viz.ui.run import Run


def page(run: Run, _: Translate) -> None:
    """Draw the page."""
    tr, e = run.trace, run.experiment
    if run.model is not None:
        controls.switch("compare", _)
    if run.model is not None and e.compare:
        _side_by_side(run, _)
    else:
        left, right = st.columns([3, 1], gap="medium")
        with left:
            _gates(run, "gates_chart", _)
            on_click("gates_chart", _select)
        with right:
            _opening(run, "opening_chart", _)
    step = step_arithmetic(tr, e.step, e.unit, *run.place)
    _arithmetic(run, step, _)
    show_facts(run, _)
    fold(
        _("How saturated are the gates?"),
        "fold_saturation",
        lambda: _saturation(run, _),
        icon=":material/scatter_plot:",
    )
    show_equations(
        tr.reset_convention, tr.update_convention, _, bias=e.bias, backward=run.experiment.direction == "backward"
    )


def _gates(run: Run, key: str, _: Translate, title: str = "") -> None:
    """The four heatmaps of one run, with what a trained model says."""
    e, said = run.experiment, run.answers
    sentence = _(
        "Each row is a unit, each column a time step. Gates run from 0 (shut) to 1 (open), states from −1 to 1. "
        "Hover to read all four at once; click a cell to see its arithmetic."
    )
    if said is not None:
        sentence = (
            _("Under each token the answer $y_t$ where the task asks for one: the darker, the surer.") + " " + sentence
        )
    chart(
        figures.gates(
            run.trace, *run.place, selected=(e.step, e.unit), numbers=run.numbers, answers=said, title=title, translate=_
        ),
        key, sentence, name=file_name("gates", e.convention, f"layer{e.layer}", e.direction, *run.tokens[:6]),
        picture=e.picture,
    )  # fmt: skip


def _opening(run: Run, key: str, _: Translate) -> None:
    """How open the gates are, and the whole run in five numbers."""
    e = run.experiment
    summary = summarise(run.trace, *run.place)
    chart(
        figures.opening(summary, run.tokens, translate=_), key, _("At each step: the gate's mean over all units."),
        name=file_name("gate-opening", e.convention, f"layer{e.layer}", e.direction), picture=e.picture, wide=False,
    )  # fmt: skip
    _summary(summary, _)


def _side_by_side(run: Run, _: Translate) -> None:
    """The trained GRU beside the same one with weights from a seed."""
    before = _("Untrained, seed {seed}").format(seed=run.experiment.seed)
    sides = (
        (run, "gates_chart", _("Trained"), "opening_chart"),
        (run.untrained, "untrained_chart", before, "untrained_opening"),
    )
    for column, (side, key, title, opening) in zip(st.columns(2, gap="medium"), sides, strict=True):
        with column:
            _gates(side, key, _, title=title)
            on_click(key, _select)
            _opening(side, opening, _)


def _saturation(run: Run, _: Translate) -> None:
    """How saturated the gates are, on everything in the run."""
    found = saturation(run.trace)
    left, right = st.columns(2)
    e = run.experiment
    with left:
        chart(
            figures.saturation(found, translate=_), "saturation_chart",
            _("One point a unit. At the right: shut most of the time; at the top: open most of the time; at the origin: "
              "in between (after Karpathy et al. 2015, figure 4)."),
            name=file_name("gate-saturation", e.convention), picture=e.picture, wide=False,
        )  # fmt: skip
    with right:
        chart(
            figures.gate_histograms({_("this run"): found}, translate=_), "histogram_chart",
            _("How often each gate has which value, over all units, steps and sequences."),
            name=file_name("gate-values", e.convention), picture=e.picture, wide=False,
        )  # fmt: skip


def _select(step: int, unit: int | None) -> None:
    """A cell was clicked."""
    st.session_state["step"] = step
    if unit is not None:
        st.session_state["unit"] = unit


def _summary(summary: GateSummary, _: Translate) -> None:
    """The whole run in five numbers."""
    rows = [
        (_("nearly shut (<\u00a0{limit})").format(limit=NEARLY_SHUT), summary.shut),
        (_("nearly open (>\u00a0{limit})").format(limit=NEARLY_OPEN), summary.open),
    ]
    head = [_("whole run"), *(rf"$\textcolor{{{COLOURS[name]}}}{{{SYMBOLS[name]}_t}}$" for name in GATES)]
    lines = [f"| {' | '.join(head)} |", "|---|---|---|"]
    lines += [f"| {name} | {share['reset_gate']:.1%} | {share['update_gate']:.1%} |" for name, share in rows]
    st.markdown("\n".join(lines))
    st.metric(
        _("First state still in the last"),
        _share(summary.carried),
        help=_("The share of $h_0$ that the update gate has let through at every step: the product over the steps of what "
               "it keeps, mean over the units."),
    )  # fmt: skip


def _share(value: float) -> str:
    """A share in percent, or as a power of ten where percent would be all zeros."""
    if value == 0 or value >= 1e-4:
        return f"{value:.2%}"
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa} × 10" + str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _arithmetic(run: Run, step: StepArithmetic, _: Translate) -> None:
    """One unit at one step, with its numbers in place."""
    e = run.experiment
    title = _("Unit {unit} at step {step}: {token}")
    st.markdown("##### " + title.format(unit=e.unit, step=e.step, token=literal(_token_in_view(run))))
    with st.container(key="arithmetic"):
        st.latex(arithmetic_latex(step, bias=e.bias, backward=e.direction == "backward"))
    st.caption(
        _("Above each line what is computed, under it this unit's numbers. W x and W h are sums over all features and "
          "units; every term is in the table below.")
    )  # fmt: skip
    names = run.sequence.feature_names if e.layer == 0 else ()
    fold(
        _("Every term of the sums"),
        "fold_terms",
        lambda: st.dataframe(_terms(step, names, _), height=280, hide_index=True),
        icon=":material/list:",
    )


def _token_in_view(run: Run) -> str:
    """The token in view, whitespace visible."""
    token = run.tokens[run.experiment.step]
    return f"“{token}”" if run.sequence.is_text else f"t = {token}"


def _terms(step: StepArithmetic, names: tuple[str, ...], _: Translate) -> pd.DataFrame:
    """Value, weight and product of everything that goes into the unit's gates and candidate."""
    inputs = [f"x[{names[i] if names else i}]" for i in range(len(step.inputs))]
    states = [f"h[{i}]" for i in range(len(step.previous))]
    table = pd.DataFrame({"": inputs + states, _("value"): step.inputs + step.previous})
    for symbol, part in (("r", step.reset), ("z", step.update), ("h̃", step.candidate)):
        weights = part.input_weights + part.state_weights
        values = step.inputs + (step.state_inputs if symbol == "h̃" else step.previous)
        table[_("weight for {symbol}").format(symbol=symbol)] = weights
        table[_("term of {symbol}").format(symbol=symbol)] = [w * v for w, v in zip(weights, values, strict=True)]
    return table
