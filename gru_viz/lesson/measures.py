"""Measures: what the answer to a question is read from, at the moment it is asked; each a run to one number."""

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

import numpy as np
from torch import nn

from gru_viz.analysis.gates import selected
from gru_viz.analysis.memory import half_lives, kept_share, shares
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.kinds import every_quantity
from gru_viz.cells.textbook import TextbookGRU
from gru_viz.experiment.setup import Setup
from gru_viz.experiment.whatif import interventions
from gru_viz.lesson.claims.all import CLAIMS
from gru_viz.lesson.claims.claim import Claim
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import Problem


@dataclass(frozen=True)
class Measure:
    """One way to get a number from a run.

    Attributes
    ----------
    take : callable
        A setup, its run with the gates held as its view says, and what stands behind the name, to the number.
    arguments : tuple of str
        What may stand behind the name; "" where nothing does.
    """

    take: Callable[[Setup, CellTrace, str], float]
    arguments: tuple[str, ...] = ("",)


def measured(setup: Setup, measure: str) -> float:
    """The number that a measure, by its name and argument, finds on a setup.

    Raises
    ------
    Problem
        The cell of the setup has nothing of the kind.
    """
    name, _space, more = measure.partition(" ")
    return float(MEASURES[name].take(setup, setup.run(interventions(setup)), more))


def _in_view(setup: Setup, tr: CellTrace, quantity: str) -> np.ndarray:
    """(T, units) of the layer, direction and sequence in view."""
    if quantity not in tr.quantities:
        raise Problem("this cell has no {quantity}; it has {names}", quantity=quantity, names=", ".join(tr.quantities))
    return selected(tr, quantity, *_place(setup))


def _place(setup: Setup) -> tuple[int, str, int]:
    """Layer, direction and sequence in view."""
    e = setup.experiment
    return e.layer, e.direction, e.sample


def _keeping(tr: CellTrace) -> CellTrace:
    """The run itself, if its cell keeps its state by a gate."""
    if tr.keep_gate is None:
        raise Problem("this cell has no gate that keeps its state")
    return tr


def _mean(setup: Setup, tr: CellTrace, quantity: str) -> float:
    """At the step in view, over the units."""
    return _in_view(setup, tr, quantity)[setup.experiment.step].mean()


def _overall(setup: Setup, tr: CellTrace, quantity: str) -> float:
    """Over all units and steps."""
    return _in_view(setup, tr, quantity).mean()


def _largest(setup: Setup, tr: CellTrace, quantity: str) -> float:
    """The largest of any unit at any step, without its sign."""
    return np.abs(_in_view(setup, tr, quantity)).max()


def _moves(setup: Setup, tr: CellTrace, _more: str) -> float:
    """How far the state moves at the step in view, mean over the units."""
    step = setup.experiment.step
    after, before = (selected(tr, name, *_place(setup))[step] for name in ("hidden_state", "previous_state"))
    return np.abs(after - before).mean()


def _writes_most(setup: Setup, tr: CellTrace, _more: str) -> float:
    """The step at which most of the state is new."""
    return int(kept_share(_keeping(tr), *_place(setup)).mean(axis=1).argmin())


def _still_there(setup: Setup, tr: CellTrace, _more: str) -> float:
    """Of the state after the step in view, the share that is in the last one by the linear path."""
    found = shares(_keeping(tr), *_place(setup))
    return found.share[np.searchsorted(found.steps, setup.experiment.step), -1]


def _half_life(setup: Setup, tr: CellTrace, _more: str) -> float:
    """Of the units, the median."""
    return float(np.median(half_lives(_keeping(tr), *_place(setup))))


def _slope(_setup: Setup, tr: CellTrace, _more: str) -> float:
    """The largest slope g(1 − g) of any gate."""
    return max(
        float((gate * (1 - gate)).nan_to_num().max()) for gate in (getattr(tr, name) for name in _keeping(tr).gates)
    )


def _shape(setup: Setup, _tr: CellTrace, which: str) -> float:
    """How long an axis is of what goes in or comes out."""
    tensor, axis = which.split()
    return setup.sizes.shapes()[tensor][int(axis)][1]


def _of_claim(setup: Setup, _tr: CellTrace, which: str) -> float:
    """One number of a claim's experiment."""
    if not isinstance(setup.module(), nn.GRU | TextbookGRU):
        raise Problem("the claims are about the GRU")
    name, field = which.split(".")
    found = getattr(_CLAIMS[name].measure(Subject.of(setup)), field)
    return float(found) if math.isfinite(found) else math.nan


def _numbers(claim: Claim[Any]) -> tuple[str, ...]:
    """Names of the numbers that a claim's experiment gives."""
    kind = get_type_hints(claim.measure)["return"]
    return tuple(f"{claim.name}.{each.name}" for each in fields(kind) if each.type in (int, float))


#: Measures whose argument is a gate or a state.
OF_QUANTITIES = ("mean", "overall", "largest")
_CLAIMS = {claim.name: claim for claim in CLAIMS}
_QUANTITIES = tuple(every_quantity())
MEASURES: dict[str, Measure] = {
    "mean": Measure(_mean, _QUANTITIES),
    "overall": Measure(_overall, _QUANTITIES),
    "largest": Measure(_largest, _QUANTITIES),
    "moves": Measure(_moves),
    "writes-most": Measure(_writes_most),
    "still-there": Measure(_still_there),
    "half-life": Measure(_half_life),
    "slope": Measure(_slope),
    "shape": Measure(_shape, tuple(f"{tensor} {axis}" for tensor in ("x", "h_0", "output", "h_n") for axis in "012")),
    "claim": Measure(_of_claim, tuple(each for claim in CLAIMS for each in _numbers(claim))),
}
