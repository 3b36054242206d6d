"""Fields: every parameter that shapes a picture, one row each, with its bounds and its key in a link."""

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from gru_viz.cells.build import Initialisation, StartState
from gru_viz.cells.kinds import CellKey, every_quantity
from gru_viz.cells.rnn import Nonlinearity
from gru_viz.experiment.row import parameter
from gru_viz.inputs.signals import Signal
from gru_viz.inputs.table import Header
from gru_viz.inputs.text import Encoding, Split
from gru_viz.limits import LIMITS
from gru_viz.problem import N_

Source = Literal["text", "numbers", "generator", "file"]
Convention = Literal["pytorch", "textbook", "cho"]
if TYPE_CHECKING:
    Quantity = str
else:
    Quantity = Literal[tuple(every_quantity())]
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


def _force(key: str, label: str) -> int:
    """Percent that a gate is held at in the what-if run; -1 leaves it free."""
    return parameter(-1, key, "view", label, ge=-1, le=100)


class Fields(BaseModel):
    """The rows of the Experiment table: type, bounds, default, link key, label.

    Fields of part "sequence" and "model" decide the numbers, of part "training" how a GRU is trained in the app, of
    part "view" what is looked at.
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
    cell: CellKey = parameter(
        "gru", "cell", "model", N_("Cell"), N_("What is unrolled over time. Learned weights are a GRU's.")
    )
    nonlinearity: Nonlinearity = parameter("tanh", "nl", "model", N_("nonlinearity"))
    hidden_size: int = parameter(
        16, "H", "model", N_("hidden_size"), N_("Number of units."), ge=1, le=LIMITS.hidden_size
    )
    num_layers: int = parameter(
        1, "L", "model", N_("num_layers"), N_("Layers on top of each other."), ge=1, le=LIMITS.layers
    )
    bidirectional: bool = parameter(
        False, "bi", "model", N_("bidirectional"), N_("A second direction reads from the end to the start.")
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
    start: StartState = parameter(
        "zeros", "h0", "model", N_("Start state h_0"),
        N_("An LSTM's c_0 is drawn from the next seed where h_0 is random; else it is 0."),
    )  # fmt: skip
    start_seed: int = parameter(1, "h0seed", "model", N_("Seed of h_0"), ge=0, le=_MAX_SEED)
    start_values: str = parameter(
        "0.5", "h0val", "model", N_("Values of h_0"), N_("One number for all, one for each unit, or one for each value."),
        max_length=100_000,
    )  # fmt: skip
    initialisation: Initialisation = parameter("default", "init", "model", N_("Initial weights"))
    seed: int = parameter(0, "seed", "model", N_("Seed of the weights"), ge=0, le=_MAX_SEED)
    # What a gate's bias does, each cell says in its row.
    update_gate_bias: float = parameter(0.0, "zb", "model", N_("Update-gate bias"), ge=-10.0, le=10.0)
    reset_gate_bias: float = parameter(0.0, "rb", "model", N_("Reset-gate bias"), ge=-10.0, le=10.0)
    forget_gate_bias: float = parameter(0.0, "fb", "model", N_("Forget-gate bias"), ge=-10.0, le=10.0)

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

    force_reset: int = _force("ra", N_("Reset gate of all units"))
    force_update: int = _force("za", N_("Update gate of all units"))
    force_reset_unit: int = _force("ru", N_("Reset gate of the unit in view"))
    force_update_unit: int = _force("zu", N_("Update gate of the unit in view"))
    force_when: Literal["all", "step"] = parameter("all", "when", "view", N_("When"))
    mute: bool = parameter(
        False,
        "mute",
        "view",
        N_("Silence the unit in view"),
        N_("Its state is 0 all the time, as if it were not there."),
    )
    edit: Literal["none", "remove", "replace"] = parameter("none", "edit", "view", N_("Edit of a token"))
    edit_step: int = parameter(0, "et", "view", N_("Edited step"), ge=0, le=LIMITS.steps - 1)
    edit_token: str = parameter("", "etok", "view", N_("Replace it by"), max_length=200)
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
    memory_of: Literal["mean", "unit"] = parameter("mean", "mem", "view", N_("Memory of"))
    road_of: Literal["all", "unit"] = parameter("all", "road", "view", N_("Straight road of"))
    dimensions: Literal["2", "3"] = parameter("2", "dim", "view", N_("Dimensions"))
    show_fixed: bool = parameter(
        False, "fix", "view", N_("Fixed points"), N_("States that the input of the step in view, held for ever, would leave alone.")
    )  # fmt: skip
    snapshot: int = parameter(3000, "snap", "view", N_("Training step"), ge=0, le=3000)
    picture: Literal["png", "svg"] = parameter(
        "png", "pic", "view", N_("Download pictures as"), N_("With the camera button over each picture.")
    )
    language: Literal["auto", "en", "zh_CN"] = parameter("auto", "lang", "view", N_("Language"))
