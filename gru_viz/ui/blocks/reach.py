"""Reach: how far back the gradient reaches, in this GRU and in other cells, wherever a page shows it."""

import math

import streamlit as st
import torch

from gru_viz import figures
from gru_viz.analysis.backward import state_size
from gru_viz.analysis.gradients import GradientNorms, most_steps, norms_in_pieces
from gru_viz.cells.cell import Cell
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.gru import GRU
from gru_viz.cells.kinds import CELLS
from gru_viz.cells.trace import trace
from gru_viz.figures.base.number import Number
from gru_viz.learning.counterparts import STEPS, Counterpart
from gru_viz.limits import LIMITS
from gru_viz.problem import N_, Problem
from gru_viz.progress import Computation, part
from gru_viz.randomness import seeded
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.markdown import told
from gru_viz.ui.widgets.progress import Work, begin, find, show, worked

TRAINED_ALIKE = N_(
    r"$\Vert\partial h_T/\partial h_t\Vert$ (LSTM: by its h and c): how much the last state still depends on the one T − t steps earlier. GRU: "
    "the one on the other pages; {others}: the same sizes, trained on the same task for {steps} steps, on the same "
    "inputs."
)
TRAINED_GRU = N_(
    r"$\Vert\partial h_T/\partial h_t\Vert$ (LSTM: by its h and c): how much the last state still depends on the one T − t steps earlier. GRU: "
    "the trained one on the other pages; {others}: the same hidden_size, but untrained, on the same inputs."
)
UNTRAINED = N_(
    r"$\Vert\partial h_T/\partial h_t\Vert$ (LSTM: by its h and c): how much the last state still depends on the one T − t steps earlier. GRU: "
    "the one on the other pages; {others}: the same hidden_size and seed, untrained, on the same inputs."
)
ROAD = N_(
    "The straight road, a residual connection as in ResNet, is the product of what the update gate keeps, largest over "
    "the units; the rest goes through the gates and the candidate. Where the dashed line is as high as the solid one, the gradient comes by the road."
)
ROAD_OF_UNIT = N_(
    "What reaches this unit of the last state: the straight road, a residual connection as in ResNet, is the product of "
    "what its own update gate keeps; "
    "the rest comes through gates, candidates and the other units."
)
LAST_STEPS = N_("The last steps: {counts} of {all:,}. All norms take T × H³ = {work:.1e} multiplications.")
_ALL_NORMS = "all_gradient_norms"
#: Norms of each cell, by name, in multiples of T × H³: an LSTM's state is twice as large.
_WORK = {cell.name: len(cell.states) ** 3 for cell in CELLS.values()}
_OTHERS = [cell.name for cell in CELLS.values() if cell is not GRU]


def norms(run: Run, counterparts: dict[str, Counterpart] | None) -> dict[str, GradientNorms] | None:
    """Of the GRU in view and of the others: the last steps at once, all of them where the visitor asks for it."""
    tr, key = run.trace, (*run.place, run.experiment.seed, counterparts is not None)
    what = _("Gradient norms")
    short = worked("gradient_norms", tr, key, lambda: _in_pieces(run, counterparts, cut=True), what)
    if not short.finished:
        return None
    full = find(_ALL_NORMS, tr, key)
    if full is not None:
        show(_ALL_NORMS, full, lambda: what)
        return full.result or short.result
    _ask_for_all(run, counterparts, short, key)
    return short.result


def _ask_for_all(run: Run, counterparts: dict[str, Counterpart] | None, short: Work, key: tuple) -> None:
    """What the norms of the last steps leave out, and a button for the rest where that is allowed."""
    length, all_work = run.extent()[2], sum(_WORK.values())
    counts = {name: len(norms.positions) for name, norms in short.result.items()}
    if min(counts.values()) == length:
        return
    by_count: dict[int, list[str]] = {}
    for name, count in counts.items():
        by_count.setdefault(count, []).append(name)
    listed = _(", ").join(
        _("{count:,} ({names})").format(count=count, names=_(", ").join(names)) for count, names in by_count.items()
    )
    every = length * run.trace.hidden_size**3 * all_work
    st.caption(_(LAST_STEPS).format(counts=listed, all=length, work=Number(every)))
    try:
        LIMITS.check_work(every)
    except Problem as problem:
        st.caption(told(problem))
        return
    seconds = short.seconds * length * all_work / sum(count * _WORK[name] for name, count in counts.items())
    st.button(
        _("Compute all {all:,} steps: about {seconds:.0f} s").format(all=length, seconds=math.ceil(seconds)),
        key="all_norms",
        icon=":material/timer:",
        on_click=lambda: begin(_ALL_NORMS, run.trace, key, lambda: _in_pieces(run, counterparts, cut=False)),
    )


def _other(run: Run, cell: Cell, counterparts: dict[str, Counterpart] | None) -> tuple[CellTrace, tuple[int, str, int]]:
    """Another cell on the sequence in view, and where in it: trained alike, or untrained on what the layer reads."""
    e, tr = run.experiment, run.trace
    length = tr.lengths[e.sample]
    if counterparts is not None:
        return trace(counterparts[cell.name].module, run.sequence.values[[e.sample], :length]), (
            e.layer,
            e.direction,
            0,
        )
    x = tr.layer_inputs[e.layer][:length, [e.sample]]
    with seeded(e.seed):
        module = cell.module(x.shape[-1], e.hidden_size)
    with torch.no_grad():
        return trace(module, x.flip(0) if e.direction == "backward" else x), (0, "forward", 0)


def _in_pieces(
    run: Run, counterparts: dict[str, Counterpart] | None, *, cut: bool
) -> Computation[dict[str, GradientNorms]]:
    """Of the GRU in view and of every other cell; with `cut` of what is quickly done."""
    found, done, all_work = {}, 0, sum(_WORK.values())
    for cell in CELLS.values():
        tr, place = (run.trace, run.place) if cell is GRU else _other(run, cell, counterparts)
        most = most_steps(state_size(tr)) if cut else None
        pieces = norms_in_pieces(tr, *place, most=most)
        found[cell.name] = yield from part(pieces, done / all_work, (done + _WORK[cell.name]) / all_work)
        done += _WORK[cell.name]
    return found


def show_reach(run: Run, cells: dict[str, GradientNorms], counterparts: dict[str, Counterpart] | None) -> None:
    """How far back the gradient reaches in each cell."""
    others = _OTHERS
    if counterparts is not None:
        sentence = _(TRAINED_ALIKE)
        others = [
            _("{cell} (right on {share:.0%})").format(cell=name, share=counterparts[name].accuracy) for name in _OTHERS
        ]
    else:
        sentence = _(UNTRAINED if run.model is None else TRAINED_GRU)
    chart(
        figures.gradient_norms.plain(cells, translate=_),
        "norms_chart",
        sentence.format(others=_(", ").join(others), steps=STEPS),
        name=file_name("gradient-norms", run.experiment.convention),
        about=run,
    )


def show_road(run: Run, found: GradientNorms) -> None:
    """What of a GRU's gradient comes by the linear path alone."""
    e = run.experiment
    unit = e.unit if e.road_of == "unit" else None
    chart(
        figures.straight_road.plain(found, unit, translate=_),
        "road_chart",
        _(ROAD if unit is None else ROAD_OF_UNIT),
        name=file_name("straight-road", e.convention, "" if unit is None else f"unit{unit}"),
        about=run,
    )
