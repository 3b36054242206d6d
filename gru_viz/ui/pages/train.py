"""Train: a GRU learns a task while one watches, and every step of the way can be looked at again."""

import math

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gru_viz import figures
from gru_viz.learning.column import has_forecast, same_as_last
from gru_viz.learning.loop import Training
from gru_viz.learning.recording import COMMAND, TASK
from gru_viz.learning.tasks import TASKS
from gru_viz.problem import N_, Problem
from gru_viz.ui.blocks.stages import show_openings, show_plan, show_stages, show_wanted, take_awaited
from gru_viz.ui.blocks.welcome import WRITTEN
from gru_viz.ui.i18n import _, told_together
from gru_viz.ui.state import training as state
from gru_viz.ui.state.address import arriving
from gru_viz.ui.state.line import trainings
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.controls import control, two_controls
from gru_viz.ui.widgets.fold import fold
from gru_viz.ui.widgets.markdown import told
from gru_viz.ui.widgets.progress import begin, show

RECORDED = N_(
    "This is a recorded training (`{command}`), to look at now: **{task}**, {units} units, λ = {price:g}, **{accuracy:.1%}** right "
    "after {step:,} steps, untrained {before:.1%}. Mean write gate {gate:.2f}, untrained {gate_before:.2f}. Press “Train”, and a GRU "
    "of your own takes its place."
)
PLANNED = N_(
    "**{task}**, {units} units, λ = {price:g}: not trained yet. Untrained, **{before:.1%}** of the answers are right. “Train” takes "
    "{steps:,} steps; after that every stage can be looked at."
)
ELSEWHERE = N_("The other pages are written differently; “More settings” trains as they write.")
WATCHED = N_(
    "The sequence below is this page's own, drawn from the task and never trained on: not the one of the sidebar."
)
COLUMN = N_(
    "The first column of the numbers in the sidebar: the first 80 % of the time to learn from, the rest to be "
    "tested on, against the forecast “same as last”."
)
CURVES = N_(
    "Measured on 128 sequences that training never sees. The loss is that of the task alone, without the price."
)
STOPPED = N_("Stopped after {step:,} of {steps:,} steps; what was learned is kept.")
OUTCOME = N_(
    "**{task}**, {units} units, λ = {price:g}: **{accuracy:.1%}** right after {step:,} steps ({seconds:.1f} s), "
    "untrained {before:.1%}. Mean write gate {gate:.2f}, untrained {gate_before:.2f}."
)
FORECAST = N_(
    "Root mean squared error on fresh windows: **{error:.3f}**; of “same as last”: {naive:.3f}, {ratio:.2f} times as much."
)
#: Numbers of which the next value can be learned.
SIGNAL = {"source": "generator", "signal": "noisy-sine", "length": 300, "features": 1, "weights": "seed"}
_TRAINING = "training"


def prepare(run: Run) -> None:
    """What a link shows begins before anything is drawn."""
    if arriving():
        state.resume(run)


def page(run: Run) -> None:
    """Draw the page."""
    training = state.training_in_view()
    if training is None:
        _before(run)
        return
    if not training.running:
        take_awaited(training)
    left, right = _columns()
    with left:
        _settings(run, again=not state.recorded(training))
    with right:
        if training.running:
            _live(training)
        else:
            _outcome(training)
            _curves(training)
    if not training.running:
        st.caption(_(WATCHED))
        _other_convention(run, training)
        show_stages(run, training)


def _other_convention(run: Run, training: Training) -> None:
    """What z means here, where the other pages say the opposite."""
    here = state.convention(training)
    if run.experiment.convention != here:
        st.warning(told_together(_(WRITTEN[here]), _(ELSEWHERE)), icon=":material/swap_vert:")


