"""Compare: what the cells of one size cost, in parameters, in arithmetic and in time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gru_viz.analysis.timing import Timing, run_of, turns
from gru_viz.cells.build import parameter_count
from gru_viz.cells.kinds import by_size
from gru_viz.learning.adam import Adam
from gru_viz.progress import Computation, part
from gru_viz.randomness import seeded


@dataclass(frozen=True)
class CellCost:
    """What one module costs.

    Attributes
    ----------
    name : str
    directions, parameters : int
    multiply_adds : int
        Of one step of one sequence: an addition and a multiplication for each number of every matrix.
    forward, training : Timing
        One run without gradients; one with gradients, backward pass and Adam step.
    """

    name: str
    directions: int
    parameters: int
    multiply_adds: int
    forward: Timing
    training: Timing


def multiply_adds(module: nn.Module) -> int:
    """Multiply-adds of one step: every number of every matrix takes part once."""
    return sum(parameter.numel() for name, parameter in module.named_parameters() if name.startswith("weight"))


def _step(module: nn.Module, x: Tensor) -> Callable[[], None]:
    """One training step on the sum of the outputs."""
    adam = Adam(module.parameters())

    def act() -> None:
        adam.zero_grad()
        module(x)[0].square().mean().backward()
        adam.step()

    return act


def cell_costs(
    x: Tensor, hidden_size: int, num_layers: int = 1, *, bias: bool = True, budget: float = 0.3
) -> Computation[list[CellCost]]:
    """Costs of each cell, with one direction and with two, on `x`; one run a piece.

    Parameters
    ----------
    x : Tensor (T, B, input_size)
    hidden_size, num_layers : int
    bias : bool
    budget : float, seconds
        For each of the two kinds of measurement.
    """
    made = []
    with seeded(0):
        for cell in by_size():
            for both in (False, True):
                made.append(
                    (cell.name, cell.module(x.shape[-1], hidden_size, num_layers, bias=bias, bidirectional=both))
                )
    modules = [module for _name, module in made]
    forward = yield from part(turns([run_of(module, x) for module in modules], budget), 0.0, 0.3)
    training = yield from part(turns([_step(module, x) for module in modules], budget), 0.3, 1.0)
    return [
        CellCost(name, 1 + module.bidirectional, parameter_count(module), multiply_adds(module), run, step)
        for (name, module), run, step in zip(made, forward, training, strict=True)
    ]


def per_step(timings: Sequence[Timing], lengths: Sequence[int]) -> float:
    """Seconds that each further step takes, from the shortest to the longest of `lengths`, by the fastest run of each."""
    return (timings[-1].fastest - timings[0].fastest) / (lengths[-1] - lengths[0])


def time_by_length(
    input_size: int, hidden_size: int, lengths: Sequence[int] = (50, 100, 200, 400, 800), budget: float = 0.4
) -> Computation[dict[str, list[Timing]]]:
    """Time of a run at each length, of each cell and of nn.Linear to as many units; one run a piece."""
    with seeded(0):
        modules = {cell.name: cell.module(input_size, hidden_size) for cell in by_size()}
        modules["Linear"] = nn.Linear(input_size, hidden_size)
    return (yield from _by_length(modules, input_size, lengths, budget))


def directions_by_length(
    input_size: int, hidden_size: int, lengths: Sequence[int] = (50, 200, 800), budget: float = 0.1
) -> Computation[dict[str, list[Timing]]]:
    """The same of nn.GRU with one direction and with both, and of nn.Linear."""
    with seeded(0):
        modules = {
            "GRU": nn.GRU(input_size, hidden_size),
            "Bi-GRU": nn.GRU(input_size, hidden_size, bidirectional=True),
            "Linear": nn.Linear(input_size, hidden_size),
        }
    return (yield from _by_length(modules, input_size, lengths, budget))


def _by_length(
    modules: dict[str, nn.Module], input_size: int, lengths: Sequence[int], budget: float
) -> Computation[dict[str, list[Timing]]]:
    """Of modules by their names."""
    inputs = [torch.randn(length, 1, input_size, generator=torch.Generator().manual_seed(0)) for length in lengths]
    acts = [run_of(module, x) for module in modules.values() for x in inputs]
    found = yield from turns(acts, budget)
    return {name: found[i * len(lengths) : (i + 1) * len(lengths)] for i, name in enumerate(modules)}
