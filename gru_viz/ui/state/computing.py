"""Computing: the run of what the controls say, from the session where only the view has changed."""

from dataclasses import replace

from gru_viz.cells.celltrace import CellTrace
from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.setup import Setup
from gru_viz.experiment.weights import NotTrained
from gru_viz.inputs.table import Table
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.vocabulary import Unreadable
from gru_viz.ui.state.memo import forget, last, memo
from gru_viz.ui.state.run import Run, in_words, run_of

_RUN = "run"


def compute(experiment: Experiment, table: Table | None = None, weights: Pretrained | None = None) -> Run:
    """Run of `experiment`, from the session when only the view has changed; Problem as in `Setup.of`."""
    brought = (table, weights)

    def make() -> Run:
        made = run_of(Setup.of(experiment, *brought))
        forget(CellTrace)  # of the run before
        return made

    run = memo(_RUN, brought, experiment.numbers_key(), make)
    return run.in_view({name: getattr(experiment, name) for name, row in Experiment.table().items() if not row.shaping})


def glimpse(experiment: Experiment) -> Run:
    """The run of an experiment, for one look that the visitor's own is none of; it is looked at where there is something."""
    run = run_of(Setup.of(experiment))
    return run.looked_at(run)


def untrained(experiment: Experiment) -> Experiment:
    """The same with weights from its seed."""
    return experiment.model_copy(update={"weights": "seed"})


def compute_or_stand_in(experiment: Experiment, table: Table | None = None, weights: Pretrained | None = None) -> Run:
    """As `compute`, but a text that the chosen model cannot read goes through one of words, which reads any.

    Numbers that it cannot read go through random weights; so does anything where those of a training are not there yet.
    """
    try:
        return compute(experiment, table, weights)
    except Unreadable as why:
        if experiment.source == "text":
            return replace(compute(in_words(experiment)), unread=why)
        return replace(compute(untrained(experiment), table), missing=why)
    except NotTrained as why:
        return replace(compute(untrained(experiment), table), missing=why)


def last_good() -> Run | None:
    """The last run that worked."""
    return last(_RUN)
