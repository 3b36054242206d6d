"""Train: a GRU learns a task while one watches, and every step of the way can be looked at again."""

import math

import streamlit as st
from safetensors.torch import save

from gru_viz import figures
from gru_viz.analysis.clue import by_distance
from gru_viz.analysis.saturation import Saturation, saturation
from gru_viz.cells.textbook import TextbookGRU
from gru_viz.cells.trace import trace
from gru_viz.figures.base.stack import Strip
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.column import has_forecast, same_as_last
from gru_viz.learning.loop import Training
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS, Task
from gru_viz.ui.i18n import _
from gru_viz.ui.state import training as state
from gru_viz.ui.state.address import want_page
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value
from gru_viz.ui.state.weights import take_trained
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.controls import control
from gru_viz.ui.widgets.fold import fold
from gru_viz.ui.widgets.markdown import told
from gru_viz.ui.widgets.progress import begin, show

_TRAINING = "training"


def page(run: Run) -> None:
    """Draw the page."""
    training = state.current_training()
    left, right = st.columns([1, 2], gap="large")
    with left:
        _settings(run, training)
    with right:
        if (problem := state.refused()) is not None:
            st.error(told(problem), icon=":material/error:")
        if training is None:
            st.info(
                _("Press “Train”: the curves appear here as the GRU learns, and afterwards a slider shows the gates of one "
                  "sequence at every stage, from random to trained."), icon=":material/school:",
            )  # fmt: skip
        elif training.running:
            _live(training, run.experiment.picture)
        else:
            _outcome(training)
            _curves(training, run.experiment.picture)
    if training is not None and not training.running:
        _stages(run, training)


def _settings(run: Run, training: Training | None) -> None:
    """What to learn and how, and the button that starts it."""
    control("task", then=state.own_length)
    name = value("task")
    if name == "column":
        st.caption(
            _("The first column of the numbers in the sidebar: the first 80 % of the time to learn from, the rest to be "
              "tested on, against the forecast “same as last”.")
        )  # fmt: skip
    else:
        st.caption(_(TASKS[name].look_for))
    one, two = st.columns(2)
    with one:
        control("train_units")
    with two:
        control("train_steps")
    control("price")
    fold(_("More settings"), "fold_training", _more)
    st.button(
        _("Train") if training is None else _("Train again"),
        key="start_training", type="primary", icon=":material/play_arrow:", width="stretch",
        on_click=lambda: state.start(run),
    )  # fmt: skip


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


def _live(training: Training, picture: str) -> None:
    """How the training stands; the rest of the page waits until it is over."""

    def what() -> str:
        return _("Step {done:,} of {steps:,}").format(done=training.done, steps=training.settings.steps)

    def below() -> None:
        if training.snapshots:
            _curves(training, picture)
            _openings(training, picture)

    show(_TRAINING, begin(_TRAINING, training, (), training.pieces), what, stop=training.stop, below=below)


def _curves(training: Training, picture: str) -> None:
    """Loss and accuracy so far."""
    baseline = same_as_last(training.fresh) if has_forecast(training.task) else None
    chart(
        figures.learning_curves(training.snapshots, training.settings.steps, baseline=baseline, translate=_),
        "curves_chart",
        _("Measured on 128 sequences that training never sees. The loss is that of the task alone, without the price."),
        name=file_name("learning", training.task.title), picture=picture,
    )  # fmt: skip


def _strip(task: Task) -> Strip:
    """The watched sequence."""
    batch = state.watched(task)
    return Strip(state.names(task, batch)[0], None if task.vocabulary else batch.inputs[0].numpy())


def _openings(training: Training, picture: str, at: int | None = None) -> None:
    """Both gates over the training, on the watched sequence."""
    reset, update = state.openings(training)
    steps = [record.step for record in training.snapshots]
    chart(
        figures.openings(reset, update, steps, _strip(training.task), at=at, translate=_), "openings_chart",
        _("Mean over the units at each time step, from the untrained GRU (top) to now (bottom): where a column parts from "
          "its neighbours, the GRU has learned to treat that token differently."),
        name=file_name("gate-opening-over-training", training.task.title), picture=picture,
    )  # fmt: skip


def _outcome(training: Training) -> None:
    """What came of it, in a few sentences."""
    first, last, settings = training.snapshots[0], training.snapshots[-1], training.settings
    if training.problem is not None:
        st.warning(told(training.problem), icon=":material/warning:")
    elif last.step < settings.steps:
        st.info(
            _("Stopped after {step:,} of {steps:,} steps; what was learned is kept.").format(
                step=last.step, steps=settings.steps),
            icon=":material/stop_circle:",
        )  # fmt: skip
    st.markdown(
        _("**{task}**, {units} units, λ = {price:g}: **{accuracy:.1%}** right after {step:,} steps ({seconds:.1f} s), "
          "untrained {before:.1%}. Mean write gate {gate:.2f}, untrained {gate_before:.2f}.").format(
            task=_(training.task.title), units=training.learner.gru.hidden_size, price=settings.price,
            accuracy=last.accuracy, step=last.step, seconds=training.seconds, before=first.accuracy,
            gate=last.write_gate, gate_before=first.write_gate)
    )  # fmt: skip
    if has_forecast(training.task):
        naive = math.sqrt(same_as_last(training.fresh))
        error = math.sqrt(last.loss)
        st.markdown(
            _("Root mean squared error on fresh windows: **{error:.3f}**; of “same as last”: {naive:.3f}, {ratio:.2f} times as much.")
            .format(error=error, naive=naive, ratio=naive / error if error else math.inf)
        )  # fmt: skip


