"""Monitor: what the gates of a model do while it trains, every so many steps."""

import csv
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from gru_viz.analysis.vitals import in_words, vitals
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.watch import Watch, Watched, watch

#: The summary before the first look.
NOTHING = "Nothing was looked at yet."
#: (step, number by name)
Writer = Callable[[int, dict[str, float]], object]


class Monitor(AbstractContextManager):
    """Writes `vitals` of every recurrent layer of a model at every n-th forward of its training.

    What each of the numbers means, `help(gru_viz.analysis.vitals.vitals)` says. The model's outputs, gradients, mode and
    random state stay as they are. It stops with `close`, or at the end of a `with` block.

    Parameters
    ----------
    model : nn.Module
    every : int
        Forwards in training mode between two looks; the first one is looked at.
    writer : str, Path, SummaryWriter or callable
        A CSV file, TensorBoard's SummaryWriter, or what takes (step, dict of name to number).
    names : str or sequence of str
        Which layers, as in `gru_viz.watch`.
    batch : Tensor, or tuple, optional
        What the model takes, or all of its arguments, to look at instead of what it is trained on; read in evaluation mode, without gradients.
    histograms : bool
        Hand every gate's values to a SummaryWriter, too.

    Raises
    ------
    FileNotFoundError
        There is no folder for the CSV file.

    Examples
    --------
    >>> import torch, gru_viz
    >>> model, seen = torch.nn.Sequential(torch.nn.GRU(4, 8)), {}
    >>> with gru_viz.Monitor(model, every=1, writer=seen.__setitem__):
    ...     _ = model(torch.randn(10, 2, 4))
    >>> sorted(name for name in seen[1] if name.startswith("0/update_gate"))
    ['0/update_gate/mean', '0/update_gate/open', '0/update_gate/shut']
    """

    only_looks = True

    def __init__(
        self,
        model: nn.Module,
        *,
        every: int = 100,
        writer: Any,
        names: str | Sequence[str] = "*",
        batch: Tensor | tuple | None = None,
        histograms: bool = False,
    ) -> None:
        if every < 1:
            raise ValueError(f"every: expected a whole number from 1 on, got {every}")
        self._model, self._every, self._names = model, every, names
        self._batch = (batch,) if isinstance(batch, Tensor) else batch
        self._tell = Teller(writer, histograms)
        self._step, self._looking = 0, False
        # Always there, so that it is in the right order with ours where the model itself is what is watched.
        self._watch = watch(model, names).__enter__()
        self._watch.paused = True
        self._hooks = [
            model.register_forward_pre_hook(self._before, prepend=True),
            model.register_forward_hook(self._after, always_call=True),
        ]

    def summary(self) -> str:
        """The last look in words: a line for each layer, with the numbers of its dead units."""
        return self._tell.summary()

    def __exit__(self, *_problem: object) -> None:
        self.close()

    def close(self) -> None:
        """Look no more."""
        for hook in self._hooks:
            hook.remove()
        self._watch.__exit__()

    def _before(self, model: nn.Module, _args: tuple) -> None:
        if not model.training or self._looking:
            return
        self._step += 1
        self._watch.paused = self._batch is not None or (self._step - 1) % self._every != 0

    def _after(self, model: nn.Module, _args: tuple, returned: object) -> None:
        if not self._watch.paused:
            self._watch.paused = True
            # Where the model raised, there is nothing whole to look at.
            if returned is not None:
                self._tell(self._step, self._watch)
            self._watch.forget()
        elif self._batch is not None and model.training and not self._looking and (self._step - 1) % self._every == 0:
            self._tell(self._step, self._look(model, self._batch))

    def _look(self, model: nn.Module, batch: tuple) -> Watch:
        """The model on the batch of choice."""
        modes = [(module, module.training) for module in model.modules()]
        self._looking = True
        try:
            with torch.no_grad(), torch.random.fork_rng(), watch(model.eval(), self._names) as seen:
                model(*batch)
        finally:
            self._looking = False
            for module, training in modes:
                module.training = training
        return seen


class Teller:
    """What was seen, written where it is to go.

    Parameters
    ----------
    writer : str, Path, SummaryWriter or callable
        As of `Monitor`.
    histograms : bool
    """

    def __init__(self, writer: Any, histograms: bool) -> None:
        if histograms and not hasattr(writer, "add_histogram"):
            raise TypeError("histograms: only a SummaryWriter takes them")
        self._write = _writer(writer)
        self._histogram = writer.add_histogram if histograms else None
        self._last: list[str] = []

    @torch.no_grad()
    def __call__(self, step: int, seen: Watch) -> None:
        """Write the vitals of every layer that was called."""
        found: dict[str, float] = {}
        self._last = [f"step {step:,}"]
        for name, layer in seen.items():
            if not layer.calls:
                continue
            tr = _sequence(layer).detach()
            own = vitals(tr)
            found |= {f"{name}/{what}" if name else what: value for what, value in own.items()}
            self._last.append(f"{name or 'the model'}: {in_words(tr, own)}")
            if self._histogram is None:
                continue
            for gate in tr.gates:
                values: Tensor = getattr(tr, gate)
                self._histogram(f"{name}/{gate}" if name else gate, values[values.isfinite()], step)
        if found:  # the columns of a table are those of its first row
            self._write(step, found)

    def summary(self) -> str:
        """What was seen last, in words."""
        return "\n".join(self._last) or NOTHING


def _sequence(layer: Watched) -> CellTrace:
    """A layer's calls as one sequence where they are one, else the first."""
    first, *others = layer.calls
    try:
        return layer.joined() if others else first
    except ValueError:
        return first


def _writer(to: Any) -> Writer:
    """What writes numbers where they are to go."""
    if isinstance(to, str | Path):
        return _Table(Path(to))
    if hasattr(to, "add_scalar"):
        return lambda step, found: [to.add_scalar(name, value, step) for name, value in found.items()]
    if callable(to):
        return to
    raise TypeError(f"writer: expected a path, a SummaryWriter or a callable, got {type(to).__name__}")


class _Table:
    """A CSV file with a row for each look, written as it comes."""

    def __init__(self, path: Path) -> None:
        if not path.parent.is_dir():  # said before the training begins, not at its first look
            raise FileNotFoundError(f"writer: there is no folder {str(path.parent)!r}")
        self.path = path
        self.columns: list[str] = []

    def __call__(self, step: int, found: dict[str, float]) -> None:
        new = not self.columns
        self.columns = self.columns or ["step", *found]
        with self.path.open("w" if new else "a", newline="", encoding="utf-8") as file:
            rows = csv.DictWriter(file, self.columns, extrasaction="ignore")
            if new:
                rows.writeheader()
            rows.writerow({"step": step, **found})
