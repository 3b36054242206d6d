"""Training: this visitor's training, kept while they look at other pages."""

from dataclasses import replace

import numpy as np
import streamlit as st

from gru_viz.analysis.answers import Answers, answers
from gru_viz.analysis.gates import selected
from gru_viz.cells.gru import GRUTrace
from gru_viz.cells.trace import trace
from gru_viz.inputs.sequence import Sequence
from gru_viz.inputs.table import step_names
from gru_viz.learning.column import column_task
from gru_viz.learning.learner import Learner
from gru_viz.learning.loop import Settings, Training
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.recording import recording
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS, Batch, Task
from gru_viz.problem import Problem
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import put, value

_TRAINING, _REFUSED = "_training", "_training_refused"
#: Snapshots kept of a training, about.
_SNAPSHOTS = 50
#: Sequences to watch are drawn far from those that the accuracy is measured on.
_WATCHED = FRESH_SEEDS + 2**31


def current_training() -> Training | None:
    """The training, if there was one."""
    return st.session_state.get(_TRAINING)


def training_in_view() -> Training:
    """What the page Train shows: the training, or before there was one the recorded one."""
    return current_training() or recording()


def refused() -> Problem | None:
    """Why the last one could not start."""
    return st.session_state.get(_REFUSED)


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


def start(run: Run) -> None:
    """Begin a training with what the controls say; the one before is gone."""
    st.session_state[_REFUSED] = None
    try:
        task = chosen_task(run)
    except Problem as problem:
        st.session_state[_REFUSED] = problem
        return
    steps = value("train_steps")
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
    st.session_state[_TRAINING] = Training(task, learner, settings)
    put(snapshot=steps)


def own_length() -> None:
    """After another task was chosen: the length that suits it."""
    task = TASKS.get(value("task"))
    put(task_length=task.length if task else 20)


def watched(task: Task) -> Batch:
    """The sequence whose gates are shown."""
    return task.batch(1, _WATCHED + value("task_sample"))


def names(task: Task, batch: Batch) -> tuple[tuple[str, ...], ...]:
    """Names of the steps: tokens, or positions where the inputs are numbers."""
    return batch.tokens if task.vocabulary else step_names(batch.inputs)


def watch(training: Training, index: int) -> tuple[GRUTrace, Answers | None]:
    """Gates and answers on the watched sequence as they were at a snapshot."""
    learner, batch = training.learner_at(index), watched(training.task)
    tokens = names(training.task, batch)
    tr = trace(learner.gru, batch.inputs, tokens=tokens)
    features = training.task.vocabulary or tuple(str(i) for i in range(training.task.input_size))
    sequence = Sequence(batch.inputs, tokens, features, is_text=bool(training.task.vocabulary))
    return tr, answers(tr, Pretrained.of(learner, training.task), sequence)


def openings(training: Training) -> tuple[np.ndarray, np.ndarray]:
    """Mean reset and update gate of the last layer, (snapshots, T) each, on the watched sequence."""
    rows: list[tuple[np.ndarray, np.ndarray]] = memo("openings", training, (value("task_sample"),), list)
    for index in range(len(rows), len(training.snapshots)):
        tr, _said = watch(training, index)
        reset, update = (
            selected(tr, name, tr.num_layers - 1, "forward", 0).mean(axis=1) for name in ("reset_gate", "update_gate")
        )
        rows.append((reset, update))
    reset, update = zip(*rows, strict=True)
    return np.stack(reset), np.stack(update)
