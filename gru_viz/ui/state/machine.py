"""Machine: the finite-state machine of the network in use, extracted once for its weights."""

from dataclasses import dataclass

from torch import nn

from gru_viz.analysis.automaton import Answering
from gru_viz.analysis.automaton.agreements import Agreement, known
from gru_viz.analysis.automaton.alphabet import symbols
from gru_viz.learning.learner import Learner
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.tasks import TASKS, Task
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run

#: Machines that agree in less than this share of the answers are not drawn.
SHOWN = 0.9
#: What random weights are asked, where nothing says what they should answer.
ASKED_OF_RANDOM = "brackets"


@dataclass(frozen=True)
class Reader:
    """The network whose machine is shown.

    Attributes
    ----------
    answering : Answering or None
        None where it cannot be asked.
    of : object
        Its weights, told apart by identity.
    key : tuple
        What else makes another network of them.
    random : bool
        Its weights are random, and its task is one that they were never trained on.
    agreement : Agreement or None
        Of a bundled model, extracted beforehand.
    """

    answering: Answering | None
    of: object
    key: tuple
    random: bool
    agreement: Agreement | None

    @property
    def beforehand(self) -> Agreement | None:
        """What is known to be no small machine needs no looking for; of words that would take minutes."""
        known = self.agreement
        return known if known is not None and known.agreement < SHOWN else None

    @property
    def task(self) -> Task | None:
        """What it answers."""
        return self.answering and self.answering.task

    def reads(self, run: Run, sample: int) -> tuple[str, ...]:
        """A sequence of a run as the machine reads it; empty where it cannot."""
        if self.task is None or self.random or run.sequence.is_text != bool(self.task.vocabulary):
            return ()
        rows = run.trace.tokens[sample]
        if not run.sequence.is_text:
            rows = run.sequence.values[sample, : run.sequence.lengths[sample]].tolist()
        return symbols(self.task, rows)


def reader_of(run: Run) -> Reader:
    """The network on the screen, in its convention; random weights on a task of their own."""
    e, model = run.experiment, run.model
    if model is None:
        return _random(run)
    key = (e.convention, e.shifts)
    if model.task is None or model.head is None:
        return Reader(None, model.gru, key, False, None)
    made = memo("answering", model.gru, key, lambda: _answering(run, model))
    agreement = known(e.example_model, e.reset) if e.weights == "example" and not any(e.shifts.values()) else None
    return Reader(made, model.gru, key, False, agreement)


def _answering(run: Run, model: Pretrained) -> Answering:
    return Answering.of(model, _module(run))


def _module(run: Run) -> nn.Module:
    """The module that computes what is on the screen, batch first, without dropout."""
    return run.setup.changed(batch_first=True, training=False).module().eval()


def _random(run: Run) -> Reader:
    """Random weights of the sizes on the screen, with a random output layer, on a small task."""
    e, task = run.experiment, TASKS[ASKED_OF_RANDOM]
    key = (e.hidden_size, e.num_layers, e.bidirectional, e.seed, e.convention)

    def make() -> Answering:
        learner = Learner(
            task,
            e.hidden_size,
            e.num_layers,
            bidirectional=e.bidirectional,
            textbook=e.convention != "pytorch",
            seed=e.seed,
        )
        learner.eval().requires_grad_(False)
        return Answering(learner.gru, task, learner.head)

    return Reader(memo("random answering", task, key, make), task, key, True, None)
