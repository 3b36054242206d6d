"""Run: an experiment, computed, as the pages read it; kept until something that matters changes."""

from dataclasses import dataclass, replace
from functools import cached_property

from torch import nn

from gru_viz.analysis.answers import Answers, answers
from gru_viz.analysis.difference import StateDifference, state_difference
from gru_viz.cells.build import parameter_count
from gru_viz.cells.cell import Cell
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.gru import GRU
from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.setup import Setup
from gru_viz.experiment.view import View
from gru_viz.experiment.weights import NotTrained
from gru_viz.inputs.sequence import Sequence
from gru_viz.learning.files.encoderdecoder import ends_of
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.surest import Surest
from gru_viz.learning.tasks import TASKS
from gru_viz.learning.vocabulary import Unreadable
from gru_viz.problem import Problem
from gru_viz.randomness import seeded
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.session import language

#: What a visitor sets of the encoder and does not mean of its decoder.
_LEFT_ALONE = {"start": "zeros", "update_gate_bias": 0.0, "reset_gate_bias": 0.0, "forget_gate_bias": 0.0}
#: Bytes of h_t; gates and the rest are about six times as much.
_LARGE = 2**19


@dataclass(frozen=True)
class Run:
    """What there is to show.

    Attributes
    ----------
    setup : Setup
        What was computed, and in its experiment what is in view.
    trace : CellTrace
    sizes : str
        The module's arguments, as torch prints them.
    parameters : int
        How many numbers it learns.
    unread : Unreadable or None
        Why a model of words stands in for the one that was chosen.
    missing : NotTrained, Unreadable or None
        Why random weights stand in for those that were chosen.
    """

    setup: Setup
    trace: CellTrace
    sizes: str
    parameters: int
    unread: Unreadable | None = None
    missing: NotTrained | Unreadable | None = None

    @property
    def experiment(self) -> Experiment:
        """What was computed, and what is in view."""
        return self.setup.experiment

    @property
    def sequence(self) -> Sequence:
        """What went in."""
        return self.setup.sequence

    @property
    def model(self) -> Pretrained | None:
        """The learned weights in use."""
        return self.setup.model

    @property
    def is_large(self) -> bool:
        """It takes so much memory that what was made of it for a page goes when another page is shown."""
        return self.trace.hidden_state.nbytes > _LARGE

    def extent(self) -> tuple[int, int, int, int]:
        """How many layers, sequences, steps (of the sequence in view) and units there are to look at."""
        lengths = self.trace.lengths
        sample = min(self.experiment.sample, len(lengths) - 1)
        return self.trace.num_layers, len(lengths), lengths[sample], self.trace.hidden_size

    def in_view(self, view: dict[str, object]) -> "Run":
        """The same numbers, looked at elsewhere."""
        return replace(self, setup=self.setup.changed(**view))

    @cached_property
    def answers(self) -> Answers | None:
        """What a trained model says on the sequence in view."""
        return self.answers_on(self.experiment.sample)

    def answers_on(self, sample: int) -> Answers | None:
        """What a trained model says on a sequence."""
        if self.model is None:
            return None
        of = self.trace, self.model, self.sequence
        return memo("answers", of, (sample,), lambda: answers(*of, sample))

    def said_on(self, sample: int) -> Answers | Surest | None:
        """What a trained model says on a sequence, or what one of the visitor's own finds likeliest."""
        reader = None if self.model is None else self.model.reader
        if reader is None or reader.output is None:
            return self.answers_on(sample)
        return memo("surest", self.trace, (), lambda: reader.answers(self.trace))[sample]

    @property
    def reply(self) -> "Run | None":
        """Of an encoder from a file: its decoder, which starts where this run ends and reads what it says itself."""
        model = self.model
        if model is None or model.pair is None or model.part != "encoder":
            return None
        pair = model.pair

        def make() -> Run:
            ends = ends_of(self.trace)
            said = pair.reply(pair.answer(ends))
            setup = Setup(
                self.experiment.model_copy(update=_LEFT_ALONE), said, Pretrained.from_file(pair.decoder, pair), ends
            )
            return run_of(setup)

        return self.looked_at(memo("reply", self.trace, (), make))

    @property
    def spoken(self) -> tuple[tuple[str, ...], ...]:
        """Of a decoder from a file: what it says on each sequence, without start and end."""
        return tuple(row[1:] for row in self.sequence.tokens)

    @property
    def difference(self) -> StateDifference | None:
        """Of a GRU's h_t between the two reset positions, with the same weights; computed by the page that shows it."""
        if self.experiment.written_as is None:
            return None
        other = "textbook" if self.experiment.convention == "pytorch" else "pytorch"
        return memo(
            "difference",
            self.trace,
            (),
            lambda: state_difference(self.trace, self.setup.changed(convention=other).run()),
        )

    @cached_property
    def untrained(self) -> "Run":
        """The same GRU and output layer with weights from the experiment's seed, on the same sequence."""
        setup = self.setup.untrained()
        trace = setup.run()
        if self.model is not None:
            head = self.model.head
            if head is not None:
                with seeded(self.experiment.seed):
                    head = nn.Linear(head.in_features, head.out_features)
            setup = replace(setup, model=replace(self.model, head=head))
        return replace(self, setup=setup, trace=trace)

    @property
    def gru(self) -> "Run":
        """The same sequence through a GRU."""
        return self.as_cell(GRU)

    def as_cell(self, cell: Cell) -> "Run":
        """The run itself if it is of `cell`, else the same sequence through that one, of the same sizes and view.

        It learned the same where such weights come with the package; else its weights are random, from the same seed.
        """
        if self.trace.cell is cell:
            return self
        e = self.experiment

        def make() -> Run:
            return run_of(self.setup.learned_as(cell) or self.setup.untrained().changed(cell=cell.key))

        twin = memo(f"{cell.key} run", self.trace, (), make)
        view = e.model_dump(include=set(View.model_fields))
        quantity = e.quantity if e.quantity in twin.trace.quantities else "hidden_state"
        return twin.in_view({**view, "quantity": quantity})

    @property
    def both(self) -> "Run":
        """What the page of two directions shows: the run itself, or if it reads text in one only, words in both.

        A text of marks that a model has for a language of its own is no sentence: the sample of the words stands there.
        Where words are not the matter, a second direction of the same sizes is there if the limits allow it.
        """
        if self.trace.num_directions == 2:
            return self
        if self.trace.cell is not GRU or self.numbers:
            turned = self.setup.untrained().changed(bidirectional=True)
            try:
                return self.looked_at(memo("both directions", self.trace, (), lambda: run_of(turned)))
            except Problem:
                return self
        e = in_words(self.experiment, both=True)
        own = self.model.task if self.model and self.unread is None else None
        if own is not None and not own.embedding_size and all(len(symbol) == 1 for symbol in own.vocabulary):
            e = e.model_copy(update={"text": TASKS["words"].sample_in(language())})
        return self._in_words(e)

    @property
    def one_direction(self) -> "Run":
        """The same letters through the words in one direction."""
        return self._in_words(in_words(self.experiment))

    def _in_words(self, e: Experiment) -> "Run":
        """A run of one of the models of words."""
        return self.looked_at(memo(e.example_model, self.trace, (e.text,), lambda: run_of(Setup.of(e))))

    def looked_at(self, twin: "Run") -> "Run":
        """Another run, looked at as this one as far as there is something there."""
        layers, samples, _steps, units = twin.extent()
        found = {name: getattr(self.experiment, name) for name in View.model_fields}
        sample = min(found["sample"], samples - 1)
        step = min(found["step"], twin.trace.lengths[sample] - 1)
        view = {**found, "layer": min(found["layer"], layers - 1), "sample": sample, "step": step}
        view["unit"] = min(found["unit"], units - 1)
        if found["quantity"] not in twin.trace.quantities:
            view["quantity"] = "hidden_state"
        return replace(twin.in_view(view), unread=self.unread)

    @property
    def numbers(self) -> bool:
        """The input is numbers, not text."""
        return not self.sequence.is_text

    @property
    def tokens(self) -> tuple[str, ...]:
        """Tokens of the sequence in view."""
        return self.trace.tokens[self.experiment.sample]

    @property
    def place(self) -> tuple[int, str, int]:
        """Layer, direction and sequence in view."""
        return self.experiment.layer, self.experiment.direction, self.experiment.sample


def in_words(experiment: Experiment, *, both: bool = False) -> Experiment:
    """The same with a model that reads any text, in one direction or in `both`."""
    return experiment.model_copy(update={"weights": "example", "example_model": "words-both" if both else "words"})


def run_of(setup: Setup) -> Run:
    """Everything there is to show of `setup`."""
    module = setup.own_module()
    return Run(setup, setup.run(own=module), module.extra_repr(), parameter_count(module))
