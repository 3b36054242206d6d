"""Gradients: how far back the gradient reaches, in this GRU and in other cells, and which inputs matter."""

import math

import numpy as np
import streamlit as st
import torch
from torch import Tensor

from gru_viz import figures
from gru_viz.analysis.backward import state_size
from gru_viz.analysis.gradients import GradientNorms, most_steps, norms_in_pieces, saliency_in_pieces
from gru_viz.cells.cell import Cell
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.gru import GRU
from gru_viz.cells.kinds import CELLS
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.cells.trace import trace
from gru_viz.learning.counterparts import STEPS, Counterpart, train_counterparts
from gru_viz.limits import LIMITS
from gru_viz.problem import N_, Problem
from gru_viz.progress import Pieces, part
from gru_viz.randomness import seeded
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.controls import control
from gru_viz.ui.widgets.markdown import shown, told
from gru_viz.ui.widgets.progress import Work, begin, find, show, worked

TRAINED_ALIKE = N_(
    "‖∂h_T/∂h_t‖ (LSTM: by its h and c): how much the last state still depends on the one T − t steps earlier. GRU: "
    "the one on the other pages; {others}: the same sizes, trained on the same task for {steps} steps, on the same "
    "inputs."
)
TRAINED_GRU = N_(
    "‖∂h_T/∂h_t‖ (LSTM: by its h and c): how much the last state still depends on the one T − t steps earlier. GRU: "
    "the trained one on the other pages; {others}: the same hidden_size, but untrained, on the same inputs."
)
UNTRAINED = N_(
    "‖∂h_T/∂h_t‖ (LSTM: by its h and c): how much the last state still depends on the one T − t steps earlier. GRU: "
    "the one on the other pages; {others}: the same hidden_size and seed, untrained, on the same inputs."
)
ROAD = N_(
    "The straight road is the product of what the update gate keeps, largest over the units; the rest goes through "
    "the gates and the candidate. Where the dashed line is as high as the solid one, the gradient comes by the road."
)
ROAD_OF_UNIT = N_(
    "What reaches this unit of the last state: the straight road is the product of what its own update gate keeps; "
    "the rest comes through gates, candidates and the other units."
)
LAST_STEPS = N_("The last steps: {counts} of {all:,}. All norms take T × H³ = {work:.1e} multiplications.")
OF_UNIT = N_("A bar for each token; the coloured one is the step itself. Choose step and unit in the sidebar.")
OF_ANSWER = N_(
    "Of the trained model's answer at its last question, step {step}: the score of what it says. The inputs that the "
    "answer rests on stand out."
)
#: Of work that two functions ask for.
_ALL_NORMS, _COUNTERPARTS = "all_gradient_norms", "counterparts"
#: Norms of each cell, by name, in multiples of T × H³: an LSTM's state is twice as large.
_WORK = {cell.name: len(cell.states) ** 3 for cell in CELLS.values()}
_OTHERS = [cell.name for cell in CELLS.values() if cell is not GRU]


def page(run: Run) -> None:
    """Draw the page."""
    counterparts = _trained(run)
    cells = _norms(run, counterparts)
    if cells is not None:
        _far(run, cells, counterparts)
    _saliency(run)


def _trained(run: Run) -> dict[str, Counterpart] | None:
    """The other cells trained on a trained GRU's task, once the visitor has asked for them."""
    task = run.model and run.model.task
    if task is None or task.sample:
        return None
    what = _("Training the other cells on the same task")
    work = find(_COUNTERPARTS, run.model.gru, ())
    if work is not None:
        show(_COUNTERPARTS, work, lambda: what)
        return work.result
    st.button(
        _("Train the other cells on the same task"),
        key="train_alike",
        icon=":material/school:",
        help=_("{steps} steps each, with the sizes of this GRU; a few seconds.").format(steps=STEPS),
        on_click=lambda: begin(_COUNTERPARTS, run.model.gru, (), lambda: train_counterparts(task, run.model.gru)),
    )
    return None


