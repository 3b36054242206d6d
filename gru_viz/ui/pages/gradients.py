"""Gradients: how far back the gradient reaches, in this GRU and in other cells, and which inputs matter."""

from functools import partial

import numpy as np
import streamlit as st
import torch
from torch import Tensor

from gru_viz import figures
from gru_viz.analysis.gradients import GradientNorms
from gru_viz.analysis.saliency import saliency_in_pieces
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.learning.counterparts import STEPS, Counterpart, train_counterparts
from gru_viz.problem import N_
from gru_viz.ui.blocks.reach import norms, show_reach, show_road
from gru_viz.ui.i18n import _
from gru_viz.ui.state.line import trainings
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.controls import control
from gru_viz.ui.widgets.markdown import shown
from gru_viz.ui.widgets.part import of_gru, part
from gru_viz.ui.widgets.progress import begin, find, show, worked

OF_UNIT = N_("A bar for each token; the coloured one is the step itself. Choose step and unit in the sidebar.")
OF_ANSWER = N_(
    "Of the trained model's answer at its last question, step {step}: the score of what it says. The inputs that the "
    "answer rests on stand out."
)
_COUNTERPARTS = "counterparts"


def page(run: Run) -> None:
    """Draw the page."""
    counterparts = _trained(run)
    cells = norms(run, counterparts)
    if cells is not None:
        left, right = st.columns(2, gap="medium")
        with left:
            show_reach(run, cells, counterparts)
        with right:
            part(run, partial(_road, norms=cells["GRU"]), owns=("road_of",), seen=of_gru)
    _saliency(run)


def _road(run: Run, norms: GradientNorms) -> None:
    """What comes by the linear path alone."""
    show_road(run, norms)
    control("road_of")


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
        on_click=lambda: begin(
            _COUNTERPARTS, run.model.gru, (), lambda: train_counterparts(task, run.model.gru), trainings()
        ),
    )
    return None


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
            figures.saliency.plain(found, run.tokens, title, at=e.step, translate=_),
            "unit_saliency_chart",
            _(OF_UNIT),
            name=file_name("saliency-unit", e.unit, e.step),
            about=run,
        )
    if (answer := _answer(run)) is None:
        return
    at, row = answer
    output, what = row.view(tr.num_directions, -1), _("What the answer depends on")
    found = _sizes(run, "answer_saliency", output, at, tr.num_layers - 1, (), what)
    if found is not None:
        chart(
            figures.saliency.plain(found, run.tokens, f"∂(y<sub>{at}</sub>) / ∂x<sub>t</sub>", at=at, translate=_),
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
