"""Stages: a training looked back on: one sequence's gates at any of its snapshots, beside those before it."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from safetensors.torch import save

from gru_viz import figures
from gru_viz.analysis.clue import by_distance
from gru_viz.experiment.experiment import Experiment
from gru_viz.figures.base.strip import Strip
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.loop import Training
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS, Task
from gru_viz.problem import N_, plural
from gru_viz.ui.components.cursor import show_cursor
from gru_viz.ui.i18n import _
from gru_viz.ui.state import cursor
from gru_viz.ui.state import training as state
from gru_viz.ui.state.address import want_page
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value
from gru_viz.ui.state.weights import has_trained, take_trained
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.controls import control
from gru_viz.ui.widgets.live import Live, Picture

#: Pixels of the name of a stage over its heatmaps.
_HEAD = 30
OPENINGS = N_(
    "Mean over the units at each time step, from the untrained GRU (top) to now (bottom): where a column parts from "
    "its neighbours, the GRU has learned to treat that token differently."
)
VALUES = N_("How often each gate has which value, on 128 fresh sequences: before training (dotted) and after (filled).")
POINTS = N_(
    "One point a unit. At the right: near 0 most of the time; at the top: near 1 most of the time; at the origin: "
    "in between (after Karpathy et al. 2015, figure 4)."
)
RIGHT = N_(
    "A sequence drawn from the task, which training never sees, over what is to be said at each step; at the others anything may be."
)
UNTRAINED = N_("The same sequence, and what the untrained GRU says to it: training begins here.")
CLUE = N_(
    "This GRU beside a bundled one with the other number of directions, on 500 fresh sequences: to the left of the "
    "mark a forward direction can only guess (dashed: chance)."
)


def show_stages(run: Run, training: Training) -> None:
    """The same sequence's gates at any stage, beside those before training."""
    steps = [snapshot.step for snapshot in training.snapshots]
    left, middle, right = st.columns([3, 1, 2], vertical_alignment="bottom", gap="medium")
    index = training.nearest(value("snapshot"))
    put(snapshot=steps[index])
    with left:
        if len(steps) > 1:
            _scrubber(steps, index)
    with middle:
        control("task_sample")
    with right, st.container(horizontal=True):
        st.button(
            _("Use this model"),
            key="use_model",
            type="primary",
            icon=":material/open_in_new:",
            on_click=lambda: _use(training, index),
        )
        st.download_button(
            _("Download weights"),
            key="download_model",
            icon=":material/download:",
            data=lambda: save(_model(training, index).tensors()),
            file_name=_model_file(training, index),
        )
    before, after = st.columns(2, gap="medium")
    with before:
        _gates_at(training, "before_chart", partial(_stage, run, training, _("Before training"), 0), [{}], {})()
    with after:
        title = plural(steps[index], N_("After {step:,} step"), N_("After {step:,} steps"))
        stage = partial(_stage, run, training, _(title))
        places = [{"snapshot": each} for each in range(len(steps))]
        later = _gates_at(training, "after_chart", stage, places, {"snapshot": index})
    show_openings(training, at=index)
    _spread(training, index)
    if training.task.title == TASKS["clue"].title:
        _clue(training, index)
    later()


def show_wanted(training: Training) -> None:
    """The watched sequence over the right answers to it."""
    _tr, said = state.watch(training, 0)
    fig = figures.wanted.plain(said, _strip(training.task), translate=_)
    chart(fig, "wanted_chart", _(RIGHT), name=file_name("to-be-learned", training.task.title))
    control("task_sample")


def show_plan(run: Run, training: Training) -> None:
    """The gates that training will start from."""
    draw = partial(_stage, run, training, _("Before training"), 0)
    _gates_at(training, "before_chart", draw, [{}], {}, _(UNTRAINED))()


def take_awaited(training: Training) -> None:
    """A link to the weights of a training has them from now on: those of the stage that it says."""
    if value("weights") == "trained" and not has_trained():
        _take(training, training.nearest(value("snapshot")))
        st.rerun()


def _scrubber(steps: list[int], index: int) -> None:
    """The slider over the snapshots: in the browser, which has them all, or one that asks for each."""
    if not cursor.live():
        control("snapshot", only=steps)
        return

    def moved(place: dict) -> None:
        cursor.led_to(place)
        put(snapshot=steps[max(0, min(int(place["snapshot"]), len(steps) - 1))])

    row = Experiment.table()["snapshot"]
    slider = {"kind": "slider", "field": "snapshot", "label": _(row.label), "names": [f"{step:,}" for step in steps]}
    place = {"snapshot": index}
    show_cursor(place, cursor.moves(place), {"snapshot": len(steps)}, [slider], _(row.label), "", moved)


