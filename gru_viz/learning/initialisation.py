"""Starts: how gates begin, which decides what a cell still has of long ago before it has learned to keep anything."""

from typing import Literal, cast

import torch
from torch import nn

from gru_viz.cells.build import shift_gates
from gru_viz.cells.kinds import form_of
from gru_viz.problem import N_

Start = Literal["pytorch", "keep", "chrono"]
#: Catalogue keys.
STARTS: dict[Start, str] = {
    "pytorch": N_("PyTorch's initialisation"),
    "keep": N_("bias of the gate that keeps +1"),
    "chrono": N_("chrono initialisation"),
}


def start_as(module: nn.Module, start: Start, length: int, seed: int = 0) -> None:
    """Set where the gates of a fresh module begin, in place; a cell without a gate that keeps stays as it is.

    Parameters
    ----------
    module : nn.Module
        Of a cell's form, with biases.
    start : Start
        "pytorch": as it is, U(-1/√H, 1/√H), so that gates begin near one half. "keep": 1 is added to the bias of the gate
        that keeps the state, the LSTM's forget gate (Jozefowicz et al. 2015), and so to the GRU's update gate. "chrono":
        that bias is log(u), u uniform over [1, length - 1] for each unit, and the LSTM's input gate has its negative
        (Tallec & Ollivier 2018, section 2): units begin with memories of all lengths up to the task's.
    length : int
        Of the task's sequences, at least 3.
    seed : int
        Of the draws.
    """
    cell, form = form_of(module)
    units = cast(int, module.hidden_size)
    if start == "pytorch" or not cell.keeps:
        return
    # Where an update gate of 1 writes, keeping is its negative.
    sign = -1.0 if form.facts(module).get("update_convention") == "write" else 1.0
    if start == "keep":
        shift_gates(module, {cell.keeps: sign})
        return
    parameters = dict(module.named_parameters())
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name in [name for name in parameters if name.startswith(cell.shifted)]:
            kept = torch.empty(units).uniform_(1, length - 1, generator=generator).log()
            other = parameters.get(name.replace("hh", "ih") if "hh" in name else name.replace("ih", "hh"))
            for gate, bias in ((cell.keeps, sign * kept), (cell.writes, -kept)):
                if gate:
                    parameters[name].split(units)[cell.block(gate)].copy_(bias)
                    if other is not None:
                        other.split(units)[cell.block(gate)].zero_()
