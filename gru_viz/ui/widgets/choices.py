"""Choices: what the options of each parameter are called on the screen."""

from gru_viz.cells.kinds import CELLS
from gru_viz.figures.base.palette import NAMES
from gru_viz.learning.tasks import TASKS
from gru_viz.problem import N_
from gru_viz.ui.i18n import LANGUAGES

CHOICES: dict[str, dict[str, str]] = {
    "source": {"text": N_("Text"), "numbers": N_("Numbers"), "generator": N_("Signal"), "file": N_("File")},
    "split": {"auto": N_("Automatic"), "words": N_("Words"), "characters": N_("Characters")},
    "encoding": {"embedding": N_("Embedding"), "one-hot": N_("One-hot")},
    "header": {"auto": N_("Automatic"), "yes": N_("Yes"), "no": N_("No")},
    "signal": {
        "impulse": N_("Impulse"),
        "step": N_("Step"),
        "sine": N_("Sine"),
        "noisy-sine": N_("Sine + noise"),
        "random-walk": N_("Random walk"),
        "noise": N_("Gaussian noise (torch.randn)"),
    },
    "weights": {
        "seed": N_("Untrained"),
        "example": N_("Example model"),
        "trained": N_("Trained here"),
        "file": N_("My file"),
    },
    "example_model": {
        "remember-price": N_("Remember, with a price on writing"),
        **{name: TASKS[name].title for name in TASKS if name != "clue"},
        "clue-forward": N_("The clue comes later, one direction"),
        "clue-both": N_("The clue comes later, both directions"),
    },
    "task": {**{name: task.title for name, task in TASKS.items()}, "column": N_("Next value of my column")},
    "train_convention": {"pytorch": "PyTorch", "textbook": N_("Textbook")},
    "cell": {key: cell.name for key, cell in CELLS.items()},
    "nonlinearity": {"tanh": "tanh", "relu": "ReLU"},
    "convention": {"pytorch": "PyTorch", "textbook": N_("Textbook"), "cho": "Cho 2014"},
    "start": {"zeros": N_("Zeros"), "random": N_("Random"), "typed": N_("Typed")},
    "initialisation": {"default": N_("PyTorch default"), "xavier": "Xavier", "orthogonal": N_("Orthogonal")},
    "direction": {"forward": N_("forward"), "backward": N_("backward")},
    "quantity": NAMES,
    "merge": {"concat": N_("Concatenation"), "sum": N_("Sum"), "mean": N_("Mean"), "product": N_("Product")},
    "output_layer": {"softmax": "softmax", "linear": N_("linear")},
    "memory_of": {"mean": N_("mean over units"), "unit": N_("unit in view")},
    "road_of": {"all": N_("whole state"), "unit": N_("unit in view")},
    "dimensions": {"2": "2-D", "3": "3-D"},
    "force_when": {"all": N_("all steps"), "step": N_("this step")},
    "edit": {"none": N_("none"), "remove": N_("removed"), "replace": N_("replaced")},
    "picture": {"png": "PNG 3×", "svg": "SVG"},
    "language": {"auto": N_("Automatic"), **LANGUAGES},
}