def _stage(run: Run, training: Training, title: str, snapshot: int) -> Picture:
    """The four heatmaps on the watched sequence at one stage."""
    tr, said = state.watch(training, snapshot)
    layer = min(run.experiment.layer, tr.num_layers - 1)
    direction = run.experiment.direction if tr.num_directions == 2 else "forward"
    step = training.snapshots[snapshot].step
    numbers = not training.task.vocabulary
    drawing = figures.gates.plain(
        tr,
        layer,
        direction,
        numbers=numbers,
        untrained=step == 0,
        answers=said,
        title=title.format(step=step),
        compact=run.experiment.present,
        translate=_,
    )
    if run.experiment.present:
        # What tells one stage from the other is not left out on a wall.
        head = drawing["layout"]
        head["title"]["text"] = title.format(step=step)
        head["height"] += _HEAD
        head["margin"]["t"] += _HEAD
    return Picture(drawing, file_name("gates", training.task.title, f"step{step}"), tr.tokens[0])


def _gates_at(
    training: Training,
    key: str,
    draw: Callable[..., Picture],
    places: Sequence[dict[str, int]],
    at: dict[str, int],
    sentence: str = "",
) -> Callable[[], None]:
    """A figure of all `places` that the slider leads to; what sends those not in view."""
    sentence = sentence or _("The same sequence, the same scales; move the slider and watch the gates learn.")
    depends = (value("task_sample"), value("layer"), value("direction"), value("present"), len(training.snapshots))
    return Live(key, sentence, training, depends, draw, places, cell=False).show(at)


def _spread(training: Training, index: int) -> None:
    """Histograms and saturation of the gates, before and after."""
    before, after = state.saturated(training, 0), state.saturated(training, index)
    left, right = st.columns(2, gap="medium")
    with left:
        chart(
            figures.gate_histograms.plain({_("before"): before, _("after"): after}, translate=_),
            "histogram_chart",
            _(VALUES),
            name=file_name("gate-values", training.task.title),
            wide=False,
        )
    with right:
        chart(
            figures.saturation.plain(after, translate=_),
            "saturation_chart",
            _(POINTS),
            name=file_name("gate-saturation", training.task.title),
            wide=False,
        )


def _clue(training: Training, index: int) -> None:
    """Where one direction must guess: this GRU beside a bundled one with the other number of directions."""
    mine = training.learner_at(index)
    other = load_bundled("clue-forward" if mine.gru.bidirectional else "clue-both").learner
    batch = TASKS["clue"].batch(500, FRESH_SEEDS)
    found = [by_distance(learner, batch) for learner in (mine, other)]
    one, both = found[::-1] if mine.gru.bidirectional else found
    chart(figures.clue.plain(one, both, translate=_), "clue_chart", _(CLUE), name="clue-accuracy")


def _use(training: Training, index: int) -> None:
    """Take the model at this stage to every other page."""
    _take(training, index)
    want_page("gates")


def _take(training: Training, index: int) -> None:
    """The model at this stage is the one in use."""
    take_trained(_model(training, index), state.convention(training))


def _model(training: Training, index: int) -> Pretrained:
    """The model at a stage."""
    return Pretrained.of(training.learner_at(index), training.task, _model_file(training, index))


def _model_file(training: Training, index: int) -> str:
    """What its download is called."""
    return f"{file_name('gru', training.task.title, f'step{training.snapshots[index].step}')}.safetensors"


def _strip(task: Task) -> Strip:
    """The watched sequence."""
    batch = state.watched(task)
    return Strip(state.names(task, batch)[0], None if task.vocabulary else batch.inputs[0].numpy())


def show_openings(training: Training, at: int | None = None) -> None:
    """Both gates over the training, on the watched sequence."""
    reset, update = state.openings(training)
    steps = [snapshot.step for snapshot in training.snapshots]
    chart(
        figures.openings.plain(
            reset, update, steps, _strip(training.task), at=at, compact=value("present"), translate=_
        ),
        "openings_chart",
        _(OPENINGS),
        name=file_name("gate-opening-over-training", training.task.title),
    )
