"""lightning_monitor: a training that Lightning itself runs."""

import importlib
import logging
import sys
import warnings
from functools import cache

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader

import gru_viz

#: With PyTorch's compiler it takes four seconds to load: one worker does, when the first of these tests is run.
pytestmark = pytest.mark.xdist_group("compiler")


@cache
def lightning():
    logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("pytorch_lightning")


def learner(fails=False):
    """A module of Lightning's."""

    class Module(lightning().LightningModule):
        def __init__(self):
            super().__init__()
            torch.manual_seed(0)
            self.gru, self.out = nn.GRU(3, 6), nn.Linear(6, 1)

        def training_step(self, batch, _number):
            if fails:
                raise RuntimeError("stop")
            return self.out(self.gru(batch)[0]).square().mean()

        def configure_optimizers(self):
            return torch.optim.Adam(self.parameters())

    return Module()


def fitted(module, *callbacks, logger=False, **options):
    torch.manual_seed(1)
    quiet = dict.fromkeys(("enable_checkpointing", "enable_progress_bar", "enable_model_summary"), False)
    trainer = lightning().Trainer(
        max_epochs=1, accelerator="cpu", logger=logger, callbacks=list(callbacks), **quiet, **options
    )
    batches = DataLoader([torch.randn(5, 2, 3) for _ in range(7)], batch_size=None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        trainer.fit(module, batches)
    return module


def test_the_training_is_the_same_and_every_nth_batch_is_told():
    seen = {}
    monitor = gru_viz.lightning_monitor(every=3, writer=seen.__setitem__)
    looked_at = fitted(learner(), monitor)
    assert list(seen) == [1, 4, 7]
    first = gru_viz.trace(learner().gru, _first_batch())
    assert seen[1]["gru/update_gate/mean"] == pytest.approx(first.mean("update_gate").item(), rel=1e-5)
    for one, other in zip(fitted(learner()).parameters(), looked_at.parameters(), strict=True):
        assert torch.equal(one, other)
    assert not looked_at.gru._forward_hooks
    assert monitor.summary().startswith("step 7\ngru: write 0.")


def _first_batch():
    torch.manual_seed(1)
    return torch.randn(5, 2, 3)


def test_by_default_it_goes_to_the_trainers_loggers(tmp_path):
    class Board(lightning().loggers.logger.DummyLogger):
        def __init__(self):
            super().__init__()
            self.told, self.histograms = [], []

        @property
        def experiment(self):
            return self

        def log_metrics(self, metrics, step):
            self.told.append((step, set(metrics)))

        def add_histogram(self, name, values, step):
            self.histograms.append((name, values.numel(), step))

    board = Board()
    fitted(learner(), gru_viz.lightning_monitor(every=5, histograms=True), logger=board)
    told = [step for step, names in board.told if "gru/half_life" in names]
    assert told == [1, 6]
    assert ("gru/reset_gate", 5 * 2 * 6, 6) in board.histograms


def test_what_cannot_be_looked_at_says_so_before_the_first_batch():
    with pytest.raises(ValueError, match="the trainer has no logger; give a path"):
        fitted(learner(), gru_viz.lightning_monitor())
    with pytest.raises(ValueError, match="no recurrent layer is called 'lstm'; there are 'gru'"):
        fitted(learner(), gru_viz.lightning_monitor(writer=print, names="lstm"))
    with pytest.raises(TypeError, match="histograms: only a SummaryWriter"):
        gru_viz.lightning_monitor(writer=print, histograms=True)


def test_a_training_that_fails_leaves_no_hooks():
    module = learner(fails=True)
    with pytest.raises(RuntimeError, match="stop"):
        fitted(module, gru_viz.lightning_monitor(writer=print))
    assert not module.gru._forward_hooks


def test_without_lightning_a_sentence_says_so(monkeypatch):
    for name in ("lightning", "lightning.pytorch", "pytorch_lightning"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ModuleNotFoundError, match="Lightning is not installed"):
        gru_viz.lightning_monitor()
