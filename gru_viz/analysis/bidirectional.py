"""Bi-GRU: two directions merged, read out, located in `output` and timed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn

from gru_viz.analysis.gates import selected
from gru_viz.analysis.timing import in_turns, run_of
from gru_viz.cells.build import parameter_count
from gru_viz.cells.celltrace import CellTrace
from gru_viz.experiment.view import Merge


def merge(tr: CellTrace, how: Merge = "concat", layer: int = -1, sample: int = 0) -> np.ndarray:
    """→h_t and ←h_t of one layer as one representation of each step.

    Parameters
    ----------
    tr : CellTrace
        Of a bidirectional run.
    how : "concat" (what nn.GRU returns), "sum", "mean" or "product"

    Returns
    -------
    ndarray (T, 2 * hidden_size) for "concat", else (T, hidden_size)
    """
    forward, backward = (selected(tr, "hidden_state", layer, d, sample) for d in ("forward", "backward"))
    if how == "concat":
        return np.concatenate([forward, backward], axis=1)
    if how == "product":
        return forward * backward
    total = forward + backward
    return total / 2 if how == "mean" else total


def output_layer(
    merged: np.ndarray, classes: int, kind: Literal["softmax", "linear"] = "softmax", seed: int = 0
) -> np.ndarray:
    """y_t of an untrained `nn.Linear` on each step, with or without softmax.

    Parameters
    ----------
    merged : ndarray (T, features)
    classes : int
        K.
    seed : int
        Of the layer's weights, U(-1/√features, 1/√features) as in nn.Linear.

    Returns
    -------
    ndarray (T, classes); with softmax each row is ≥ 0 and sums to 1
    """
    features = merged.shape[1]
    bound = features**-0.5
    generator = torch.Generator().manual_seed(seed)
    weight = torch.empty(classes, features).uniform_(-bound, bound, generator=generator)
    bias = torch.empty(classes).uniform_(-bound, bound, generator=generator)
    scores = nn.functional.linear(torch.from_numpy(np.ascontiguousarray(merged)), weight, bias)
    return (scores.softmax(dim=-1) if kind == "softmax" else scores).numpy()


def final_positions(length: int, hidden_size: int) -> dict[str, tuple[int, slice]]:
    """Where `h_n` of the last layer sits in `output` of a bidirectional nn.GRU.

    Parameters
    ----------
    length : int
        Steps of the sequence.

    Returns
    -------
    dict of direction to (time step, slice of features)
        The backward direction ends where it has read everything: at the first step.
    """
    return {
        "forward": (length - 1, slice(0, hidden_size)),
        "backward": (0, slice(hidden_size, 2 * hidden_size)),
    }


@dataclass(frozen=True)
class Cost:
    """What a module costs.

    Attributes
    ----------
    parameters : int
    seconds : float
        Median time of one run without gradients.
    spread : tuple of float
        Fastest and slowest run, seconds.
    """

    parameters: int
    seconds: float
    spread: tuple[float, float]


def costs(modules: list[nn.Module], x: Tensor, repeats: int = 101, budget: float = 0.3) -> list[Cost]:
    """Parameters and run time of each module on `x`, measured in turns so that all see the same machine.

    Parameters
    ----------
    modules : list of Module
    x : Tensor or PackedSequence
        What they read.
    repeats : int
        Most runs of each module, after one to warm up.
    budget : float, seconds
        No further round starts once this has passed.
    """
    timings = in_turns([run_of(module, x) for module in modules], budget, repeats)
    return [
        Cost(parameter_count(module), timing.median, (timing.fastest, timing.slowest))
        for module, timing in zip(modules, timings, strict=True)
    ]
