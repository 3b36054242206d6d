"""The recorded trainings: what the page Train proposes, whole, and made again by the command."""

from dataclasses import replace

import pytest
import torch

from gru_viz import Experiment
from gru_viz.cells.textbook import TextbookGRU
from gru_viz.experiment.examples import home
from gru_viz.learning.__main__ import main
from gru_viz.learning.learner import Learner, accuracy
from gru_viz.learning.loop import train
from gru_viz.learning.recording import FILES, SETTINGS, make_recording, recording
from gru_viz.learning.tasks import TASKS

WRITTEN = pytest.mark.parametrize("written", FILES)


@WRITTEN
def test_it_is_what_the_page_proposes(written):
    e, training = Experiment(train_convention=written), recording(written)
    assert isinstance(training.learner.gru, TextbookGRU) is (e.train_convention == "textbook")
    assert TASKS[e.task] is training.task
    assert training.task.length == e.task_length
    gru = training.learner.gru
    assert (gru.hidden_size, gru.num_layers, gru.bidirectional) == (e.train_units, e.train_layers, e.train_both)
    settings = training.settings
    assert (settings.steps, settings.price, settings.rate, settings.seed) == (
        e.train_steps,
        e.price,
        e.rate,
        e.train_seed,
    )


def test_the_language_that_writes_as_the_lesson_does_trains_so():
    for language in ("en", "zh_CN"):
        assert home(language).train_convention == home(language).convention


@WRITTEN
def test_it_is_whole_small_and_over(written):
    training = recording(written)
    assert [snapshot.step for snapshot in training.snapshots] == list(range(0, 601, SETTINGS.every))
    assert not training.running
    assert training.done == SETTINGS.steps
    assert FILES[written].stat().st_size < 200_000


@WRITTEN
def test_its_weights_are_as_right_as_it_says(written):
    training = recording(written)
    untrained, trained = training.snapshots[0], training.snapshots[-1]
    assert untrained.accuracy < 0.3
    assert trained.accuracy > 0.99
    assert accuracy(training.task, training.learner_at(len(training.snapshots) - 1), 500, seed=3) > 0.97
    assert trained.write_gate < untrained.write_gate / 2


@WRITTEN
def test_its_first_stages_are_those_of_a_training_now(written):
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    task, recorded = TASKS["remember"], recording(written)
    snapshots = train(task, Learner(task, textbook=written == "textbook"), SETTINGS)
    for mine in recorded.snapshots[:2]:
        again = next(snapshots)
        assert again.step == mine.step
        assert again.loss == pytest.approx(mine.loss, rel=1e-4)
        for name, weights in again.weights.items():
            torch.testing.assert_close(weights, mine.weights[name], rtol=1e-3, atol=1e-4)
    torch.set_num_threads(threads)


def test_the_command_records_the_same_bytes_each_time(tmp_path, monkeypatch, capsys):
    threads = torch.get_num_threads()
    monkeypatch.setattr(make_recording, "__defaults__", (replace(SETTINGS, steps=4, every=2),))
    for name in ("one", "other"):
        main(["--recording", "--out", str(tmp_path / name / "models")])
    for written, file in FILES.items():
        one, other = (tmp_path / name / "trainings" / file.name for name in ("one", "other"))
        assert one.read_bytes() == other.read_bytes()
        assert [snapshot.step for snapshot in recording(written, one).snapshots] == [0, 2, 4]
    assert capsys.readouterr().out.count("3 snapshots") == 4
    torch.set_num_threads(threads)
