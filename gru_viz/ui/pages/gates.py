"""Gates: the home page, every gate and state of every unit at every step."""

from collections.abc import Callable

import streamlit as st

from gru_viz import figures
from gru_viz.analysis.saturation import saturation
from gru_viz.learning.surest import Surest
from gru_viz.problem import N_
from gru_viz.ui.blocks.arithmetic import show_arithmetic
from gru_viz.ui.blocks.cursor import place_shown, show_run_cursor
from gru_viz.ui.blocks.equations import show_equations
from gru_viz.ui.blocks.facts import show_facts
from gru_viz.ui.blocks.gates import exact, live_gates
from gru_viz.ui.blocks.opening import show_opening
from gru_viz.ui.blocks.reply import show_reply, show_spoken
from gru_viz.ui.browser.cells.texts import texts_of
from gru_viz.ui.i18n import _, told_together
from gru_viz.ui.state import cursor
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.controls import control
from gru_viz.ui.widgets.fold import fold
from gru_viz.ui.widgets.live import Live
from gru_viz.ui.widgets.part import part

ANSWERS = N_("Under each token the answer $y_t$ where the task asks for one: the more it stands out, the surer.")
WORD_ENDS = N_("Under each letter how surely a word ends there: the more it stands out, the surer.")
SUREST = N_(
    "Under each token what the model finds likeliest to follow: the more it stands out, the surer; five of them on hover or tap."
)
POINTS = N_(
    "One point a unit. At the right: near 0 most of the time; at the top: near 1 most of the time; at the origin: "
    "in between (after Karpathy et al. 2015, figure 4)."
)

#: Pixels of a heatmap under a sentence of one's own: all of them stand on a laptop's first screen.
_OF_LETTERS = 55


def page(run: Run) -> None:
    """Draw the page."""
    tr, e = run.trace, run.experiment
    if cursor.live():
        show_run_cursor(run)  # on a wall out of sight, for Space to play
    if e.present:
        _gates(run, "gates_chart")()
        return
    if (reply := run.reply) is not None:
        show_spoken(reply)
    if run.model is not None and e.compare:
        later = _side_by_side(run)
        control("compare")
    else:
        left, right = st.columns([3, 1], gap="medium")
        with left:
            live = _live(run, "gates_chart")
            later = [live.show(place_shown(run))]
            live.go_ahead(place_shown(run))
        with right:
            show_opening(run, "opening_chart")
            if run.model is not None:
                control("compare")
    if reply is not None:
        show_reply(reply)
    later.append(show_arithmetic(run, "gates_chart", live=cursor.live() and exact(run)))
    show_facts(run)
    if tr.gates:
        part(run, _saturated)
    show_equations(tr, bias=e.bias, backward=e.direction == "backward")
    for send in later:
        send()


def prepare(run: Run) -> None:
    """Make the main figure."""
    _live(run, "gates_chart", _heading(run)).prepare(place_shown(run))


def _heading(run: Run) -> str:
    """What the run is called beside another one."""
    return _("Trained") if run.model is not None and run.experiment.compare else ""


def _live(run: Run, key: str, title: str = "") -> Live:
    """The heatmaps of one run, with what a trained model says."""
    sentence = _(texts_of(run.trace.cell).read)
    if isinstance(run.said_on(run.experiment.sample), Surest):
        sentence = told_together(_(SUREST), sentence)
    elif run.answers is not None:
        sentence = told_together(_(WORD_ENDS if run.answers.letters else ANSWERS), sentence)
    letters = run.answers is not None and bool(run.answers.letters)
    return live_gates(run, key, sentence, title, row_height=_OF_LETTERS if letters else None)


def _gates(run: Run, key: str, title: str = "") -> Callable[[], None]:
    """Show them; what sends those of the places not in view."""
    return _live(run, key, title).show(place_shown(run))


def _side_by_side(run: Run) -> list[Callable[[], None]]:
    """The trained GRU beside the same one with weights from a seed."""
    before = _("Untrained, seed {seed}").format(seed=run.experiment.seed)
    sides = (
        (run, "gates_chart", _heading(run), "opening_chart"),
        (run.untrained, "untrained_chart", before, "untrained_opening"),
    )
    later = []
    for column, (side, key, title, opening) in zip(st.columns(2, gap="medium"), sides, strict=True):
        with column:
            later.append(_gates(side, key, title))
            show_opening(side, opening)
    return later


def _saturated(run: Run) -> None:
    """How saturated the gates are, where one asks."""
    heading = _("How saturated are the gates?")
    fold(heading, "fold_saturation", lambda: _saturation(run), icon=":material/scatter_plot:")


def _saturation(run: Run) -> None:
    """How saturated the gates are, on everything in the run."""
    found, variant = saturation(run.trace), run.experiment.variant
    left, right = st.columns(2)
    with left:
        chart(
            figures.saturation.plain(found, translate=_),
            "saturation_chart",
            _(POINTS),
            name=file_name("gate-saturation", variant),
            wide=False,
            about=run,
        )
    with right:
        chart(
            figures.gate_histograms.plain({_("this run"): found}, translate=_),
            "histogram_chart",
            _("How often each gate has which value, over all units, steps and sequences."),
            name=file_name("gate-values", variant),
            wide=False,
            about=run,
        )
