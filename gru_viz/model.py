"""Model parameters to nn.Module: GRUs with seeded weights, and the states they start from."""

import math
import re
from typing import Literal

import torch
from torch import Tensor, nn

from gru_viz.problem import Problem

Initialisation = Literal["default", "xavier", "orthogonal"]
StartState = Literal["zeros", "random", "typed"]


def seeded_gru(
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
    update_gate_bias: float = 0.0,
    reset_gate_bias: float = 0.0,
) -> nn.GRU:
    """nn.GRU with weights drawn from `seed` alone, whatever the global random state.

    Parameters
    ----------
    initialisation : Initialisation
        "default": U(-1/√H, 1/√H), the very numbers of `torch.manual_seed(seed); nn.GRU(...)`.
        "xavier": Glorot uniform for each gate's matrix, biases 0. "orthogonal": each gate's recurrent matrix
        orthogonal, input matrices Glorot uniform, biases 0.
    update_gate_bias, reset_gate_bias : float
        Added to b_hz and b_hr. In nn.GRU a larger update gate keeps the old state longer.

    Raises
    ------
    Problem
        An offset without a bias to add it to.
    """
    with torch.device("meta"):
        # One layer takes no dropout; nn.GRU would warn about it.
        between = dropout if num_layers > 1 else 0.0
        gru = nn.GRU(input_size, hidden_size, num_layers, bias, batch_first, between, bidirectional)
    gru = gru.to_empty(device="cpu")
    generator = torch.Generator().manual_seed(seed)
    bound = 1 / math.sqrt(hidden_size)
    with torch.no_grad():
        for name, parameter in gru.named_parameters():
            if initialisation == "default":
                parameter.uniform_(-bound, bound, generator=generator)
            elif name.startswith("bias"):
                parameter.zero_()
            else:
                recurrent = name.startswith("weight_hh") and initialisation == "orthogonal"
                draw = nn.init.orthogonal_ if recurrent else nn.init.xavier_uniform_
                for gate in parameter.chunk(3):
                    draw(gate, generator=generator)
    shift_gates(gru, update_gate_bias, reset_gate_bias)
    return gru


def shift_gates(gru: nn.GRU, update_gate_bias: float, reset_gate_bias: float) -> None:
    """Add to b_hz and b_hr of every layer and direction, in place.

    Raises
    ------
    Problem
        An offset without a bias to add it to.
    """
    if not (update_gate_bias or reset_gate_bias):
        return
    if not gru.bias:
        raise Problem("The gate bias needs a bias to add to: switch bias on, or set both offsets to 0.")
    hidden_size = gru.hidden_size
    with torch.no_grad():
        for name, parameter in gru.named_parameters():
            if name.startswith("bias_hh"):
                parameter[:hidden_size] += reset_gate_bias
                parameter[hidden_size : 2 * hidden_size] += update_gate_bias


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
        return torch.randn(shape, generator=torch.Generator().manual_seed(seed))
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
