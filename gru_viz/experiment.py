"""Experiment: one table of every parameter that shapes a picture, and its link."""

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import cache
from threading import Lock
from typing import Any, Literal

import torch
from pydantic import BaseModel, ConfigDict, ValidationError
from torch import Tensor, nn

from gru_viz.bundled import load_bundled
from gru_viz.generators import Signal, generated_sequence
from gru_viz.limits import LIMITS
from gru_viz.model import Initialisation, StartState, seeded_gru, shift_gates, start_state
from gru_viz.parameter import Parameter, parameter
from gru_viz.pretrained import Pretrained
from gru_viz.problem import N_, Problem
from gru_viz.sequence import Sequence
from gru_viz.table import Header, Table, read_table, table_sequence
from gru_viz.text import Encoding, Split, text_sequence
from gru_viz.textbook import TextbookGRU
from gru_viz.trace import Trace, trace

Source = Literal["text", "numbers", "generator", "file"]
Convention = Literal["pytorch", "textbook", "cho"]
Quantity = Literal["reset_gate", "update_gate", "candidate_state", "hidden_state"]
Merge = Literal["concat", "sum", "mean", "product"]
Weights = Literal["seed", "example", "trained", "file"]
ExampleModel = Literal[
    "remember-price", "remember", "quotes", "brackets", "negation", "clue-forward", "clue-both", "adding", "flip-flop",
    "sine", "parity",
]  # fmt: skip
TaskName = Literal[
    "remember", "quotes", "brackets", "negation", "clue", "adding", "flip-flop", "sine", "parity", "column"
]

#: Parts of the table that decide the numbers on the screen.
SHAPING = ("sequence", "model")
_MAX_SEED = 2**31 - 1
_RANDOM_STATE = Lock()


