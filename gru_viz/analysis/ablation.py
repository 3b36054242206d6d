"""Ablation: how well a network answers without a unit, or with one of its gates held; every case in one run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any, Literal

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, mse_loss

from gru_viz.analysis.automaton.observation import Answering
from gru_viz.cells.cell import Cell
from gru_viz.cells.kinds import facts_of, form_of
from gru_viz.cells.layers import Layer, step_through, unroll
from gru_viz.cells.steps import DIRECTIONS, Steps
from gru_viz.cells.sweep import by_equations
from gru_viz.learning.tasks import Batch
from gru_viz.problem import Problem
from gru_viz.progress import Computation, whole

#: What is done to a unit: its state is 0, or the mean of its states; a gate is held.
Kind = Literal["silenced", "mean", "reset_open", "reset_shut", "keeps", "writes"]
KINDS: tuple[Kind, ...] = ("silenced", "mean", "reset_open", "reset_shut", "keeps", "writes")
#: Numbers that the gates of one piece may take.
_AT_ONCE = 3_000_000


@dataclass(frozen=True)
class Ablation:
    """One case.

    Attributes
    ----------
    kind : Kind or None
        None: nothing is done.
    units : tuple of int
    layer : int
    direction : "forward" or "backward"
    """

    kind: Kind | None = None
    units: tuple[int, ...] = ()
    layer: int = 0
    direction: str = "forward"


@dataclass(frozen=True)
class Outcome:
    """How well a network answers in one case.

    Attributes
    ----------
    ablation : Ablation
    accuracy : float, in [0, 1]
        Share of the asked answers that are right.
    loss : float
        Cross-entropy of classes, squared error of values, mean over the asked answers.
    f1 : float or None, in [0, 1]
        Of the second of two classes, such as "a word ends".
    """

    ablation: Ablation
    accuracy: float
    loss: float
    f1: float | None

    def measured(self, *, f1: bool) -> float:
        """F1 if that is asked for and there is one; else the share of right answers."""
        return self.f1 if f1 and self.f1 is not None else self.accuracy


def every_unit(model: Answering, layer: int = 0, direction: str = "forward") -> list[Ablation]:
    """Every kind of case for every unit of a layer and direction."""
    module: Any = model.module
    return [Ablation(kind, (unit,), layer, direction) for unit in range(module.hidden_size) for kind in KINDS]


def every_pair(units: Sequence[int], layer: int = 0, direction: str = "forward") -> list[Ablation]:
    """Any two of these units silenced."""
    return [Ablation("silenced", pair, layer, direction) for pair in combinations(units, 2)]


def ablate(model: Answering, batch: Batch, cases: Sequence[Ablation]) -> list[Outcome]:
    """How well `model` answers `batch` as it is, and in each case; see `search`."""
    return whole(search(model, batch, cases))


def search(model: Answering, batch: Batch, cases: Sequence[Ablation]) -> Computation[list[Outcome]]:
    """`ablate`, as many cases a piece as fit into memory; the first outcome is that of the network as it is.

    Parameters
    ----------
    model : Answering
        A GRU, in either form.
    batch : Batch
        Of its task.
    cases : sequence of Ablation

    Raises
    ------
    Problem
        The network is no GRU.
    """
    cell, form = form_of(model.module)
    if form.mix is None:
        raise Problem("Interventions work on GRUs only, not on {kind}.", kind=cell.name)
    x = _inputs(model, batch)
    means = _means(model, x)
    every = [Ablation(), *cases]
    size = max(1, _AT_ONCE // (x.shape[0] * x.shape[1] * 3 * means.shape[-1]))
    outcomes: list[Outcome] = []
    for first in range(0, len(every), size):
        yield first / len(every)
        chosen = every[first : first + size]
        with torch.no_grad():
            answers = _answers(model, x, chosen, means)
        outcomes += [_judged(model, batch, case, said) for case, said in zip(chosen, answers, strict=True)]
    return outcomes


def _inputs(model: Answering, batch: Batch) -> Tensor:
    """(B, T, input_size), as the module reads it."""
    return batch.inputs if model.embedding is None or batch.inputs.dim() == 3 else model.embedding[batch.inputs]


def _means(model: Answering, x: Tensor) -> Tensor:
    """Mean of every unit's states, (layers, directions, hidden_size)."""
    return model.run(x)[0].hidden_state.mean(dim=(2, 3))


