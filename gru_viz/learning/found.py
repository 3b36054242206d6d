"""Found GRU: the GRUs among the tensors of a file, their sizes inferred from the shapes."""

import re
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gru_viz.cells.kinds import CELLS
from gru_viz.learning.modelfile import LARGEST
from gru_viz.learning.pretrained import Pretrained
from gru_viz.limits import LIMITS
from gru_viz.problem import Problem

_NAME = re.compile(r"(.*?)(weight|bias)_(ih|hh)_l(\d{1,3})(_reverse)?", re.DOTALL)
_CELL_NAME = re.compile(r"(.*?)(weight|bias)_(ih|hh)")
#: Floating types that are computed in float32 here.
CONVERTED = {
    torch.float16: "float16",
    torch.bfloat16: "bfloat16",
    torch.float64: "float64",
}


@dataclass(frozen=True)
class FoundGRU:
    """One GRU of a file.

    Attributes
    ----------
    prefix : str
        Of its parameters' names, such as "encoder.rnn.".
    tensors : dict of str to Tensor
        By nn.GRU's own parameter names.
    """

    prefix: str
    tensors: dict[str, Tensor]

    @property
    def title(self) -> str:
        """Its name without the last dot; empty when the parameters have no prefix."""
        return self.prefix.rstrip(".")

    @property
    def dtype(self) -> torch.dtype:
        """Type of its numbers."""
        return next(iter(self.tensors.values())).dtype

    def module(self) -> nn.GRU:
        """The GRU in float32 and evaluation mode.

        Raises
        ------
        Problem
            A parameter is missing, has another shape or type than its name asks for, or is larger than the limits
            allow.
        """
        input_size, hidden_size, layers, both, bias = self._sizes()
        wanted = self._wanted(input_size, hidden_size, layers, both, bias)
        self._check(wanted)
        with torch.device("meta"):
            gru = nn.GRU(input_size, hidden_size, layers, bias, bidirectional=both)
        state = {name: tensor.float().contiguous() for name, tensor in self.tensors.items()}
        gru.load_state_dict(state, assign=True)
        return gru.eval().requires_grad_(False)

    def _sizes(self) -> tuple[int, int, int, bool, bool]:
        """The input_size, hidden_size, layers, two directions, bias, as the names and first shapes say."""
        for name in ("weight_ih_l0", "weight_hh_l0"):
            if name not in self.tensors:
                raise self._missing(name)
            tensor = self.tensors[name]
            if tensor.dim() != 2 or 0 in tensor.shape:
                raise Problem(
                    "“{name}” has shape {shape}; a GRU's matrices have two dimensions, (3 × hidden_size, columns).",
                    name=self.prefix + name,
                    shape=str(tuple(tensor.shape)),
                )
        first, recurrent = self.tensors["weight_ih_l0"], self.tensors["weight_hh_l0"]
        rows, hidden_size = recurrent.shape
        if rows != 3 * hidden_size:
            kind = next((c.name for c in CELLS.values() if not c.parallel and rows == len(c.rows) * hidden_size), None)
            if kind:
                raise Problem(
                    "“{name}” has {rows} rows for {units} units: that is an {kind}, not a GRU, which has 3 rows a unit.",
                    name=self.prefix + "weight_hh_l0",
                    rows=rows,
                    units=hidden_size,
                    kind=kind,
                )
            raise Problem(
                "“{name}” has shape {shape}; in a GRU it is (3 × hidden_size, hidden_size).",
                name=self.prefix + "weight_hh_l0",
                shape=str(tuple(recurrent.shape)),
            )
        layers = 1 + max(int(match[4]) for name in self.tensors if (match := _NAME.fullmatch(name)))
        both = any(name.endswith("_reverse") for name in self.tensors)
        bias = any(name.startswith("bias") for name in self.tensors)
        self._check_limits(first.shape[1], hidden_size, layers)
        return first.shape[1], hidden_size, layers, both, bias

    def _check_limits(self, input_size: int, hidden_size: int, layers: int) -> None:
        for what, given, allowed in (
            ("input_size", input_size, LIMITS.features),
            ("hidden_size", hidden_size, LIMITS.hidden_size),
            ("num_layers", layers, LIMITS.layers),
        ):
            if given > allowed:
                raise Problem(
                    "The GRU “{prefix}” has {what} = {given}; at most {allowed} are allowed here.",
                    prefix=self.title,
                    what=what,
                    given=given,
                    allowed=allowed,
                )

    @staticmethod
    def _wanted(input_size: int, hidden: int, layers: int, both: bool, bias: bool) -> dict[str, tuple[int, ...]]:
        """Names and shapes of a complete nn.GRU."""
        wanted = {}
        for layer in range(layers):
            columns = input_size if layer == 0 else hidden * (2 if both else 1)
            for end in ("", "_reverse") if both else ("",):
                wanted[f"weight_ih_l{layer}{end}"] = (3 * hidden, columns)
                wanted[f"weight_hh_l{layer}{end}"] = (3 * hidden, hidden)
                if bias:
                    wanted |= {f"bias_{kind}_l{layer}{end}": (3 * hidden,) for kind in ("ih", "hh")}
        return wanted

    def _check(self, wanted: dict[str, tuple[int, ...]]) -> None:
        """Raise `Problem` unless the tensors are exactly those wanted, finite floating-point numbers."""
        for name, shape in wanted.items():
            tensor = self.tensors.get(name)
            if tensor is None:
                raise self._missing(name)
            if tuple(tensor.shape) != shape:
                raise Problem(
                    "“{name}” has shape {given}; beside the other parameters it must be {wanted}.",
                    name=self.prefix + name,
                    given=str(tuple(tensor.shape)),
                    wanted=str(shape),
                )
            if tensor.dtype != torch.float32 and tensor.dtype not in CONVERTED:
                raise Problem(
                    "“{name}” holds numbers of type {dtype}; allowed are float32, float16, bfloat16 and float64.",
                    name=self.prefix + name,
                    dtype=str(tensor.dtype).removeprefix("torch."),
                )
            if not torch.isfinite(tensor.float()).all():
                raise Problem("“{name}” holds NaN or infinite numbers (in float32).", name=self.prefix + name)

    def _missing(self, name: str) -> Problem:
        return Problem(
            "The GRU “{prefix}” is incomplete: “{name}” is missing. There are: {found}",
            prefix=self.title,
            name=self.prefix + name,
            found=", ".join(sorted(self.tensors))[:300],
        )


