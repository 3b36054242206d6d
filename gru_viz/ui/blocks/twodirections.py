"""Two directions: what a model of words reads with one direction and with both, and the layers that make the second."""

import streamlit as st

from gru_viz import figures
from gru_viz.analysis.answers import Answers
from gru_viz.analysis.readings import f1
from gru_viz.figures.base.caption import strip_of
from gru_viz.learning.bundled import learned_in
from gru_viz.problem import N_
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.markdown import tabulated

READ = N_(
    "Under the letters where each of them sees a word end, the surer the more it stands out. ▲: one direction is wrong here and the second "
    "repairs it, for it knows what comes next; ▼: the other way round. Without typed spaces nothing can be judged, and ◆ marks "
    "where the two differ."
)
LAYERS = N_("From the bottom up, with the shapes of this run; each direction has weights of its own.")
NONE = "–"


def show_two_directions(run: Run) -> None:
    """Both readings and their F1, of a run of the bidirectional model of words."""
    both, one = run.answers, run.one_direction.answers
    e = run.experiment
    strip = strip_of(run.trace, e.sample, run.numbers)
    fig = figures.two_readings.plain(one, both, strip, compact=e.present, translate=_)
    chart(fig, "readings_chart", _(READ), name=file_name("one-and-both-directions", *run.tokens[:6]))
    _scores(run, one, both)


def _scores(run: Run, one: Answers, both: Answers) -> None:
    """F1 of both, here and where they were measured."""
    head = ("F1", _("this text"), _("English sentences"), _("Chinese sentences"), _("parameters"))
    names = (run.one_direction.experiment.example_model, run.experiment.example_model)
    rows = []
    for label, name, answers, found in (
        (_("one direction"), names[0], one, run.one_direction),
        (_("both directions"), names[1], both, run),
    ):
        here, measured = f1(answers), learned_in(name, run.experiment.reset).card.sentences
        told = [NONE if value is None else f"{value:.2f}" for value in (here, measured.english, measured.chinese)]
        rows.append((label, *told, f"{found.parameters:,}"))
    with st.container(key="readings_scores"):
        st.markdown(tabulated(head, rows))


def show_layers(run: Run, merged: int, outputs: int) -> None:
    """The four layers, with the numbers of a step after the merge layer and after the output layer."""
    fig = figures.layers.plain(run.setup.sizes, merged, outputs, cell=run.trace.cell.name, translate=_)
    chart(fig, "layers_chart", _(LAYERS), name="bi-gru-layers")
