"""Recurrent layers put together from tensors: sizes follow from the shapes, and every shape is checked."""

import copy
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from gru_viz.cells.cell import called
from gru_viz.cells.kinds import CELLS
from gru_viz.cells.textbook import TextbookGRU
from gru_viz.problem import N_, Problem, Term

#: Floating types that are computed in float32 here.
CONVERTED = {torch.float16: "float16", torch.bfloat16: "bfloat16", torch.float64: "float64"}
#: Cells that PyTorch, Keras and ONNX have, too, by the rows that their recurrent matrix has for each unit.
KINDS: dict[int, type[nn.Module]] = {len(cell.rows): cell.module for cell in CELLS.values() if not cell.parallel}
#: The same number, by the class of modules.
_ROWS = {form.module: len(cell.rows) for cell in CELLS.values() for form in cell.forms}
#: What readers of other packages raise where a file says what no writer writes.
DAMAGED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError, OSError)


def layer_called(name: str) -> str:
    """What a layer is called in a sentence: its name, which of one whose parameters have no prefix is empty."""
    return name or Term(N_("(no prefix)"))


class Layers(dict[str, nn.Module]):
    """What `gru_viz.load` returns: every recurrent layer of a file by its name, in evaluation mode.

    They stand in the order of the file, decoders last: a state_dict has its model's, Keras its configuration's, ONNX its
    graph's. What has none, safetensors and .weights.h5, is in the order of the alphabet.

    Attributes
    ----------
    problems : dict of str to Problem
        Why each layer that is in the file and not here was left out.
    dtypes : dict of str to torch.dtype
        How the file keeps the numbers of each layer, where that is known; here they are float32.
    starts : dict of str to Tensor, or tuple of Tensor
        Start states that the file itself gives, as `gru_viz.trace` takes them for h0.
    """

    def __init__(self) -> None:
        super().__init__()
        self.problems: dict[str, Problem] = {}
        self.dtypes: dict[str, torch.dtype] = {}
        self.starts: dict[str, Any] = {}

    def add(self, name: str, build: Callable[[], nn.Module]) -> None:
        """One more layer, or why it is left out."""
        try:
            self[name] = build()
        except Problem as problem:
            self.problems[name] = problem
        except DAMAGED:
            self.problems[name] = Problem(
                "“{name}” cannot be read: it is cut off, damaged, or of another kind.", name=layer_called(name)
            )

    @property
    def left_out(self) -> dict[str, str]:
        """A sentence for each layer that is in the file and not here."""
        return {name: str(problem) for name, problem in self.problems.items()}


def is_encoder(name: str) -> bool:
    """Whether a layer is called an encoder's."""
    return _has_part(name, "enc")


def is_decoder(name: str) -> bool:
    """Whether a layer is called a decoder's."""
    return _has_part(name, "dec")


def _has_part(name: str, start: str) -> bool:
    return any(part.startswith(start) for part in name.lower().replace("_", ".").split("."))


def put_together(name: str, kind: type[nn.Module], tensors: Mapping[str, Tensor], **options: Any) -> nn.Module:
    """A `kind` with `tensors`, by nn.GRU's parameter names, as its parameters: float32, evaluation mode, no gradients.

    Parameters
    ----------
    name : str
        Of the layer, for the sentences.
    kind : nn.GRU, TextbookGRU, nn.LSTM or nn.RNN
    tensors : mapping of str to Tensor
    **options : object
        Further arguments of `kind`, such as `batch_first`.

    Raises
    ------
    Problem
        A parameter is missing, too many, of another shape, or not all finite numbers.
    """
    for first in ("weight_ih_l0", "weight_hh_l0"):
        if first not in tensors or tensors[first].dim() != 2 or 0 in tensors[first].shape:
            raise _misfit(name, first, "(rows, columns)", tensors)
    (_times, hidden), inputs = said_size(_ROWS[kind], tensors), tensors["weight_ih_l0"].shape[1]
    # How many layers have more than one tensor: one may be missing, and a number in a name is not a size to allocate.
    layers = Counter(key.removesuffix("_reverse").rpartition("_l")[2] for key in tensors)
    count = sum(times > 1 for times in layers.values())
    both = any(key.endswith("_reverse") for key in tensors)
    bias = any(key.startswith("bias") for key in tensors)
    with torch.device("meta"):
        module = kind(inputs, hidden, num_layers=count, bias=bias, bidirectional=both, **options)
    wanted = {key: tuple(value.shape) for key, value in module.named_parameters()}
    for key in [*wanted, *(key for key in tensors if key not in wanted)]:
        if key not in tensors or tuple(tensors[key].shape) != wanted.get(key):
            raise _misfit(name, key, str(wanted.get(key, "no such parameter")), tensors)
        if not tensors[key].is_floating_point() or not torch.isfinite(tensors[key].float()).all():
            raise Problem("“{name}” holds NaN or infinite numbers (in float32).", name=f"{name}.{key}".lstrip("."))
    module.load_state_dict({key: value.float().contiguous() for key, value in tensors.items()}, assign=True)
    return module.eval().requires_grad_(False)


def said_size(rows: int, tensors: Mapping[str, Tensor]) -> tuple[int, int]:
    """The hidden_size that most shapes say, and how many do: the one that disagrees with the others is at fault.

    Parameters
    ----------
    rows : int
        Of the weights, for each unit.
    tensors : mapping of str to Tensor
        By nn.GRU's parameter names.

    Returns
    -------
    (times, hidden_size)
        Of two that are said as often what the recurrent matrix reads; zeros if none is said.
    """
    sizes = [value.shape[1] for key, value in tensors.items() if key.startswith("weight_hh") and value.dim() == 2]
    sizes += [value.shape[0] // rows for value in tensors.values() if value.dim() and value.shape[0] % rows == 0]
    found = Counter(filter(None, sizes)).most_common(1) or [(0, 0)]
    return found[0][1], found[0][0]


def turned(module: TextbookGRU) -> TextbookGRU:
    """A textbook GRU for weights whose z = 1 keeps: its update gate's rows are negated, so that z = 1 writes."""
    twin, rows = copy.deepcopy(module), slice(module.hidden_size, 2 * module.hidden_size)
    with torch.no_grad():
        for parameter in twin.parameters():
            parameter[rows].neg_()
    return twin


def unlike(layer: str, kind: type[nn.Module], what: str, given: object, wanted: object) -> Problem:
    """The sentence for a layer that computes something else than its kind does here."""
    return Problem(
        "“{layer}” has {what} = {given}; {kind} computes with {wanted}, so its gates would be others.",
        layer=layer_called(layer),
        what=what,
        given=str(given),
        kind=called(kind),
        wanted=str(wanted),
    )


def elsewhere(layer: str, parameter: str) -> Problem:
    """The sentence for a parameter whose numbers are not in the file."""
    return Problem(
        "“{layer}”: the numbers of its {parameter} are not in this file itself; save the model in one file.",
        layer=layer_called(layer),
        parameter=parameter,
    )


def _misfit(name: str, parameter: str, wanted: str, tensors: Mapping[str, Tensor]) -> Problem:
    given = tensors.get(parameter)
    return Problem(
        "“{layer}” does not fit together: “{parameter}” should be {wanted} and is {given}.",
        layer=layer_called(name),
        parameter=parameter,
        wanted=wanted,
        given="missing" if given is None else str(tuple(given.shape)),
    )
