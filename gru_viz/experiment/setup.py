"""Setup: an experiment with its weights and its sequence at hand, ready to run."""

import copy
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from gru_viz.cells.build import drawn_state, seeded_cell, shift_gates, start_state
from gru_viz.cells.cell import Cell
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.gru import GRUTrace
from gru_viz.cells.intervention import Intervention
from gru_viz.cells.sizes import Sizes
from gru_viz.cells.trace import Start, trace
from gru_viz.experiment.weights import learned_weights, ready, spelled_by
from gru_viz.inputs.delimited import read_table
from gru_viz.inputs.sequence import Sequence
from gru_viz.inputs.signals import generated_sequence
from gru_viz.inputs.table import Table, table_sequence
from gru_viz.inputs.text import text_sequence
from gru_viz.learning.bundled import learned_as
from gru_viz.learning.pretrained import Pretrained
from gru_viz.limits import LIMITS
from gru_viz.problem import Problem
from gru_viz.randomness import seeded

if TYPE_CHECKING:
    from gru_viz.experiment.experiment import Experiment


@dataclass(frozen=True)
class Setup:
    """What an experiment becomes once everything it needs is there; made by `Setup.of`.

    Attributes
    ----------
    experiment : Experiment
        With the sizes of its learned weights, where it has any.
    sequence : Sequence
        What goes in.
    model : Pretrained or None
        The learned weights; None where they are drawn from the experiment's seed.
    given : Tensor, tuple of Tensor, or None
        The state that the weights' file says to start from, unless the experiment says another.
    """

    experiment: "Experiment"
    sequence: Sequence
    model: Pretrained | None
    given: Start = None

    @classmethod
    def of(cls, experiment: "Experiment", table: Table | None = None, weights: Pretrained | None = None) -> "Setup":
        """The setup of an experiment, and of what a link cannot carry.

        Parameters
        ----------
        experiment : Experiment
        table : Table or None
            The visitor's file, for an experiment whose `source` is "file".
        weights : Pretrained or None
            What was trained here or comes from the visitor's file, for one whose `weights` are "trained" or "file".

        Raises
        ------
        Unreadable
            The learned weights cannot read the text, while others can.
        Problem
            Something is missing, or the sequence cannot be used.
        """
        model = learned_weights(experiment, weights)
        spelled = spelled_by(experiment, model) if model is not None and experiment.source == "text" else None
        fitted = experiment if model is None else experiment.model_copy(update=model.sizes)
        sequence = _entered(fitted, table) if spelled is None else spelled
        if model is not None:
            model.check(sequence)
        text = experiment.text if spelled is not None else None
        return cls(fitted, sequence, model, None if model is None else model.start(sequence, text))

    def changed(self, **fields: object) -> "Setup":
        """The same weights and sequence with other values of the experiment's `fields`."""
        return replace(self, experiment=self.experiment.model_copy(update=fields))

    def reading(self, sequence: Sequence) -> "Setup":
        """The same for another sequence."""
        return replace(self, sequence=sequence)

    def untrained(self) -> "Setup":
        """The same sizes and sequence with weights from the experiment's seed."""
        return replace(self.changed(weights="seed"), model=None)

    @property
    def sizes(self) -> Sizes:
        """The module's arguments and the lengths of what it reads."""
        e, sequence = self.experiment, self.sequence
        return Sizes(
            input_size=sequence.input_size,
            hidden_size=e.hidden_size,
            num_layers=e.num_layers,
            steps=sequence.steps,
            batch=sequence.batch_size,
            bias=e.bias,
            batch_first=e.batch_first,
            bidirectional=e.bidirectional,
            dropout=e.dropout if e.num_layers > 1 else 0.0,
            random_start=e.start == "random",
        )

    def learned_as(self, cell: Cell) -> "Setup | None":
        """The same input through a cell of another kind that learned the same; None if there is none."""
        e = self.experiment
        twin = learned_as(e.example_model, cell.key) if e.weights == "example" else None
        if twin is None:
            return None
        model = ready(twin)
        spelled = spelled_by(e, model) if e.source == "text" else None
        return replace(self.changed(cell=cell.key), sequence=spelled or self.sequence, model=model)

    def own_module(self) -> nn.Module:
        """The cell's own module, such as nn.GRU, with these weights."""
        e = self.experiment
        if self.model is not None:
            module = copy.deepcopy(self.model.gru)
            module.batch_first = e.batch_first
            module.dropout = self.sizes.dropout
            shift_gates(module, e.shifts)
            return module.train(e.training)
        module = seeded_cell(
            e.cell,
            self.sequence.input_size,
            e.hidden_size,
            e.num_layers,
            bias=e.bias,
            batch_first=e.batch_first,
            dropout=e.dropout,
            bidirectional=e.bidirectional,
            initialisation=e.initialisation,
            seed=e.seed,
            shifts=e.shifts,
            **{name: getattr(e, name) for name in e.kind.arguments},
        )
        return module.train(e.training)

    def module(self, own: nn.Module | None = None) -> nn.Module:
        """The module that computes what is shown, in the experiment's convention; of `own_module`'s, where it is at hand."""
        module, convention = self.own_module() if own is None else own, self.experiment.written_as
        return module if convention is None else convention.rewrite(module)

    def start_state(self) -> Tensor | None:
        """The h_0 that was entered, or None for zeros."""
        e = self.experiment
        return start_state(e.start, self._start_shape, e.start_seed, e.start_values)

    @property
    def _start_shape(self) -> tuple[int, int, int]:
        e = self.experiment
        return e.num_layers * e.directions, self.sequence.batch_size, e.hidden_size

    def start(self) -> Start:
        """What the module takes beside its input."""
        e, h_0 = self.experiment, self.start_state()
        others = range(1, len(e.kind.states))
        given = self.given if isinstance(self.given, tuple) else (self.given,)
        states = tuple(each for each in given if each is not None)
        # Of other sizes, as with a second direction, it starts from zeros.
        if e.start == "zeros" and states and states[0].shape == self._start_shape:
            if others:
                return tuple(states[at] if at < len(states) else torch.zeros_like(states[0]) for at in (0, *others))
            return states[0]
        if h_0 is None or not others:
            return h_0
        if e.start != "random":
            return h_0, *(torch.zeros_like(h_0) for _ in others)
        return h_0, *(drawn_state(self._start_shape, e.start_seed + number) for number in others)

    def run(self, intervene: tuple[Intervention, ...] = (), *, own: nn.Module | None = None) -> CellTrace:
        """Compute everything there is to see, with interventions if there are any; with `own_module`'s where it is at hand.

        Raises
        ------
        Problem
            The run is larger than the limits allow, or the start state cannot be used.
        """
        e, sequence = self.experiment, self.sequence
        LIMITS.check_run(sequence.steps, sequence.batch_size, e.hidden_size, e.num_layers, e.directions)
        module, h0 = self.module(own), self.start()
        dropping = e.training and self.sizes.dropout > 0
        with torch.no_grad(), seeded(e.seed) if dropping else nullcontext():
            tr = trace(module, sequence.as_input(e.batch_first), h0, tokens=sequence.tokens, intervene=intervene)
        return tr.with_update_convention(e.written_as.update) if e.written_as and isinstance(tr, GRUTrace) else tr


def _entered(e: "Experiment", table: Table | None) -> Sequence:
    """What was entered, as any model reads it."""
    if e.source == "text":
        return text_sequence(e.text, e.split, e.encoding, e.embedding_size, e.data_seed)
    if e.source == "numbers":
        return _from_table(e, read_table(e.numbers, e.header))
    if e.source == "generator":
        return generated_sequence(e.signal, e.length, e.features, e.batch, e.data_seed)
    if table is None:
        raise Problem("No file is loaded. Choose a CSV, TSV or .npy file; an uploaded file is not part of a link.")
    return _from_table(e, table)


def _from_table(e: "Experiment", table: Table) -> Sequence:
    """The chosen columns and rows of a table."""
    return table_sequence(table, e.columns, e.standardise, e.gaps, (e.window_start, e.window_length))