def _far(run: Run, cells: dict[str, GradientNorms], counterparts: dict[str, Counterpart] | None) -> None:
    """How far back the gradient reaches."""
    e, others = run.experiment, _OTHERS
    if counterparts is not None:
        sentence = _(TRAINED_ALIKE)
        others = [
            _("{cell} (right on {share:.0%})").format(cell=name, share=counterparts[name].accuracy) for name in _OTHERS
        ]
    else:
        sentence = _(UNTRAINED if run.model is None else TRAINED_GRU)
    left, right = st.columns(2, gap="medium")
    with left:
        chart(
            figures.gradient_norms(cells, translate=_),
            "norms_chart",
            sentence.format(others=_(", ").join(others), steps=STEPS),
            name=file_name("gradient-norms", e.convention),
        )
    with right:
        unit = e.unit if e.road_of == "unit" else None
        chart(
            figures.straight_road(cells["GRU"], unit, translate=_),
            "road_chart",
            _(ROAD if unit is None else ROAD_OF_UNIT),
            name=file_name("straight-road", e.convention, "" if unit is None else f"unit{unit}"),
        )
        control("road_of")


def _norms(run: Run, counterparts: dict[str, Counterpart] | None) -> dict[str, GradientNorms] | None:
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
    listed = _(", ").join(f"{count:,} ({_(', ').join(names)})" for count, names in by_count.items())
    every = length * run.trace.hidden_size**3 * all_work
    st.caption(_(LAST_STEPS).format(counts=listed, all=length, work=every))
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


def _in_pieces(run: Run, counterparts: dict[str, Counterpart] | None, *, cut: bool) -> Pieces[dict[str, GradientNorms]]:
    """Of the GRU in view and of every other cell; with `cut` of what is quickly done."""
    found, done, all_work = {}, 0, sum(_WORK.values())
    for cell in CELLS.values():
        tr, place = (run.trace, run.place) if cell is GRU else _other(run, cell, counterparts)
        most = most_steps(state_size(tr)) if cut else None
        pieces = norms_in_pieces(tr, *place, most=most)
        found[cell.name] = yield from part(pieces, done / all_work, (done + _WORK[cell.name]) / all_work)
        done += _WORK[cell.name]
    return found


def _saliency(run: Run) -> None:
    """Which inputs the unit in view, and a trained model's answer, depend on."""
    e, tr = run.experiment, run.trace
    heading = _("Which inputs matter for unit {unit} at step {step} ({token})?")
    st.markdown("## " + heading.format(unit=e.unit, step=e.step, token=shown(run.tokens[e.step])))
    output = torch.zeros(tr.num_directions, tr.hidden_size)
    output[DIRECTIONS.index(e.direction), e.unit] = 1.0
    what, place = _("What the unit depends on"), (e.layer, e.direction, e.unit)
    found = _sizes(run, "unit_saliency", output, e.step, e.layer, place, what)
    if found is not None:
        title = f"∂h<sub>{e.step}</sub>[{e.unit}] / ∂x<sub>t</sub>"
        chart(
            figures.saliency(found, run.tokens, title, at=e.step, translate=_),
            "unit_saliency_chart",
            _(OF_UNIT),
            name=file_name("saliency-unit", e.unit, e.step),
        )
    if (answer := _answer(run)) is None:
        return
    at, row = answer
    output, what = row.view(tr.num_directions, -1), _("What the answer depends on")
    found = _sizes(run, "answer_saliency", output, at, tr.num_layers - 1, (), what)
    if found is not None:
        chart(
            figures.saliency(found, run.tokens, f"∂(y<sub>{at}</sub>) / ∂x<sub>t</sub>", at=at, translate=_),
            "answer_saliency_chart",
            _(OF_ANSWER).format(step=at),
            name=file_name("saliency-answer", at),
        )


def _sizes(run: Run, name: str, output: Tensor, at: int, layer: int, key: tuple, what: str) -> np.ndarray | None:
    """‖∂(output · h_at)/∂x_t‖ of every token; None while it is being computed."""
    tr, sample = run.trace, run.experiment.sample
    key = (sample, at, *key)
    work = worked(name, tr, key, lambda: saliency_in_pieces(tr, output, at, layer, sample), what)
    return work.result.norm(dim=1).numpy() if work.finished else None


def _answer(run: Run) -> tuple[int, Tensor] | None:
    """Step of the last answer and what its score is of the states there; None where there is none."""
    said = run.answers
    if said is None or not said.asked:
        return None
    at = max(t for t, right in enumerate(said.right) if right is not None)
    best = int(said.said[at].argmax()) if said.classes else 0
    return at, run.model.head.weight[best].detach()