class Experiment(BaseModel):
    """Sequence + model + view: everything a shared link describes.

    Each field is one row of the table: type, bounds, default, link key, label. Fields of part "sequence" and "model"
    decide the numbers, fields of part "view" what is looked at.

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

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    source: Source = parameter("text", "src", "sequence", N_("What goes in"))
    text: str = parameter(
        "The film was not good, but the music was.", "text", "sequence", N_("Text"),
        N_("Each line is one sequence of the batch."), max_length=100_000,
    )  # fmt: skip
    split: Split = parameter(
        "auto", "split", "sequence", N_("Split into"),
        N_("Automatic takes characters for scripts without spaces, such as Chinese, else words and punctuation."),
    )  # fmt: skip
    encoding: Encoding = parameter(
        "embedding", "enc", "sequence", N_("Encoding"),
        N_("One-hot: one feature for each different token. Embedding: random numbers, the same for the same token."),
    )  # fmt: skip
    embedding_size: int = parameter(16, "emb", "sequence", N_("Embedding size"), ge=1, le=LIMITS.features)
    numbers: str = parameter(
        "0\n0\n1\n0\n0\n0\n0\n0", "num", "sequence", N_("Numbers"),
        N_("One number a line; or rows of features between commas, semicolons, tabs or spaces."), max_length=200_000,
    )  # fmt: skip
    header: Header = parameter("auto", "head", "sequence", N_("First row is a header"))
    columns: str = parameter(
        "", "cols", "sequence", N_("Columns"),
        N_("Which columns the GRU reads; none chosen: every column that starts with a number."),
        pattern=r"^(\d{1,6}(,\d{1,6}){0,255})?$",
    )  # fmt: skip
    standardise: bool = parameter(
        False, "std", "sequence", N_("Standardise"), N_("Each feature: minus its mean, divided by its standard deviation.")
    )  # fmt: skip
    signal: Signal = parameter("impulse", "sig", "sequence", N_("Signal"))
    length: int = parameter(40, "len", "sequence", N_("Length"), ge=1, le=LIMITS.steps)
    features: int = parameter(1, "feat", "sequence", N_("Features"), ge=1, le=LIMITS.features)
    batch: int = parameter(1, "batch", "sequence", N_("Batch size"), ge=1, le=LIMITS.batch)
    data_seed: int = parameter(
        0, "dseed", "sequence", N_("Seed of the input"), N_("Of the embedding or the generated signal."),
        ge=0, le=_MAX_SEED,
    )  # fmt: skip

    weights: Weights = parameter(
        "seed", "w", "model", N_("Weights"),
        N_("Untrained: drawn from a seed. The others have learned something; their sizes follow from them."),
    )  # fmt: skip
    example_model: ExampleModel = parameter("remember-price", "model", "model", N_("Example model"))
    file_gru: int = parameter(0, "gru", "model", N_("GRU in the file"), ge=0, le=99)
    file_embedding: int = parameter(
        0, "ids", "model", N_("Embedding in the file"),
        N_("Matrix whose row v is the input of token id v. Type ids between spaces as text."), ge=0, le=99,
    )  # fmt: skip
    hidden_size: int = parameter(
        16, "H", "model", N_("hidden_size"), N_("Number of units."), ge=1, le=LIMITS.hidden_size
    )
    num_layers: int = parameter(
        1, "L", "model", N_("num_layers"), N_("Layers on top of each other."), ge=1, le=LIMITS.layers
    )
    bidirectional: bool = parameter(
        False, "bi", "model", N_("bidirectional"), N_("A second GRU reads from the end to the start.")
    )
    convention: Convention = parameter(
        "pytorch", "conv", "model", N_("Convention"),
        N_("PyTorch: reset after the matrix, z keeps. Textbook: reset before, z writes. Cho 2014: reset before, z keeps."),
    )  # fmt: skip
    bias: bool = parameter(True, "bias", "model", N_("bias"), N_("Adds b_ih and b_hh to every gate."))
    batch_first: bool = parameter(
        False,
        "bf",
        "model",
        N_("batch_first"),
        N_("x and output are (batch, time, feature) instead of (time, batch, feature)."),
    )
    dropout: float = parameter(
        0.0, "drop", "model", N_("dropout"), N_("Between layers, in training mode only."), ge=0.0, le=1.0
    )
    training: bool = parameter(
        False, "train", "model", N_("Training mode"), N_("module.train(): dropout acts; off: module.eval().")
    )
    start: StartState = parameter("zeros", "h0", "model", N_("Start state h_0"))
    start_seed: int = parameter(1, "h0seed", "model", N_("Seed of h_0"), ge=0, le=_MAX_SEED)
    start_values: str = parameter(
        "0.5", "h0val", "model", N_("Values of h_0"), N_("One number for all, one for each unit, or one for each value."),
        max_length=100_000,
    )  # fmt: skip
    initialisation: Initialisation = parameter("default", "init", "model", N_("Initial weights"))
    seed: int = parameter(0, "seed", "model", N_("Seed of the weights"), ge=0, le=_MAX_SEED)
    update_gate_bias: float = parameter(
        0.0, "zb", "model", N_("Update-gate bias"),
        N_("Added to b_hz of nn.GRU. Larger: the state is kept longer; smaller: it is rewritten sooner."), ge=-10.0, le=10.0,
    )  # fmt: skip
    reset_gate_bias: float = parameter(
        0.0, "rb", "model", N_("Reset-gate bias"),
        N_("Added to b_hr. Larger: the candidate sees all of the old state; smaller: it sees only the input."),
        ge=-10.0, le=10.0,
    )  # fmt: skip

    task: TaskName = parameter("remember", "task", "training", N_("Task"))
    task_length: int = parameter(
        12, "tlen", "training", N_("Length of a sequence"), N_("Longer: harder to remember, slower to train."), ge=4, le=60
    )  # fmt: skip
    train_units: int = parameter(16, "tH", "training", N_("Units"), ge=1, le=64)
    train_layers: int = parameter(1, "tL", "training", N_("Layers"), ge=1, le=3)
    train_both: bool = parameter(False, "tbi", "training", N_("Both directions"))
    train_convention: Literal["pytorch", "textbook"] = parameter("pytorch", "tconv", "training", N_("Convention"))
    price: float = parameter(
        0.3, "price", "training", N_("Price on writing λ"),
        N_("Adds λ · mean write gate to the loss: the GRU learns to write only where it must, and its gates show where."),
        ge=0.0, le=1.0,
    )  # fmt: skip
    train_steps: int = parameter(
        600, "steps", "training", N_("Steps"), N_("Of Adam, 64 fresh sequences each."), ge=10, le=3000
    )
    rate: float = parameter(0.01, "lr", "training", N_("Learning rate"), ge=0.0001, le=1.0)
    train_seed: int = parameter(0, "tseed", "training", N_("Seed of the training"), ge=0, le=_MAX_SEED // 4096)
    task_sample: int = parameter(
        0, "tseq", "training", N_("Sequence to watch"), N_("Drawn from this seed; training never sees it."),
        ge=0, le=_MAX_SEED // 4096,
    )  # fmt: skip

    compare: bool = parameter(
        False, "cmp", "view", N_("Compare with untrained"),
        N_("The same GRU with weights from a seed, on the same sequence, beside the trained one."),
    )  # fmt: skip
    layer: int = parameter(0, "layer", "view", N_("Layer"), ge=0, le=LIMITS.layers - 1)
    direction: Literal["forward", "backward"] = parameter("forward", "dir", "view", N_("Direction"))
    sample: int = parameter(0, "seq", "view", N_("Sequence"), ge=0, le=LIMITS.batch - 1)
    unit: int = parameter(0, "unit", "view", N_("Unit"), ge=0, le=LIMITS.hidden_size - 1)
    step: int = parameter(3, "t", "view", N_("Time step"), ge=0, le=LIMITS.steps - 1)
    quantity: Quantity = parameter("hidden_state", "q", "view", N_("Quantity"))
    merge: Merge = parameter("concat", "merge", "view", N_("Merged representation"))
    classes: int = parameter(3, "K", "view", N_("Classes K"), ge=1, le=20)
    output_layer: Literal["softmax", "linear"] = parameter("softmax", "out", "view", N_("Output layer"))
    output_seed: int = parameter(0, "oseed", "view", N_("Seed of the output layer"), ge=0, le=_MAX_SEED)
    snapshot: int = parameter(3000, "snap", "view", N_("Training step"), ge=0, le=3000)
    picture: Literal["png", "svg"] = parameter(
        "png", "pic", "view", N_("Download pictures as"), N_("With the camera button over each picture.")
    )
    language: Literal["auto", "en", "zh_CN"] = parameter("auto", "lang", "view", N_("Language"))

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
        fitted = self if model is None else self.model_copy(update=model.sizes)
        spelled = model.spelled(self.text) if model is not None and self.source == "text" else None
        sequence = fitted._sequence(upload) if spelled is None else spelled
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

    @property
    def directions(self) -> int:
        """2 if bidirectional, else 1."""
        return 2 if self.bidirectional else 1

    def torch_module(self, input_size: int, given: Pretrained | None = None) -> nn.GRU:
        """The nn.GRU with this experiment's weights."""
        model = self.pretrained(given)
        if model is not None:
            return self._learned_module(model)
        module = seeded_gru(
            input_size,
            self.hidden_size,
            self.num_layers,
            bias=self.bias,
            batch_first=self.batch_first,
            dropout=self.dropout,
            bidirectional=self.bidirectional,
            initialisation=self.initialisation,
            seed=self.seed,
            update_gate_bias=self.update_gate_bias,
            reset_gate_bias=self.reset_gate_bias,
        )
        return module.train(self.training)

    def _learned_module(self, model: Pretrained) -> nn.GRU:
        """A copy of learned weights with this experiment's other settings."""
        module = copy.deepcopy(model.gru)
        module.batch_first = self.batch_first
        module.dropout = self.dropout if module.num_layers > 1 else 0.0
        shift_gates(module, self.update_gate_bias, self.reset_gate_bias)
        return module.train(self.training)

    def module(self, input_size: int, given: Pretrained | None = None) -> nn.GRU | TextbookGRU:
        """The module that computes this experiment's convention."""
        gru = self.torch_module(input_size, given)
        return gru if self.convention == "pytorch" else TextbookGRU.from_torch(gru)

    def start_state(self, batch: int) -> Tensor | None:
        """h_0, or None for zeros."""
        shape = (self.num_layers * self.directions, batch, self.hidden_size)
        return start_state(self.start, shape, self.start_seed, self.start_values)

    def run(self, upload: Table | None = None, given: Pretrained | None = None) -> Trace:
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

    def run_on(self, sequence: Sequence, given: Pretrained | None = None) -> Trace:
        """`run` of a fitted experiment, for a sequence that is at hand already."""
        LIMITS.check_run(sequence.steps, sequence.batch_size, self.hidden_size, self.num_layers, self.directions)
        module = self.module(sequence.input_size, given)
        h0 = self.start_state(sequence.batch_size)
        dropping = self.training and self.dropout > 0 and self.num_layers > 1
        with torch.no_grad(), seeded_dropout(self.seed) if dropping else nullcontext():
            tr = trace(module, sequence.as_input(self.batch_first), h0, tokens=sequence.tokens)
        return tr.with_update_convention("keep") if self.convention == "cho" else tr


@contextmanager
def seeded_dropout(seed: int) -> Iterator[None]:
    """Dropout masks follow from `seed`. One at a time: the random state belongs to the whole process."""
    with _RANDOM_STATE, torch.random.fork_rng():
        torch.manual_seed(seed)
        yield
