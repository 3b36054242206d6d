"""Making: a corpus that is traced for this visitor, and who reads it."""

import math
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gru_viz import corpus as corpora
from gru_viz.cells.kinds import form_of
from gru_viz.corpus import Corpus
from gru_viz.corpus.progress import Progress
from gru_viz.corpus.spelling import Spelling, spelling_of
from gru_viz.corpus.unseen import unseen
from gru_viz.learning.tasks import FRESH_SEEDS
from gru_viz.problem import N_, Problem, plural
from gru_viz.progress import Computation
from gru_viz.ui.state.run import Run

#: Reads any text.
READS_ANYTHING = "words"
#: Sequences that are drawn where no store is open.
DRAWN = 2000
_SEED = FRESH_SEEDS + 2**26
#: Bytes up to which every quantity is kept; beyond, the state and the gate that keeps it.
_MUCH = 2**28
#: Lines on which it is seen whether a model can read a text.
_TRIED = 200
#: Share of the work that reading is, as long as nothing is traced; what is an estimate is never all of it.
_READING, _NEARLY = 0.05, 0.99


class Making:
    """A corpus that is being traced, or has been, in a folder that goes with it.

    Attributes
    ----------
    spelling : Spelling
        Who reads.
    unread : Problem or None
        Why it is not the model that the visitor has chosen.
    stands_in : bool
        It is not.
    problem : Problem or None
        Why there is nothing, or no more than that.
    """

    def __init__(self, spelling: Spelling, source: Sequence[Any], unread: Problem | None, *, stands_in: bool) -> None:
        self.spelling, self.unread, self.stands_in = spelling, unread, stands_in
        self.problem: Problem | None = None
        self._source = source
        self._folder = TemporaryDirectory(prefix="gru-viz-corpus-", ignore_cleanup_errors=True)
        self._opened: Corpus | None = None
        self._grown = False

    def pieces(self) -> Computation["Making"]:
        """Trace it."""
        try:
            yield from self._traced()
        except (Problem, OSError) as problem:
            self.problem = _told(problem)
        return self

    def _traced(self) -> Computation[None]:
        about = self._about()
        for step in self._steps(math.ceil(about)):
            self._grown = True
            part = _READING if step.doing == "reading" else 1.0
            yield part * min(_NEARLY, step.done / max(1, step.total or about))

    def _steps(self, about: int) -> Generator[Progress]:
        # Of a list it is asked whether it names files: no visitor is to learn which the server has.
        lines = iter(self._source)
        self._opened = yield from corpora.tracing(
            self.spelling, lines, self._path, keep=self._keep, threads=1, about=about
        )

    def _about(self) -> float:
        """How many steps there are, by the first lines of a text."""
        every = sum(map(len, self._source))
        if self.spelling.spell is None:
            return every
        some = [line for line in self._source[:_TRIED] if isinstance(line, str)]
        return every * sum(len(self.spelling.spell(line)[1]) for line in some) / max(1, sum(map(len, some)))

    @property
    def corpus(self) -> Corpus | None:
        """What is there of it; None as long as that is nothing."""
        if self._grown and (self._opened is None or not self._opened.finished):
            self._grown = False
            try:
                found = corpora.open(self._path)
                self._opened = found if len(found) else None
            except Problem:
                return None
        return self._opened

    @property
    def _path(self) -> Path:
        return Path(self._folder.name) / "corpus.zarr"

    @property
    def _keep(self) -> tuple[str, ...]:
        module: Any = self.spelling.module
        cell = form_of(module)[0]
        one = module.hidden_size * module.num_layers * (2 if module.bidirectional else 1) * 2
        if one * len(cell.quantities) * sum(map(len, self._source)) <= _MUCH:
            return cell.quantities
        return tuple(dict.fromkeys(filter(None, (cell.keeps, "hidden_state"))))


def _told(problem: Problem | OSError) -> Problem:
    """Without the name of a folder here that is nobody's concern."""
    cause = problem if isinstance(problem, OSError) else problem.__cause__
    if not isinstance(cause, OSError):
        return problem
    return Problem(
        "The corpus could not be written: {reason}. What was traced before is there.",
        reason=cause.strerror or str(cause),
    )


def spelling_in(run: Run) -> Spelling | None:
    """How the model on the screen reads, in its convention; None if that is random weights or reads nothing of its own."""
    model = run.model
    if model is None or model.part == "decoder" or (model.task is None and not model.reads_text):
        return None
    module = run.setup.changed(batch_first=True, training=False).module().eval()
    name = run.experiment.example_model if run.experiment.weights == "example" else ""
    return replace(spelling_of(model), module=module, name=name)


def why_not(spelling: Spelling, lines: Sequence[str]) -> Problem | None:
    """Why a model cannot read a text; None if it can."""
    if spelling.spell is None:
        one = N_("This model reads {wanted} number at each step, not text.")
        many = N_("This model reads {wanted} numbers at each step, not text.")
        return Problem(plural(spelling.input_size, one, many), wanted=spelling.input_size)
    try:
        for line in lines[:_TRIED]:
            spelling.spell(line.strip())
    except Problem as problem:
        return problem
    return None


def fresh(run: Run, spelling: Spelling) -> list[Any]:
    """What the model has never seen: sequences of its task, or sentences that were held out."""
    task = None if spelling.name == READS_ANYTHING or run.model is None else run.model.task
    return unseen(task, spelling.separator, DRAWN, _SEED)
