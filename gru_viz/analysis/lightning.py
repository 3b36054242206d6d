"""Lightning: the monitor of a training that Lightning runs, as one of its callbacks."""

import importlib
import sys
from collections.abc import Sequence
from typing import Any

from gru_viz.analysis.monitor import NOTHING, Teller
from gru_viz.cells.watch import Watch, watch

#: Lightning under its two names; a callback is of the one that is in use.
_NAMES = ("lightning.pytorch", "pytorch_lightning")


def lightning_monitor(
    *, every: int = 100, writer: Any = None, names: str | Sequence[str] = "*", histograms: bool = False
) -> Any:
    """A callback for Lightning's Trainer that does what `gru_viz.Monitor` does.

    ::

        Trainer(callbacks=[gru_viz.lightning_monitor(every=100)]).fit(model, batches)

    Parameters
    ----------
    every : int
        Training batches between two looks; the first one is looked at.
    writer : str, Path, SummaryWriter or callable, optional
        As of `gru_viz.Monitor`; by default the trainer's own loggers.
    names : str or sequence of str
        Which layers, as in `gru_viz.watch`.
    histograms : bool
        Hand every gate's values to a SummaryWriter, too, or to the trainer's TensorBoard logger.

    Returns
    -------
    lightning.pytorch.Callback

    Raises
    ------
    ModuleNotFoundError
        Lightning is not installed.
    ValueError
        When the training begins: the trainer has no logger and no writer is given, or there is nothing to watch.
    """
    if every < 1:
        raise ValueError(f"every: expected a whole number from 1 on, got {every}")
    if writer is not None:
        Teller(writer, histograms)  # says now what is wrong with it
    callback: Any = _callback()

    class LightningMonitor(callback):
        """Looks at the recurrent layers of a module in training."""

        def __init__(self) -> None:
            self._batches, self._watch = 0, None
            self._tell: Teller | None = None

        def setup(self, trainer: Any, pl_module: Any, stage: str) -> None:
            """Say before the first batch what could not be watched or written."""
            if stage == "fit":
                watch(pl_module, names)
                self._tell = Teller(_Loggers.of(trainer, histograms) if writer is None else writer, histograms)

        def on_train_batch_start(self, _trainer: Any, pl_module: Any, *_batch: object) -> None:
            """Begin to look at every n-th batch."""
            self._batches += 1
            if (self._batches - 1) % every == 0:
                self._watch = watch(pl_module, names).__enter__()

        def on_train_batch_end(self, trainer: Any, *_batch: object) -> None:
            """Write what was seen, in one process of several."""
            if (seen := self._close()) is not None and self._tell is not None and trainer.is_global_zero:
                self._tell(trainer.global_step, seen)

        def on_exception(self, *_problem: object) -> None:
            """Leave no hooks behind."""
            self._close()

        def summary(self) -> str:
            """As of `gru_viz.Monitor`."""
            return NOTHING if self._tell is None else self._tell.summary()

        def _close(self) -> Watch | None:
            seen, self._watch = self._watch, None
            if seen is not None:
                seen.__exit__()
            return seen

    return LightningMonitor()


def _callback() -> type:
    """Lightning's Callback, of the name under which it was loaded, or else of the first that is installed."""
    for name in sorted(_NAMES, key=lambda name: name not in sys.modules):
        try:
            return importlib.import_module(name).Callback
        except ModuleNotFoundError as missing:
            if missing.name not in (name, name.partition(".")[0]):
                raise
    raise ModuleNotFoundError("lightning_monitor: Lightning is not installed: pip install lightning")


class _Loggers:
    """A trainer's loggers, as a writer."""

    def __init__(self, loggers: Sequence[Any]) -> None:
        self._loggers = loggers

    @classmethod
    def of(cls, trainer: Any, histograms: bool) -> "_Loggers":
        """ValueError where there is none, or none that takes histograms."""
        if not trainer.loggers:
            raise ValueError("writer: the trainer has no logger; give a path, a SummaryWriter or a callable")
        found = cls(trainer.loggers)
        if histograms and not found._takers():
            raise ValueError("histograms: none of the trainer's loggers takes them; TensorBoardLogger does")
        return found

    def _takers(self) -> list[Any]:
        return [each.experiment for each in self._loggers if hasattr(each.experiment, "add_histogram")]

    def __call__(self, step: int, found: dict[str, float]) -> None:
        """Numbers by name."""
        for logger in self._loggers:
            logger.log_metrics(found, step)

    def add_histogram(self, name: str, values: Any, step: int) -> None:
        """Values of one gate."""
        for experiment in self._takers():
            experiment.add_histogram(name, values, step)
