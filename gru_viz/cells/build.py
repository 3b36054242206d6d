"""Model parameters to nn.Module: recurrent cells with seeded weights, and the states they start from."""

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import torch
from torch import Tensor, nn

from gru_viz.cells.kinds import CellKey, cell_named, form_of
from gru_viz.problem import Problem

Initialisation = Literal["default", "xavier", "orthogonal"]
StartState = Literal["zeros", "random", "typed"]


def seeded_cell(
    cell: CellKey,
    input_size: int,
    hidden_size: int,
    num_layers: int = 1,
    *,
    bias: bool = True,
    batch_first: bool = False,
    dropout: float = 0.0,
    bidirectional: bool = False,
    initialisation: Initialisation = "default",
    seed: int = 0,
    shifts: Mapping[str, float] = MappingProxyType({}),
    **arguments: object,
) -> nn.Module:
    """A cell's own module, such as nn.GRU, with weights drawn from `seed` alone, whatever the global random state.

    Parameters
    ----------
    initialisation : Initialisation
        "default": U(-1/√H, 1/√H), the very numbers of `torch.manual_seed(seed); nn.GRU(...)`.
        "xavier": Glorot uniform for each gate's matrix, biases 0. "orthogonal": each gate's recurrent matrix
        orthogonal, input matrices Glorot uniform, biases 0.
    shifts : mapping of gate name to float
        As in `shift_gates`.
    **arguments : object
        The cell's own, as its row says: nn.RNN's `nonlinearity`.

    Raises
    ------
    ValueError
        There is no such cell.
    Problem
        A shift without a bias to add it to.
    """
    build = cell_named(cell).module
    with torch.device("meta"):
        # One layer takes no dropout; the module would warn about it.
        between = dropout if num_layers > 1 else 0.0
        sizes = {"num_layers": num_layers, "bias": bias, "batch_first": batch_first, "bidirectional": bidirectional}
        module = build(input_size, hidden_size, dropout=between, **sizes, **arguments)
    # Not Module.to_empty: its first call imports sympy and a compiler, half a second.
    module.load_state_dict({name: torch.empty(like.shape) for name, like in module.named_parameters()}, assign=True)
    generator = torch.Generator().manual_seed(seed)
    bound = 1 / math.sqrt(hidden_size)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if initialisation == "default":
                parameter.uniform_(-bound, bound, generator=generator)
            elif name.startswith("bias"):
                parameter.zero_()
            else:
                recurrent = name.startswith("weight_hh") and initialisation == "orthogonal"
                draw = nn.init.orthogonal_ if recurrent else nn.init.xavier_uniform_
                for gate in parameter.split(hidden_size):
                    draw(gate, generator=generator)
    shift_gates(module, shifts)
    return module


def shift_gates(module: nn.Module, shifts: Mapping[str, float]) -> None:
    """Add to gates' rows of b_hh in every layer and direction, in place.

    Parameters
    ----------
    module : nn.Module
        Of a cell's first form.
    shifts : mapping of gate name to float
        Of the gates that its row calls shiftable, such as "update_gate" of an nn.GRU, where more keeps the old state longer.

    Raises
    ------
    Problem
        A shift without a bias to add it to.
    """
    shifts = {gate: shift for gate, shift in shifts.items() if shift}
    if not shifts:
        return
    if not module.bias:
        raise Problem("The gate bias needs a bias to add to: switch bias on, or set every offset to 0.")
    cell, _form = form_of(module)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if name.startswith(cell.shifted):
                blocks = parameter.split(module.hidden_size)
                for gate, shift in shifts.items():
                    blocks[cell.block(gate)].add_(shift)


def drawn_state(shape: tuple[int, int, int], seed: int) -> Tensor:
    """A start state from the standard normal distribution."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def start_state(kind: StartState, shape: tuple[int, int, int], seed: int = 0, typed: str = "") -> Tensor | None:
    """h_0 of shape (num_layers * num_directions, B, hidden_size), or None for zeros.

    Parameters
    ----------
    kind : "zeros", "random" (standard normal from `seed`) or "typed"
    typed : str
        Numbers between spaces, commas or line ends: one for all, one for each unit, or one for each value.

    Raises
    ------
    Problem
        Another count of numbers, or something that is not a finite number.
    """
    if kind == "zeros":
        return None
    if kind == "random":
        return drawn_state(shape, seed)
    words = [word for word in re.split(r"[\s,;]+", typed) if word]
    numbers = []
    for position, word in enumerate(words, start=1):
        try:
            number = float(word)
        except ValueError:
            number = math.nan
        if not abs(number) <= 1e30:
            raise Problem(
                "h_0, number {position}: “{word}” is not a finite number. Allowed are numbers such as 0.5 or -1.",
                position=position,
                word=word[:40],
            )
        numbers.append(number)
    rows, batch, hidden_size = shape
    if len(numbers) not in (1, hidden_size, rows * batch * hidden_size):
        raise Problem(
            "h_0 has {given} numbers. Allowed are 1 (for all), {units} (one for each unit) "
            "or {all} (layers·directions × batch × units).",
            given=len(numbers),
            units=hidden_size,
            all=rows * batch * hidden_size,
        )
    values = torch.tensor(numbers)
    return (values.reshape(shape) if values.numel() == math.prod(shape) else values.expand(shape)).clone()


def parameter_count(module: nn.Module) -> int:
    """Number of trainable numbers."""
    return sum(parameter.numel() for parameter in module.parameters())