def _stages(run: Run, training: Training) -> None:
    """The same sequence's gates at any stage, beside those before training."""
    steps = [record.step for record in training.snapshots]
    left, middle, right = st.columns([3, 1, 2], vertical_alignment="bottom", gap="medium")
    index = training.nearest(value("snapshot"))
    put(snapshot=steps[index])
    with left:
        if len(steps) > 1:
            control("snapshot", only=steps)
    with middle:
        control("task_sample")
    with right, st.container(horizontal=True):
        st.button(
            _("Use this model"), key="use_model", type="primary", icon=":material/open_in_new:",
            on_click=lambda: _use(training, index),
        )  # fmt: skip
        st.download_button(
            _("Download weights"), key="download_model", icon=":material/download:",
            data=lambda: save(_model(training, index).tensors()), file_name=_model_file(training, index),
        )  # fmt: skip
    titles = (_("Before training"), _("After {step:,} steps").format(step=steps[index]))
    for column, at, title, key in zip(
        st.columns(2, gap="medium"), (0, index), titles, ("before_chart", "after_chart"), strict=True
    ):
        with column:
            _gates_at(run, training, at, title, key)
    _openings(training, run.experiment.picture, at=index)
    _spread(run, training, index)
    if training.task.title == TASKS["clue"].title:
        _clue(run, training, index)


def _gates_at(run: Run, training: Training, index: int, title: str, key: str) -> None:
    """The four heatmaps on the watched sequence at one stage."""
    tr, said = state.watch(training, index)
    layer = min(run.experiment.layer, tr.num_layers - 1)
    direction = run.experiment.direction if tr.num_directions == 2 else "forward"
    chart(
        figures.gates(
            tr, layer, direction, numbers=not training.task.vocabulary, answers=said, title=title, translate=_
        ),
        key, _("The same sequence, the same scales; move the slider and watch the gates learn."),
        name=file_name("gates", training.task.title, f"step{training.snapshots[index].step}"),
        picture=run.experiment.picture,
    )  # fmt: skip


def _spread(run: Run, training: Training, index: int) -> None:
    """Histograms and saturation of the gates, before and after."""

    def at(record: int) -> Saturation:
        return saturation(trace(training.learner_at(record).gru, training.fresh.inputs))

    before, after = at(0), at(index)
    left, right = st.columns(2, gap="medium")
    with left:
        chart(
            figures.gate_histograms({_("before"): before, _("after"): after}, translate=_), "histogram_chart",
            _("How often each gate has which value, on 128 fresh sequences: before training (dotted) and after (filled)."),
            name=file_name("gate-values", training.task.title), picture=run.experiment.picture, wide=False,
        )  # fmt: skip
    with right:
        chart(
            figures.saturation(after, translate=_), "saturation_chart",
            _("One point a unit. At the right: shut most of the time; at the top: open most of the time; at the origin: "
              "in between (after Karpathy et al. 2015, figure 4)."),
            name=file_name("gate-saturation", training.task.title), picture=run.experiment.picture, wide=False,
        )  # fmt: skip


def _clue(run: Run, training: Training, index: int) -> None:
    """Where one direction must guess: this GRU beside a bundled one with the other number of directions."""
    mine = training.learner_at(index)
    other = load_bundled("clue-forward" if mine.gru.bidirectional else "clue-both").learner
    batch = TASKS["clue"].batch(500, FRESH_SEEDS)
    found = [by_distance(learner, batch) for learner in (mine, other)]
    one, both = found[::-1] if mine.gru.bidirectional else found
    chart(
        figures.clue(one, both, translate=_), "clue_chart",
        _("This GRU beside a bundled one with the other number of directions, on 500 fresh sequences: to the left of the "
          "mark a forward direction can only guess (dashed: chance)."),
        name="clue-accuracy", picture=run.experiment.picture,
    )  # fmt: skip


def _use(training: Training, index: int) -> None:
    """Take the model at this stage to every other page."""
    textbook = isinstance(training.learner.gru, TextbookGRU)
    take_trained(_model(training, index), "textbook" if textbook else "pytorch")
    want_page("gates")


def _model(training: Training, index: int) -> Pretrained:
    """The model at a stage."""
    return Pretrained.of(training.learner_at(index), training.task, _model_file(training, index))


def _model_file(training: Training, index: int) -> str:
    """What its download is called."""
    return f"{file_name('gru', training.task.title, f'step{training.snapshots[index].step}')}.safetensors"
