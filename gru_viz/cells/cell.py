"""Cell: everything that the house asks of one kind of recurrent cell, as a row of one table."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import torch
from torch import Tensor, nn

from gru_viz.cells.chunks import Fill, Hidden
from gru_viz.cells.layers import Kernel
from gru_viz.cells.sweep import Gates, Mix, OwnStep, Sweep, WalkInPlace

if TYPE_CHECKING:
    from gru_viz.cells.celltrace import CellTrace
    from gru_viz.cells.excerpt import Excerpt

UpdateConvention = Literal["keep", "write"]
#: (derivatives by s_t (..., N, S), which steps) -> derivatives by the weighted sums (..., N, rows), and by s_{t-1}
Back = Callable[[Tensor, int | slice], tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class State:
    """A state that each step hands on to the next.

    Attributes
    ----------
    letter : str
        As in h_0 and h_n.
    name, before : str
        Its names in a trace: after the step, and what the step started from.
    """

    letter: str
    name: str
    before: str


HIDDEN = State("h", "hidden_state", "previous_state")


@dataclass(frozen=True, kw_only=True)
class Form:
    """How one class of modules computes the cell.

    Attributes
    ----------
    module : type of nn.Module
        With nn.GRU's attributes and parameter names.
    kernel : Kernel
        What the module itself runs, layer by layer.
    gates : Gates
        What the kernel does not give out, from x_t and h_{t-1}.
    states : callable
        (gates, sweep) to further tensors by name, of states beside h_t.
    fill : Fill
        The same as `gates` and `states` without gradients, some steps at a time and in place.
    hidden : Hidden
        h_t as these quantities give it, to be held against what a module returned.
    mix : Mix or None
        h_t from the gates, for runs with interventions; None where there are none.
    in_place : WalkInPlace or None
        Such a run without gradients, in fewer operations.
    own_step : OwnStep or None
        A step as the kernel has it on the CPU, operation by operation; see `Notes`.
    facts : callable
        The module to `Cell.facts` by name.
    """

    module: type[nn.Module]
    kernel: Kernel
    gates: Gates
    fill: Fill
    hidden: Hidden
    states: Callable[[dict[str, Tensor], Sweep], dict[str, Tensor]] = lambda _gates, _sweep: {}
    mix: Mix | None = None
    in_place: WalkInPlace | None = None
    own_step: OwnStep | None = None
    facts: Callable[[Any], dict[str, str]] = lambda _module: {}


@dataclass(frozen=True)
class Convention:
    """A way to write the cell's equations.

    Attributes
    ----------
    module : type of nn.Module
        The form that computes it.
    update : "keep" or "write"
        What z = 1 means in it.
    rewrite : callable
        A module of the first form to one that computes it with the same weights.
    """

    module: type[nn.Module]
    update: UpdateConvention
    rewrite: Callable[[Any], nn.Module] = lambda module: module


def whole_state(at: "Excerpt", _quantity: str) -> tuple[Tensor, Tensor]:
    """The `Cell.recurrent` of a quantity that sees h_{t-1} as it is."""
    h = at["previous_state"]
    return h, torch.ones_like(h)


@dataclass(frozen=True, kw_only=True, eq=False)
class Cell:
    """One kind of cell.

    Attributes
    ----------
    key : str
        In links, in code, and in the name of the file that says in ui what it is about.
    name : str
    trace : type of CellTrace
    forms : tuple of Form
        The first is what the cell is made of where nothing else is asked for.
    quantities : tuple of str
        What a trace records, in the order in which a step computes it.
    rows : tuple of str
        What the blocks of rows of the weights lead to.
    backward : callable
        Steps of a trace to `Back` and the straight road's part of ∂s_t/∂s_{t-1}, (K, S): one step backwards, in closed form.
    single : type of nn.Module or None
        The class of modules that computes one step of its first form, such as nn.GRUCell.
    recurrent : callable
        (steps of a trace, quantity) to what the recurrent matrix multiplies in that quantity's sum, and what the result is
        multiplied by, (K, hidden_size) each.
    states : tuple of State
        What a step hands on.
    keeps : str
        The gate that keeps the old state: where the trace says that an update gate of 1 writes, one minus it.
    writes : str
        The gate that lets the new state in, where it is another one; else what is not kept is written.
    alone : tuple of str
        Quantities that need no other of the same step: where only such are wanted, `Form.fill` has no place for the others.
    shiftable : mapping of gate to str
        Gates whose bias a visitor can shift, and what that does (catalogue keys).
    arguments : tuple of str
        Arguments of the module beside nn.GRU's own.
    facts : tuple of str
        What a trace says of itself beside numbers.
    conventions : mapping of str to Convention
        Ways to write its equations, by name; empty where there is only one.
    letters : mapping of quantity to str
        Where the usual letter is not the cell's.
    unbounded : tuple of str
        States that may leave [-1, 1].
    known_by : str
        The quantity whose colour the cell has beside other cells.
    parallel : bool
        Neither gate nor candidate reads the state: there is no recurrent matrix, and all steps are computed at once.
    """

    key: str
    name: str
    trace: type["CellTrace"]
    forms: tuple[Form, ...]
    quantities: tuple[str, ...]
    rows: tuple[str, ...]
    backward: Callable[["Excerpt[Any]"], tuple[Back, Tensor]]
    single: type[nn.Module] | None = None
    recurrent: Callable[["Excerpt[Any]", str], tuple[Tensor, Tensor]] = whole_state
    states: tuple[State, ...] = (HIDDEN,)
    keeps: str = ""
    writes: str = ""
    alone: tuple[str, ...] = ()
    shiftable: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    conventions: Mapping[str, Convention] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    unbounded: tuple[str, ...] = ()
    known_by: str = "hidden_state"
    parallel: bool = False

    @property
    def module(self) -> type[nn.Module]:
        """The class of modules that it is made of where nothing else is asked for."""
        return self.forms[0].module

    @property
    def gates(self) -> tuple[str, ...]:
        """Names of the quantities that are gates, in [0, 1]."""
        return tuple(name for name in self.quantities if is_gate(name))

    @property
    def bounded(self) -> tuple[str, ...]:
        """States that stay in [-1, 1] if h_0 is."""
        return tuple(name for name in self.quantities if not is_gate(name) and name not in self.unbounded)

    def computed_for(self, kept: Collection[str], checked: bool) -> list[str]:
        """Quantities beside h_t that `Form.fill` has to compute where these are kept; all if h_t is held against them."""
        alone = not checked and set(kept) <= set(self.alone)
        return [name for name in self.quantities if name != self.states[0].name and (name in kept or not alone)]

    @property
    def biases(self) -> dict[str, str]:
        """Parameters of an experiment that shift its gates, each with its gate."""
        return {f"{gate}_bias": gate for gate in self.shiftable}

    @property
    def shifted(self) -> str:
        """Start of the names of the biases that a shift is added to."""
        return "bias_ih" if self.parallel else "bias_hh"

    def block(self, quantity: str) -> int:
        """Which block of rows of the weights leads to `quantity`."""
        return self.rows.index(quantity)


def is_gate(quantity: str) -> bool:
    """Whether a quantity lives in [0, 1]."""
    return quantity.endswith("_gate")


def written(module: type[nn.Module]) -> str:
    """How the constructor stands in code: torch.nn.GRU, gru_viz.TextbookGRU."""
    return f"{'torch.nn' if module.__module__.startswith('torch.') else 'gru_viz'}.{module.__name__}"


def called(module: type[nn.Module]) -> str:
    """How the class is called in a sentence: nn.GRU, TextbookGRU."""
    return written(module).removeprefix("torch.").removeprefix("gru_viz.")
