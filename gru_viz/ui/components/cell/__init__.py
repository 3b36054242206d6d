"""Cell: one GRU step as a diagram to walk through; Python shapes the numbers once, the browser does the rest."""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gru_viz.analysis.gates import selected
from gru_viz.cells.gru import GRUTrace
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.ui.components import component

_component = component("cell")
#: Bytes of numbers sent at most; a longer sequence is sent in a window of steps.
_BUDGET = 3_000_000
_FEWEST_STEPS = 50


@dataclass(frozen=True)
class Window:
    """The steps that were sent: from `first` on, `steps` of them."""

    first: int
    steps: int


def window_around(step: int, length: int, units: int, features: int) -> Window:
    """As many steps around `step` as fit into the budget; whole windows, so that neighbouring steps share theirs.

    Parameters
    ----------
    step, length : int
        Of the sequence.
    units, features : int
    """
    weights = 12 * units * (units + features + 2)
    steps = max(_FEWEST_STEPS, (_BUDGET - weights) // (16 * units + 4 * features))
    if steps >= length:
        return Window(0, length)
    first = min(step // steps * steps, length - steps)
    return Window(first, steps)


def scene(
    tr: GRUTrace, layer: int, direction: str, sample: int, window: Window, features: tuple[str, ...], labels: Mapping
) -> dict[str, object]:
    """Everything that the browser needs to walk through one layer, direction and sequence.

    Parameters
    ----------
    tr : GRUTrace
    layer, sample : int
    direction : "forward" or "backward"
    window : Window
    features : tuple of str
        Names of the layer's inputs.
    labels : mapping
        Texts in the reader's language.
    """
    steps = slice(window.first, window.first + window.steps)
    weights = tr.weights[layer][DIRECTIONS.index(direction)]
    quantities = {"r": "reset_gate", "z": "update_gate", "n": "candidate_state", "h": "hidden_state"}
    arrays = {short: selected(tr, name, layer, direction, sample)[steps] for short, name in quantities.items()}
    previous = selected(tr, "previous_state", layer, direction, sample)[steps]
    inputs = tr.layer_inputs[layer][: tr.lengths[sample], sample].detach().float().cpu().numpy()[steps]
    empty = np.zeros(0, np.float32)
    arrays |= {
        "start": previous[-1 if direction == "backward" else 0],
        "x": inputs,
        "w": weights.weight_ih.float().numpy(),
        "u": weights.weight_hh.float().numpy(),
        "b": empty if weights.bias_ih is None else weights.bias_ih.float().numpy(),
        "c": empty if weights.bias_hh is None else weights.bias_hh.float().numpy(),
    }
    means = {
        each: {
            short: selected(tr, quantities[short], layer, each, sample)[steps].mean(axis=1).round(4).tolist()
            for short in ("r", "z")
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
        "reset": tr.reset_convention,
        "update": tr.update_convention,
        "means": means,
        "labels": dict(labels),
        "arrays": {name: _base64(array) for name, array in arrays.items()},
    }
    # What is new to the browser: it goes on walking through what it knows already.
    return {**data, "version": zlib.crc32(json.dumps(data).encode())}


def _base64(array: np.ndarray) -> str:
    """Little-endian float32, row by row."""
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode()


def show_cell(data: dict[str, object], key: str) -> None:
    """Mount the cell; the page's cursor says where one looks."""
    _component(data=data, key=key)
