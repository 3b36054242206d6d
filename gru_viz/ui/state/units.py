"""Units: fresh sequences of the task of the network in use, on which its units are examined."""

from dataclasses import dataclass

import torch

from gru_viz.cells.celltrace import CellTrace
from gru_viz.learning.tasks import FRESH_SEEDS, Batch, Task
from gru_viz.ui.state.machine import Reader
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run

#: Sequences on which cases are tried, and in which contexts are looked for.
TRIED, SEARCHED = 128, 2000
#: They are drawn far from those that others are judged on.
_SEED = FRESH_SEEDS + 2**24


@dataclass(frozen=True)
class Examined:
    """Sequences and what the network did on them.

    Attributes
    ----------
    batch : Batch
    trace : CellTrace
    rows : list of list
        Tokens, or rows of numbers.
    own : bool
        They are the visitor's, as drawing others needs more than the app has.
    """

    batch: Batch
    trace: CellTrace
    rows: list[list]
    own: bool


def examined(run: Run, reader: Reader) -> Examined:
    """`SEARCHED` fresh sequences through the network, or the visitor's own one."""
    own = bool(reader.task.sample)

    def make() -> Examined:
        batch = _own(run, reader.task) if own else reader.task.batch(SEARCHED, _SEED)
        tr, _answers = reader.answering.run(batch.inputs)
        rows = list(batch.tokens) if reader.task.vocabulary else batch.inputs.tolist()
        written = run.experiment.written_as
        tr = tr.with_update_convention(written.update) if written is not None else tr
        return Examined(batch, tr, [list(row) for row in rows], own)

    of = (reader.of, run.trace) if own else reader.of
    return memo("examined", of, (reader.key, run.experiment.sample if own else None), make)


def tried(found: Examined) -> Batch:
    """The first of them, for cases of which each is a run."""
    batch = found.batch
    return Batch(batch.inputs[:TRIED], batch.targets[:TRIED], batch.asked[:TRIED], batch.rows[:TRIED])


def _own(run: Run, task: Task) -> Batch:
    """The sequence in view as a batch of its task."""
    row = list(run.tokens)
    wanted = task.label(row)
    asked = torch.tensor([[each is not None for each in wanted]])
    return Batch(task.encode([row]), torch.tensor([[each or 0 for each in wanted]]), asked, (tuple(row),))
