"""Scene: one step of a cell with its numbers, as the diagram in components/cell walks through it."""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from gru_viz.analysis.gates import selected
from gru_viz.cells.cell import Cell
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.gru import GRU
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.experiment.whatif import Held

#: Bytes of numbers sent at most; a longer sequence is sent in a window of steps.
_BUDGET = 3_000_000
_FEWEST_STEPS = 50
#: Of each quantity, its name in the browser.
LETTERS = {
    "reset_gate": "r",
    "update_gate": "z",
    "input_gate": "i",
    "forget_gate": "f",
    "output_gate": "o",
    "candidate_state": "n",
    "cell_state": "s",
    "hidden_state": "h",
}


@dataclass(frozen=True)
class Window:
    """The steps that were sent: from `first` on, `steps` of them."""

    first: int
    steps: int


def window_around(step: int, length: int, units: int, features: int, cell: Cell = GRU) -> Window:
    """As many steps around `step` as fit into the budget; whole windows, so that neighbouring steps share theirs.

    Parameters
    ----------
    step, length : int
        Of the sequence.
    units, features : int
    cell : Cell
    """
    weights = 4 * len(cell.rows) * units * (units + features + 2)
    steps = max(_FEWEST_STEPS, (_BUDGET - weights) // (4 * len(cell.quantities) * units + 4 * features))
    if steps >= length:
        return Window(0, length)
    first = min(step // steps * steps, length - steps)
    return Window(first, steps)


def scene(
    tr: CellTrace,
    layer: int,
    direction: str,
    sample: int,
    window: Window,
    features: tuple[str, ...],
    labels: Mapping,
    held: Sequence[Held] = (),
    *,
    whole: bool = True,
) -> dict[str, object]:
    """Everything that the browser needs to walk through one layer, direction and sequence.

    Parameters
    ----------
    tr : CellTrace
    layer, sample : int
    direction : "forward" or "backward"
    window : Window
    features : tuple of str
        Names of the layer's inputs.
    labels : mapping
        Texts in the reader's language.
    held : sequence of Held
        What is held in this run.
    whole : bool
        With all its numbers; else without those that a picture of the run and the parcel of its weights bring.
    """
    steps = slice(window.first, window.first + window.steps)
    weights = tr.weights[layer][DIRECTIONS.index(direction)].there()
    empty = torch.empty(0)
    parts = {"b": "bias_ih", "c": "bias_hh"} | ({"w": "weight_ih", "u": "weight_hh"} if whole else {})
    arrays = {short: weights.get(name, empty).float().numpy() for short, name in parts.items()}
    if whole:
        arrays |= _numbers(tr, layer, direction, sample, steps)
    means = {
        each: {
            LETTERS[gate]: selected(tr, gate, layer, each, sample)[steps].mean(axis=1).round(4).tolist()
            for gate in tr.cell.gates
        }
        for each in DIRECTIONS[: tr.num_directions]
    }
    data = {
        "first": window.first,
        "steps": window.steps,
        "units": tr.hidden_size,
        "features": list(features),
        "tokens": list(tr.tokens[sample][steps]),
        "direction": direction,
        "backward": direction == "backward",
        "cell": tr.cell.key,
        "reset": tr.facts.get("reset_convention"),
        "update": tr.facts.get("update_convention"),
        "nonlinearity": tr.facts.get("nonlinearity"),
        "means": means,
        "held": [{"gate": LETTERS[each.quantity], "units": each.units, "step": each.step} for each in held],
        "labels": dict(labels),
        "arrays": {name: _base64(array) for name, array in arrays.items()},
    }
    # What is new to the browser: it goes on walking through what it knows already.
    return {**data, "version": zlib.crc32(json.dumps(data).encode())}


def _numbers(tr: CellTrace, layer: int, direction: str, sample: int, steps: slice) -> dict[str, np.ndarray]:
    """What goes in, what is recorded, and the states that the first step started from."""
    arrays = {LETTERS[name]: selected(tr, name, layer, direction, sample)[steps] for name in tr.quantities}
    started = -1 if direction == "backward" else 0
    for state in tr.cell.states:
        before = selected(tr, state.before, layer, direction, sample)[steps]
        arrays[f"start_{LETTERS[state.name]}"] = before[started]
    return arrays | {"x": tr.layer_inputs[layer][: tr.lengths[sample], sample].detach().float().cpu().numpy()[steps]}


def _base64(array: np.ndarray) -> str:
    """Little-endian float32, row by row."""
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode()
