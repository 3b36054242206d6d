"""Training: this visitor's training, kept while they look at other pages."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

import numpy as np
import streamlit as st

from gru_viz.analysis.answers import Answers, answers
from gru_viz.analysis.gates import selected
from gru_viz.analysis.saturation import Saturation, saturation
from gru_viz.cells.gru import GRUTrace
from gru_viz.cells.kinds import facts_of
from gru_viz.cells.trace import trace
from gru_viz.experiment.fields.training import TrainingFields
from gru_viz.experiment.view import View
from gru_viz.inputs.sequence import Sequence
from gru_viz.inputs.table import step_names
from gru_viz.learning.column import column_task
from gru_viz.learning.learner import Learner
from gru_viz.learning.loop import Settings, Training
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.recording import FILES, Written, recording
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS, Batch, Task
from gru_viz.problem import Problem
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value

_TRAINING, _SETTINGS = "_training", "_training_settings"
#: Snapshots kept of a training, about.
_SNAPSHOTS = 50
#: Sequences to watch are drawn far from those that the accuracy is measured on.
_WATCHED = FRESH_SEEDS + 2**31


def current_training() -> Training | None:
    """The training, if there was one."""
    return st.session_state.get(_TRAINING)


def training_in_view() -> Training | None:
    """The training that the controls describe, done here or recorded, or one under way; None if there is none yet."""
    mine = current_training()
    if mine is not None and (mine.running or st.session_state[_SETTINGS] == _settings()):
        return mine
    return _recording() if _settings() == _recorded_settings() else None


def _recording() -> Training:
    """The one that comes with the package, written as the controls say."""
    return recording(value("train_convention"))


def recorded(training: Training) -> bool:
    """Whether it is one that comes with the package."""
    return any(training is recording(written) for written in FILES)


def convention(training: Training) -> Written:
    """How the equations of what is trained are written: "textbook" or "pytorch"."""
    return "textbook" if facts_of(training.learner.gru)["reset_convention"] == "before" else "pytorch"


def back_to_settings() -> None:
    """The controls describe the training done here; if there is none, the recorded one."""
    put(**st.session_state.get(_SETTINGS, _recorded_settings()))


def _settings() -> dict[str, object]:
    """All that decides what is learned, as the controls have it."""
    return {name: value(name) for name in _recorded_settings()}


def _recorded_settings() -> dict[str, object]:
    """What the controls propose is what was recorded, in either convention."""
    proposed = {name: field.default for name, field in TrainingFields.model_fields.items() if name != "task_sample"}
    return proposed | {"train_convention": value("train_convention")}


def chosen_task(run: Run) -> Task:
    """The task that the controls describe; Problem if it needs numbers that are not there."""
    name, length = value("task"), value("task_length")
    if name != "column":
        return replace(TASKS[name], length=length)
    if not run.numbers:
        raise Problem(
            "This task learns from your own numbers. Choose “Numbers”, “Signal” or “File” as what goes in; "
            "the first column is the one to predict."
        )
    steps = run.sequence.lengths[run.experiment.sample]
    return column_task(run.sequence.values[run.experiment.sample, :steps, 0], length)


def planned(run: Run) -> Training:
    """What the controls describe, before its first step; Problem as in `chosen_task`."""

    def make() -> Training:
        training = _described(run)
        training.begin()
        return training

    return memo("planned training", run.trace, (*_settings().values(), run.experiment.sample), make)


def start(run: Run) -> None:
    """Begin a training with what the controls say; the one before is gone. Problem as in `chosen_task`."""
    st.session_state[_TRAINING], st.session_state[_SETTINGS] = _described(run), _settings()
    put(snapshot=value("train_steps"))


def resume(run: Run) -> None:
    """What was seen elsewhere: the training that the controls describe, at their snapshot, begins unless it is at hand."""
    training, snapshot = training_in_view(), value("snapshot")
    if training is not None and not (recorded(training) and snapshot not in _recorded_stages()):
        return
    with suppress(Problem):  # said by the page
        start(run)
        put(snapshot=snapshot)


def _recorded_stages() -> set[int]:
    """What the slider over the recorded training can stand at: its snapshots, and where it stands unless it is moved."""
    return {snapshot.step for snapshot in _recording().snapshots} | {View.model_fields["snapshot"].default}


def _described(run: Run) -> Training:
    """The training that the controls describe."""
    task, steps = chosen_task(run), value("train_steps")
    learner = Learner(
        task,
        value("train_units"),
        value("train_layers"),
        bidirectional=value("train_both"),
        textbook=value("train_convention") == "textbook",
        seed=value("train_seed"),
    )
    settings = Settings(
        steps=steps,
        price=value("price"),
        rate=value("rate"),
        every=max(1, steps // _SNAPSHOTS),
        seed=value("train_seed"),
    )
    return Training(task, learner, settings)


def own_length() -> None:
    """After another task was chosen: the length that suits it."""
    task = TASKS.get(value("task"))
    put(task_length=task.length if task else 20)


def watched(task: Task) -> Batch:
    """The sequence whose gates are shown."""
    return _drawn(task, value("task_sample"))


def _drawn(task: Task, sample: int) -> Batch:
    """One of the sequences to watch."""
    return task.batch(1, _WATCHED + sample)


def names(task: Task, batch: Batch) -> tuple[tuple[str, ...], ...]:
    """Names of the steps: tokens, or positions where the inputs are numbers."""
    return batch.tokens if task.vocabulary else step_names(batch.inputs)


def watch(training: Training, index: int) -> tuple[GRUTrace, Answers | None]:
    """Gates and answers on the watched sequence as they were at a snapshot."""
    sample = value("task_sample")
    if recorded(training):
        return _watched_recording(convention(training), index, sample)
    return _watched(training, index, sample)


@lru_cache(maxsize=128)
def _watched_recording(written: Written, index: int, sample: int) -> tuple[GRUTrace, Answers | None]:
    """The same for every visitor."""
    return _watched(recording(written), index, sample)


def _watched(training: Training, index: int, sample: int) -> tuple[GRUTrace, Answers | None]:
    learner, batch = training.learner_at(index), _drawn(training.task, sample)
    tokens = names(training.task, batch)
    tr = trace(learner.gru, batch.inputs, tokens=tokens)
    features = training.task.vocabulary or tuple(str(i) for i in range(training.task.input_size))
    sequence = Sequence(batch.inputs, tokens, features, is_text=bool(training.task.vocabulary))
    return tr, answers(tr, Pretrained.of(learner, training.task), sequence)


def saturated(training: Training, index: int) -> Saturation:
    """How far the gates of each unit were shut and open at a snapshot, on the sequences that the training is judged on."""
    if recorded(training):
        return _saturated_recording(convention(training), index)
    # The first one stands beside every other.
    return memo(
        "saturation after" if index else "saturation before", training, (index,), lambda: _saturated(training, index)
    )


@lru_cache(maxsize=64)
def _saturated_recording(written: Written, index: int) -> Saturation:
    """The same for every visitor."""
    return _saturated(recording(written), index)


def _saturated(training: Training, index: int) -> Saturation:
    return saturation(trace(training.learner_at(index).gru, training.fresh.inputs))


def openings(training: Training) -> tuple[np.ndarray, np.ndarray]:
    """Mean reset and update gate of the last layer, (snapshots, T) each, on the watched sequence."""
    sample = value("task_sample")
    if recorded(training):
        rows = _openings_of_recording(convention(training), sample)
    else:
        rows = memo("openings", training, (sample,), list)
        rows.extend(_openings(training, len(rows), sample))
    reset, update = zip(*rows, strict=True)
    return np.stack(reset), np.stack(update)


@lru_cache(maxsize=8)
def _openings_of_recording(written: Written, sample: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """The same for every visitor."""
    return list(_openings(recording(written), 0, sample))


def _openings(training: Training, since: int, sample: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Mean reset and update gate at each snapshot from the one numbered `since` on."""
    snapshots = training.snapshots[since:]
    if not snapshots:
        return
    inputs = _drawn(training.task, sample).inputs
    learner = training.learner_at(since)  # one for all of them: to copy it takes a third of the time
    for snapshot in snapshots:
        learner.load_state_dict(snapshot.weights)
        tr = trace(learner.gru, inputs)
        reset, update = (selected(tr, name, tr.num_layers - 1, "forward", 0) for name in ("reset_gate", "update_gate"))
        yield reset.mean(axis=1), update.mean(axis=1)