def find_grus(tensors: dict[str, Tensor]) -> list[FoundGRU]:
    """Every GRU by the prefix of its parameters' names, in the order of `tensors`.

    Raises
    ------
    Problem
        There is none.
    """
    groups: dict[str, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if match := _NAME.fullmatch(name):
            groups.setdefault(match[1], {})[name.removeprefix(match[1])] = tensor
    if groups:
        return [FoundGRU(prefix, found) for prefix, found in groups.items()]
    cell = next((match[1] for name in tensors if (match := _CELL_NAME.fullmatch(name))), None)
    if cell is not None:
        raise Problem(
            "“{prefix}” has the parameters of an nn.GRUCell (no “_l0” in their names). Rename them, e.g. "
            "weight_ih to weight_ih_l0, and upload again.",
            prefix=cell.rstrip("."),
        )
    raise Problem(
        "No GRU is in this file: none of its {count} tensors is called like a GRU's parameter, such as "
        "“encoder.rnn.weight_ih_l0”. It has: {found}",
        count=len(tensors),
        found=", ".join(sorted(map(str, tensors)))[:300],
    )


def find_embeddings(tensors: dict[str, Tensor], input_size: int) -> dict[str, Tensor]:
    """Matrices beside a GRU whose rows it could read: (V, input_size), floating point, not part of a recurrent layer."""
    return {
        name: tensor
        for name, tensor in tensors.items()
        if tensor.dim() == 2
        and tensor.shape[1] == input_size
        and tensor.is_floating_point()
        and tensor.numel() <= LARGEST
        and not _NAME.fullmatch(name)
        and not _CELL_NAME.fullmatch(name)
    }


def pretrained(found: FoundGRU, file: str, embedding: tuple[str, Tensor] | None = None) -> Pretrained:
    """The GRU as the app uses it.

    Parameters
    ----------
    found : FoundGRU
    file : str
        Name of the file it was found in.
    embedding : (name, Tensor) or None

    Raises
    ------
    Problem
        As in `FoundGRU.module`, or an embedding that is not all finite numbers.
    """
    name, matrix = embedding or ("", None)
    if matrix is not None and not torch.isfinite(matrix := matrix.float()).all():
        raise Problem("“{name}” holds NaN or infinite numbers (in float32).", name=name)
    return Pretrained(found.module(), embedding=matrix, file=file, prefix=found.prefix, embedding_name=name)