def _before(run: Run) -> None:
    """What there will be to see once there is a training such as the controls describe."""
    try:
        planned, problem = state.planned(run), None
    except Problem as caught:
        planned, problem = None, caught
    left, right = _columns()
    with left:
        _settings(run, possible=planned is not None)
    with right:
        if problem is not None:
            st.info(told(problem), icon=":material/info:")
            st.button(
                _("Take a noisy sine"),
                key="take_signal",
                type="tertiary",
                icon=":material/show_chart:",
                on_click=put,
                kwargs=SIGNAL,
            )
        if planned is not None:
            _plan(planned)
    if planned is not None:
        show_plan(run, planned)


def _columns() -> list[DeltaGenerator]:
    """The settings beside what comes of them."""
    return st.columns([1, 2], gap="large")


def _settings(run: Run, *, again: bool = False, possible: bool = True) -> None:
    """What to learn and how, and the button that starts it."""
    control("task", then=state.own_length)
    task = TASKS.get(value("task"))
    st.caption(_(task.look_for if task else COLUMN))
    two_controls("train_units", "train_steps")
    control("price")
    fold(_("More settings"), "fold_training", _more)
    st.button(
        _("Train again") if again else _("Train"),
        key="start_training",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        on_click=lambda: state.start(run),
        disabled=not possible,
    )


def _more() -> None:
    """Settings that a first training leaves alone."""
    one, two = st.columns(2)
    with one:
        control("task_length")
        control("rate")
    with two:
        control("train_layers")
        control("train_seed")
    control("train_both")
    control("train_convention")


def _live(training: Training) -> None:
    """How the training stands; the rest of the page waits until it is over."""

    def what() -> str:
        return _("Step {done:,} of {steps:,}").format(done=training.done, steps=training.settings.steps)

    def below() -> None:
        if training.snapshots:
            _curves(training)
            show_openings(training)

    show(_TRAINING, begin(_TRAINING, training, (), training.pieces, trainings()), what, stop=training.stop, below=below)


def _curves(training: Training) -> None:
    """Loss and accuracy so far."""
    baseline = same_as_last(training.fresh) if has_forecast(training.task) else None
    chart(
        figures.learning_curves.plain(training.snapshots, training.settings.steps, baseline=baseline, translate=_),
        "curves_chart",
        _(CURVES),
        name=file_name("learning", training.task.title),
    )


def _plan(training: Training) -> None:
    """What there will be to learn, and the way to a training that there is."""
    st.markdown(_(PLANNED).format(**_facts(training)))
    recorded = _("Look at the recorded one, of “{task}”").format(task=_(TASKS[TASK].title))
    st.button(
        _("Back to the last training") if state.current_training() else recorded,
        key="back_to_training",
        type="tertiary",
        icon=":material/undo:",
        on_click=state.back_to_settings,
    )
    show_wanted(training)


def _facts(training: Training) -> dict[str, object]:
    """What sentences say of a training."""
    first, last = training.snapshots[0], training.snapshots[-1]
    return {
        "task": _(training.task.title),
        "units": training.learner.gru.hidden_size,
        "price": training.settings.price,
        "steps": training.settings.steps,
        "accuracy": last.accuracy,
        "step": last.step,
        "seconds": training.seconds,
        "before": first.accuracy,
        "gate": last.write_gate,
        "gate_before": first.write_gate,
    }


def _outcome(training: Training) -> None:
    """What came of it, in a few sentences."""
    last, settings = training.snapshots[-1], training.settings
    if training.problem is not None:
        st.warning(told(training.problem), icon=":material/warning:")
    elif last.step < settings.steps:
        st.info(_(STOPPED).format(step=last.step, steps=settings.steps), icon=":material/stop_circle:")
    sentence = _(RECORDED if state.recorded(training) else OUTCOME)
    st.markdown(sentence.format(command=COMMAND, **_facts(training)))
    if has_forecast(training.task):
        error, naive = math.sqrt(last.loss), math.sqrt(same_as_last(training.fresh))
        st.markdown(_(FORECAST).format(error=error, naive=naive, ratio=naive / error if error else math.inf))
