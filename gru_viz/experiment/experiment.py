"""Experiment: one table of every parameter that shapes a picture, and its link."""

import copy
from collections.abc import Mapping
from contextlib import nullcontext
from functools import cache
from typing import Any

import torch
from pydantic import ValidationError
from torch import Tensor, nn

from gru_viz.cells.build import seeded_cell, shift_gates, start_state
from gru_viz.cells.gru import Trace
from gru_viz.cells.intervention import Intervention
from gru_viz.cells.recording import Recording
from gru_viz.cells.sizes import Sizes
from gru_viz.cells.textbook import TextbookGRU
from gru_viz.cells.trace import trace
from gru_viz.experiment.fields import SHAPING, Fields
from gru_viz.experiment.row import Parameter
from gru_viz.inputs.sequence import Sequence
from gru_viz.inputs.signals import generated_sequence
from gru_viz.inputs.table import Table, read_table, table_sequence
from gru_viz.inputs.text import text_sequence
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.pretrained import Pretrained
from gru_viz.limits import LIMITS
from gru_viz.problem import Problem
from gru_viz.randomness import seeded


class Experiment(Fields):
    """Sequence + model + view: everything a shared link describes.

    Its fields are those of `gru_viz.experiment.fields.Fields`.

    Raises
    ------
    pydantic.ValidationError
        A value outside its bounds.

    Examples
    --------
    >>> tr = Experiment(text="to be or not to be", hidden_size=8, bidirectional=True).run()
    >>> tuple(tr.hidden_state.shape)
    (1, 2, 6, 1, 8)
    """

    @classmethod
    @cache
    def table(cls) -> dict[str, Parameter]:
        """Every parameter, by field name."""
        return {name: Parameter.of(name, field) for name, field in cls.model_fields.items()}

    @classmethod
    def from_link(cls, query: Mapping[str, str]) -> tuple["Experiment", list[Problem]]:
        """The experiment of a link, defaults where it says nothing sensible, and what was not understood.

        Parameters
        ----------
        query : mapping of str to str
            Decoded query parameters.
        """
        by_key = {row.key: row for row in cls.table().values()}
        values: dict[str, Any] = {}
        problems = []
        for key, text in query.items():
            row = by_key.get(key)
            try:
                if row is None:
                    raise Problem(
                        "The link has a parameter “{key}” that is not known here; it was left out.",
                        key=key[:40],
                    )
                values[row.name] = row.read(text)
            except ValidationError:
                problems.append(
                    Problem(
                        "The link sets “{key}” to “{given}”; allowed: {allowed}. The default was taken.",
                        key=key,
                        given=text[:40],
                        allowed=row.allowed(),
                    )
                )
            except Problem as problem:
                problems.append(problem)
        return cls(**values), problems

    def to_link(self) -> dict[str, str]:
        """Query parameters of everything that is not at its default."""
        return {
            row.key: row.write(value)
            for name, row in self.table().items()
            if (value := getattr(self, name)) != row.default
        }

    def numbers_key(self) -> tuple:
        """Everything that decides the numbers, whatever is looked at."""
        return tuple(getattr(self, name) for name, row in self.table().items() if row.part in SHAPING)

    def pretrained(self, given: Pretrained | None = None) -> Pretrained | None:
        """The learned weights in use, None for untrained ones.

        Parameters
        ----------
        given : Pretrained or None
            What was trained here or uploaded; neither is part of a link.

        Raises
        ------
        Problem
            The weights are to come from a training or a file that is not at hand.
        """
        if self.weights == "seed":
            return None
        if self.weights == "example":
            model = load_bundled(self.example_model)
            return Pretrained(model.learner.gru, model.task, model.learner.head)
        if given is None and self.weights == "trained":
            raise Problem("Nothing has been trained in this visit yet. The page “Train” does it within seconds.")
        if given is None:
            raise Problem("No model file is loaded. Choose a .safetensors, .pt or .pth file; it is not part of a link.")
        return given

    def fitted(self, given: Pretrained | None = None) -> "Experiment":
        """The experiment with the sizes of its learned weights; itself for untrained ones."""
        model = self.pretrained(given)
        return self if model is None else self.model_copy(update=model.sizes)

    def sequence(self, upload: Table | None = None, given: Pretrained | None = None) -> Sequence:
        """What goes in; Problem if it is not usable. An upload is not part of a link, so it is handed in."""
        model = self.pretrained(given)
        spelled = model.spelled(self.text) if model is not None and self.source == "text" else None
        sequence = self.fitted(given)._sequence(upload) if spelled is None else spelled
        if model is not None:
            model.check(sequence)
        return sequence

    def _sequence(self, upload: Table | None) -> Sequence:
        """What goes in, whoever reads it."""
        if self.source == "text":
            return text_sequence(self.text, self.split, self.encoding, self.embedding_size, self.data_seed)
        if self.source == "numbers":
            return table_sequence(read_table(self.numbers, self.header), self.columns, self.standardise)
        if self.source == "generator":
            return generated_sequence(self.signal, self.length, self.features, self.batch, self.data_seed)
        if upload is None:
            raise Problem("No file is loaded. Choose a CSV, TSV or .npy file; an uploaded file is not part of a link.")
        return table_sequence(upload, self.columns, self.standardise)

    def sizes(self, sequence: Sequence) -> Sizes:
        """nn.GRU's arguments and the lengths of what it reads, of a fitted experiment."""
        return Sizes(
            sequence.input_size, self.hidden_size, self.num_layers, sequence.steps, sequence.batch_size, self.bias,
            self.batch_first, self.bidirectional, self.dropout if self.num_layers > 1 else 0.0,
        )  # fmt: skip

    @property
    def directions(self) -> int:
        """2 if bidirectional, else 1."""
        return 2 if self.bidirectional else 1

    def torch_module(self, input_size: int, given: Pretrained | None = None) -> nn.GRU | nn.LSTM | nn.RNN:
        """The module of torch.nn with this experiment's weights."""
        model = self.pretrained(given)
        if model is not None:
            return self._learned_module(model)
        module = seeded_cell(
            self.cell,
            input_size,
            self.hidden_size,
            self.num_layers,
            bias=self.bias,
            batch_first=self.batch_first,
            dropout=self.dropout,
            bidirectional=self.bidirectional,
            initialisation=self.initialisation,
            seed=self.seed,
            nonlinearity=self.nonlinearity,
            shifts=self.shifts,
        )
        return module.train(self.training)

    def _learned_module(self, model: Pretrained) -> nn.GRU:
        """A copy of learned weights with this experiment's other settings."""
        module = copy.deepcopy(model.gru)
        module.batch_first = self.batch_first
        module.dropout = self.dropout if module.num_layers > 1 else 0.0
        shift_gates(module, self.shifts)
        return module.train(self.training)

    @property
    def shifts(self) -> dict[str, float]:
        """What is added to the gates of this cell."""
        gates = {"gru": ("reset_gate", "update_gate"), "lstm": ("forget_gate",), "rnn": ()}[self.cell]
        return {gate: getattr(self, f"{gate}_bias") for gate in gates}

    def module(self, input_size: int, given: Pretrained | None = None) -> nn.Module:
        """The module that computes what is shown: of a GRU, this experiment's convention."""
        module = self.torch_module(input_size, given)
        return module if self.cell != "gru" or self.convention == "pytorch" else TextbookGRU.from_torch(module)

    def start_state(self, batch: int) -> Tensor | None:
        """h_0, or None for zeros."""
        return start_state(self.start, self._start_shape(batch), self.start_seed, self.start_values)

    def start_cell(self, batch: int) -> Tensor | None:
        """c_0 of an LSTM, or None for zeros."""
        return start_state(
            "random" if self.start == "random" else "zeros", self._start_shape(batch), self.start_seed + 1
        )

    def _start_shape(self, batch: int) -> tuple[int, int, int]:
        return self.num_layers * self.directions, batch, self.hidden_size

    def _start(self, batch: int) -> Tensor | tuple[Tensor, Tensor] | None:
        """What the module takes beside its input."""
        h_0 = self.start_state(batch)
        if h_0 is None or self.cell != "lstm":
            return h_0
        c_0 = self.start_cell(batch)
        return h_0, torch.zeros_like(h_0) if c_0 is None else c_0

    def run(self, upload: Table | None = None, given: Pretrained | None = None) -> Recording:
        """Compute everything there is to see.

        Parameters
        ----------
        upload : Table or None
            The visitor's file, where `source` is "file".
        given : Pretrained or None
            Learned weights, where `weights` is "trained" or "file".

        Raises
        ------
        Problem
            The input is not usable or larger than the limits allow.
        """
        return self.fitted(given).run_on(self.sequence(upload, given), given)

    def run_on(
        self, sequence: Sequence, given: Pretrained | None = None, intervene: tuple[Intervention, ...] = ()
    ) -> Recording:
        """`run` of a fitted experiment, for a sequence that is at hand already, with interventions if there are any."""
        LIMITS.check_run(sequence.steps, sequence.batch_size, self.hidden_size, self.num_layers, self.directions)
        module = self.module(sequence.input_size, given)
        h0 = self._start(sequence.batch_size)
        dropping = self.training and self.dropout > 0 and self.num_layers > 1
        with torch.no_grad(), seeded(self.seed) if dropping else nullcontext():
            tr = trace(module, sequence.as_input(self.batch_first), h0, tokens=sequence.tokens, intervene=intervene)
        return tr.with_update_convention("keep") if isinstance(tr, Trace) and self.convention == "cho" else tr
