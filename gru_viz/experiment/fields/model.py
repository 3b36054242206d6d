"""Model: the rows of the Experiment table that say what reads the sequence."""

from functools import partial
from typing import Literal

from pydantic import BaseModel

from gru_viz.cells.build import Initialisation, StartState
from gru_viz.cells.kinds import CELLS, CellKey
from gru_viz.cells.rnn import Nonlinearity
from gru_viz.experiment.row import LARGEST_SEED, parameter
from gru_viz.learning.tasks import TASKS
from gru_viz.limits import LIMITS
from gru_viz.problem import N_

Convention = Literal["pytorch", "textbook", "cho"]
Weights = Literal["seed", "example", "trained", "file"]
ExampleModel = Literal[
    "remember-price",
    "remember",
    "quotes",
    "brackets",
    "negation",
    "clue-forward",
    "clue-both",
    "adding",
    "flip-flop",
    "sine",
    "parity",
    "words",
    "words-both",
]

_row = partial(parameter, part="model")
_offset = partial(_row, 0.0, control="slider", step=0.25, ge=-10.0, le=10.0)


class ModelFields(BaseModel):
    """What reads the sequence: where the weights come from, nn.GRU's parameters, and the state it starts from."""

    weights: Weights = _row(
        "seed",
        "w",
        N_("Weights"),
        N_("Untrained: drawn from a seed. The others have learned something; their sizes follow from them."),
        names={
            "seed": N_("Untrained"),
            "example": N_("Example model"),
            "trained": N_("Trained here"),
            "file": N_("My file"),
        },
        control="list",
    )
    example_model: ExampleModel = _row(
        "remember-price",
        "model",
        N_("Example model"),
        names={
            "remember-price": N_("Remember, with a price on writing"),
            **{name: TASKS[name].title for name in TASKS if name not in ("clue", "words")},
            "clue-forward": N_("The clue comes later, one direction"),
            "clue-both": N_("The clue comes later, both directions"),
            "words": N_("Where words end, one direction"),
            "words-both": N_("Where words end, both directions"),
        },
        control="list",
    )
    file_gru: int = _row(0, "gru", N_("Layer in the file"), control="list", ge=0, le=99)
    file_embedding: int = _row(
        0,
        "ids",
        N_("Embedding in the file"),
        N_("Matrix whose row v is the input of token id v. With a vocabulary type words, else ids between spaces."),
        control="list",
        ge=-1,
        le=99,
    )
    file_output: int = _row(
        0,
        "says",
        N_("Output layer in the file"),
        N_("From the hidden state to a score for each word: what the model says after each step."),
        control="list",
        ge=-1,
        le=99,
    )
    file_start: int = _row(
        -1,
        "sos",
        N_("Id of the start symbol"),
        N_("What the decoder reads first. −1: the word of its vocabulary that is called so, such as <s>."),
        ge=-1,
        le=10_000_000,
    )
    file_end: int = _row(
        -1,
        "eos",
        N_("Id of the end symbol"),
        N_("What the decoder ends with. −1: the word of its vocabulary that is called so, such as </s>."),
        ge=-1,
        le=10_000_000,
    )
    cell: CellKey = _row(
        "gru",
        "cell",
        N_("Cell"),
        N_("What is unrolled over time. Learned weights are a GRU's."),
        names={key: cell.name for key, cell in CELLS.items()},
    )
    nonlinearity: Nonlinearity = _row("tanh", "nl", N_("nonlinearity"), names={"tanh": "tanh", "relu": "ReLU"})
    hidden_size: int = _row(16, "H", N_("hidden_size"), N_("Number of units."), ge=1, le=LIMITS.hidden_size)
    num_layers: int = _row(1, "L", N_("num_layers"), N_("Layers on top of each other."), ge=1, le=LIMITS.layers)
    bidirectional: bool = _row(
        False, "bi", N_("bidirectional"), N_("A second direction reads from the end to the start.")
    )
    convention: Convention = _row(
        "pytorch",
        "conv",
        N_("Convention"),
        N_(
            "PyTorch: reset after the matrix, z keeps. Textbook: reset before, z writes. "
            "Cho 2014: reset before, z keeps."
        ),
        names={"pytorch": "PyTorch", "textbook": N_("Textbook"), "cho": "Cho 2014"},
    )
    bias: bool = _row(True, "bias", N_("bias"), N_("Adds b_ih and b_hh to every gate."))
    batch_first: bool = _row(
        False,
        "bf",
        N_("batch_first"),
        N_("x and output are (batch, time, feature) instead of (time, batch, feature)."),
    )
    dropout: float = _row(
        0.0,
        "drop",
        N_("dropout"),
        N_("Between layers, in training mode only."),
        control="slider",
        step=0.05,
        ge=0.0,
        le=1.0,
    )
    training: bool = _row(False, "train", N_("Training mode"), N_("module.train(): dropout acts; off: module.eval()."))
    start: StartState = _row(
        "zeros",
        "h0",
        N_("Start state h_0"),
        N_("An LSTM's c_0 is drawn from the next seed where h_0 is random; else it is 0."),
        names={"zeros": N_("Zeros"), "random": N_("Random"), "typed": N_("Typed")},
    )
    start_seed: int = _row(1, "h0seed", N_("Seed of h_0"), ge=0, le=LARGEST_SEED)
    start_values: str = _row(
        "0.5",
        "h0val",
        N_("Values of h_0"),
        N_("One number for all, one for each unit, or one for each value."),
        height=80,
        max_length=100_000,
    )
    initialisation: Initialisation = _row(
        "default",
        "init",
        N_("Initial weights"),
        names={"default": N_("PyTorch default"), "xavier": "Xavier", "orthogonal": N_("Orthogonal")},
        control="list",
    )
    seed: int = _row(0, "seed", N_("Seed of the weights"), ge=0, le=LARGEST_SEED)
    # What a gate's bias does, each cell says in its row.
    update_gate_bias: float = _offset("zb", N_("Update-gate bias"))
    reset_gate_bias: float = _offset("rb", N_("Reset-gate bias"))
    forget_gate_bias: float = _offset("fb", N_("Forget-gate bias"))