def _answers(model: Answering, x: Tensor, cases: Sequence[Ablation], means: Tensor) -> Tensor:
    """Answers in every case, (cases, B, T, outputs): the cases stand side by side in one batch."""
    module: Any = model.module
    cell, form = form_of(module)
    steps = Steps.of(x.repeat(len(cases), 1, 1), True)
    directions = 2 if module.bidirectional else 1
    start = torch.zeros(module.num_layers * directions, len(cases) * len(x), module.hidden_size, dtype=x.dtype)

    def kernel(layer: Layer) -> tuple[Tensor, tuple[Tensor]]:
        forces = partial(_forces, cell, module, cases, means, len(x), layer.number)
        return step_through(layer, by_equations(form.gates, form.mix, forces))  # pyright: ignore[reportArgumentType]

    _inputs, outputs, _ends = unroll(module, steps, (start,), kernel)
    return model.head(outputs[-1].transpose(0, 1)).unflatten(0, (len(cases), len(x)))


def _forces(
    cell: Cell, module: Any, cases: Sequence[Ablation], means: Tensor, batch: int, layer: int, direction: int
) -> Any:
    """What is held in one layer and direction at every step: of each case other units."""
    shape = len(cases), module.hidden_size
    held: dict[str, Tensor] = {}
    for row, case in enumerate(cases):
        if case.kind is None or (case.layer, case.direction) != (layer, DIRECTIONS[direction]):
            continue
        target, value = _held(cell, module, case.kind)
        values = held.setdefault(target, torch.full(shape, torch.nan, dtype=means.dtype))
        units = list(case.units)
        values[row, units] = means[layer, direction, units] if value is None else value
    rows = {name: values.repeat_interleave(batch, dim=0) for name, values in held.items()}
    force = partial(_hold, {name: (values.isnan(), values) for name, values in rows.items()})
    return lambda _step: force


def _held(cell: Cell, module: Any, kind: Kind) -> tuple[str, float | None]:
    """Which quantity a case holds, and at which value; None: at its mean."""
    keeping = 1.0 if facts_of(module)["update_convention"] == "keep" else 0.0
    return {
        "silenced": ("hidden_state", 0.0),
        "mean": ("hidden_state", None),
        "reset_open": ("reset_gate", 1.0),
        "reset_shut": ("reset_gate", 0.0),
        "keeps": (cell.keeps, keeping),
        "writes": (cell.keeps, 1 - keeping),
    }[kind]


def _hold(held: dict[str, tuple[Tensor, Tensor]], name: str, value: Tensor) -> Tensor:
    """`value` with what is held put in: the `Force` of a step."""
    if name not in held:
        return value
    free, values = held[name]
    return torch.where(free, value, values)


def _judged(model: Answering, batch: Batch, case: Ablation, answers: Tensor) -> Outcome:
    """The outcome of answers (B, T, outputs)."""
    said, wanted = answers[batch.asked], batch.targets[batch.asked]
    if model.task.kind != "classes":
        near = ((said - wanted).abs() <= model.task.tolerance).all(-1)
        return Outcome(case, near.double().mean().item(), mse_loss(said, wanted.to(said.dtype)).item(), None)
    best = said.argmax(-1)
    f1 = None
    if model.task.outputs == 2:
        both, either = ((best == 1) & (wanted == 1)).sum().item(), ((best == 1).sum() + (wanted == 1).sum()).item()
        f1 = 2 * both / either if either else 1.0
    return Outcome(case, (best == wanted).double().mean().item(), cross_entropy(said, wanted).item(), f1)


def ranked(outcomes: Sequence[Outcome]) -> Iterator[tuple[int, dict[Kind, Outcome]]]:
    """Units with what became of each case, the one that is missed most first."""
    cases: dict[int, dict[Kind, Outcome]] = {}
    for each in outcomes:
        if each.ablation.kind is not None and len(each.ablation.units) == 1:
            cases.setdefault(each.ablation.units[0], {})[each.ablation.kind] = each
    return iter(sorted(cases.items(), key=lambda item: (item[1]["silenced"].accuracy, -item[1]["silenced"].loss)))
