"""A training in pieces: the same as in one go, stopped at any time, looked back on."""

from dataclasses import replace

import pytest
import torch

from gru_viz.learning import loop
from gru_viz.learning.learner import Learner
from gru_viz.learning.loop import Settings, Training, train
from gru_viz.learning.tasks import TASKS

TASK = replace(TASKS["parity"], length=4)


def started(**options) -> Training:
    learner = Learner(TASK, 6, bidirectional=options.pop("both", False), textbook=options.pop("textbook", False))
    return Training(TASK, learner, Settings(**{"steps": 20, "every": 5, "batch": 8, **options}))


def finished(trainer: Training) -> Training:
    while trainer.running:
        trainer.work(0.0001)
    return trainer


def test_in_pieces_it_is_the_training_in_one_go():
    pieces = finished(started()).snapshots
    whole = list(train(TASK, Learner(TASK, 6), Settings(steps=20, every=5, batch=8)))
    assert [(r.step, r.loss, r.accuracy) for r in pieces] == [(r.step, r.loss, r.accuracy) for r in whole]
    assert [r.step for r in pieces] == [0, 5, 10, 15, 20]
    assert all(torch.equal(a, b) for a, b in zip(pieces[-1].weights.values(), whole[-1].weights.values(), strict=True))


def test_stopping_keeps_the_last_step():
    trainer = started(steps=1000)
    trainer.work(0)
    while trainer.done < 7:
        trainer.work(0.0001)
    done = trainer.done
    trainer.stop()
    trainer.stop()
    assert not trainer.running
    assert trainer.snapshots[-1].step == done
    assert all(torch.equal(v, trainer.snapshots[-1].weights[k]) for k, v in trainer.learner.state_dict().items())


def test_stopped_before_its_first_step_it_is_what_it_began_with():
    trainer = started()
    trainer.stop()
    assert not trainer.running
    assert [snapshot.step for snapshot in trainer.snapshots] == [0]


def test_its_pieces_say_how_far_it_is_and_end_with_it(monkeypatch):
    monkeypatch.setattr(loop, "_PIECE", 1e-4)
    trainer = started(steps=10)
    shares = []
    for share in trainer.pieces():
        assert trainer.running
        assert share == trainer.done / 10
        shares.append(share)
    assert len(shares) > 1
    assert not trainer.running
    assert trainer.done == 10
    assert trainer.seconds > 0


@pytest.mark.parametrize("options", [{}, {"both": True}, {"textbook": True}])
def test_any_stage_can_be_had_again(options):
    trainer = finished(started(**options))
    for index in (0, 2, -1):
        learner = trainer.learner_at(index)
        assert all(torch.equal(v, trainer.snapshots[index].weights[k]) for k, v in learner.state_dict().items())
        assert type(learner.gru) is type(trainer.learner.gru)
    assert trainer.nearest(11) == 2
    assert trainer.nearest(9999) == 4


def test_a_run_that_comes_apart_says_so_and_keeps_the_last_good_weights():
    trainer = started()
    trainer.work(0)
    with torch.no_grad():
        trainer.learner.head.weight.fill_(torch.nan)
    finished(trainer)
    assert "came apart after step 0" in str(trainer.problem)
    assert torch.isfinite(trainer.learner.head.weight).all()
