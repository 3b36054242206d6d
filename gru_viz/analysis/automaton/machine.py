"""Machine: a finite-state machine with answers on its transitions (Mealy 1955), and how well it stands for a GRU."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gru_viz.analysis.automaton.holding import Name

if TYPE_CHECKING:
    import networkx

#: Agreement from which on a machine may be said to do what the GRU does.
FAITHFUL = 0.99


@dataclass(frozen=True)
class State:
    """One state of a machine.

    Attributes
    ----------
    number : int
        Its place in `Automaton.states`.
    says : str or None
        What is answered nearly always when it is entered and an answer is asked; None if that never is, or differs.
    center : ndarray (D,)
        Mean of the hidden states in it; D = num_layers · hidden_size.
    visits : int
        Hidden states in it, of those it was found from.
    holds : tuple of Name
        What it holds by the rule of the task, where that can be told; of two it is either.
    vectors : ndarray (N, D)
        Some of the hidden states in it.
    """

    number: int
    says: str | None
    center: np.ndarray
    visits: int
    holds: tuple[Name, ...] = ()
    vectors: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)), repr=False)


@dataclass(frozen=True)
class Transition:
    """Where a symbol leads from a state.

    Attributes
    ----------
    source, target : int
        Numbers of states.
    symbol : str
    says : str or None
        What is answered there; None where nothing is asked.
    count : int
        How often it was seen.
    gates : mapping of gate to float, in [0, 1]
        Mean over the units and all times it was seen: of the update gate what it *writes*, of others as recorded.
    """

    source: int
    symbol: str
    target: int
    says: str | None
    count: int
    gates: Mapping[str, float]


@dataclass(frozen=True)
class Automaton:
    """The machine that was extracted from a GRU.

    Attributes
    ----------
    states : tuple of State
        Minimal: no two of them have the same answers and the same successors.
    transitions : tuple of Transition
        At most one for each state and symbol; none where no sequence of the task ever went.
    start : int
        Number of the state of h_0 = 0.
    agreement : float, in [0, 1]
        Share of asked answers that are the GRU's, on fresh sequences of the task's length.
    longer : mapping of int to float
        The same on sequences so many times as long.
    rule : float, in [0, 1]
        Share of asked answers that are those of the task's own rule, on the fresh sequences.
    clusters : int
        Of hidden states, before states that behave alike were merged.
    network_rule : float, in [0, 1]
        Share of asked answers of the network itself that are those of the rule, on the same sequences.
    right_where_they_differ : float, in [0, 1]
        Of the asked answers in which machine and network differ, the share in which the machine's is the rule's; NaN
        where they never do.
    """

    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    start: int
    agreement: float
    longer: Mapping[int, float]
    rule: float
    clusters: int
    network_rule: float = math.nan
    right_where_they_differ: float = math.nan

    @property
    def faithful(self) -> bool:
        """Whether it answers like the GRU in at least 99 % of the asked steps."""
        return self.agreement >= FAITHFUL

    def leading(self) -> dict[tuple[int, str], Transition]:
        """The transitions by state and symbol."""
        return {(each.source, each.symbol): each for each in self.transitions}

    def run(self, symbols: Iterable[str]) -> list[Transition | None]:
        """The transitions that `symbols` take from the start; None from where the machine knows no way on."""
        leading, at, taken = self.leading(), self.start, []
        for symbol in symbols:
            step = None if at is None else leading.get((at, symbol))
            taken.append(step)
            at = step and step.target
        return taken

    def to_networkx(self) -> "networkx.MultiDiGraph":
        """The graph of the states; transitions carry `symbol`, `says`, `count` and the mean gates."""
        import networkx  # noqa: PLC0415 - only whoever asks for a graph waits for it

        graph = networkx.MultiDiGraph(start=self.start, agreement=self.agreement)
        graph.add_nodes_from(
            (state.number, {"says": state.says, "visits": state.visits, "holds": held_by(state)})
            for state in self.states
        )
        for each in self.transitions:
            facts = {"symbol": each.symbol, "says": each.says, "count": each.count, **each.gates}
            graph.add_edge(each.source, each.target, each.symbol, **facts)
        return graph

    def to_dot(self) -> str:
        """The graph in the DOT language of Graphviz, symbols with the same way on one arrow."""
        lines = ["digraph {", "  rankdir=LR", "  start [shape=point]", f"  start -> {self.start}"]
        for state in self.states:
            told = held_by(state) or state.says
            label = str(state.number) if told is None else f"{state.number}: {told}"
            lines.append(f"  {state.number} [label={_quoted(label)}]")
        for (source, target), symbols in self.arrows().items():
            lines.append(f"  {source} -> {target} [label={_quoted(' '.join(symbols))}]")
        return "\n".join([*lines, "}", ""])

    def arrows(self) -> dict[tuple[int, int], list[str]]:
        """The symbols that lead from one state to another."""
        found: dict[tuple[int, int], list[str]] = {}
        for each in self.transitions:
            found.setdefault((each.source, each.target), []).append(each.symbol)
        return found


def held_by(state: State) -> str | None:
    """What a state holds, in English; None where that cannot be told."""
    return " / ".join(map(str, state.holds)) or None


def _quoted(text: str) -> str:
    """A string of the DOT language."""
    return json.dumps(text, ensure_ascii=False)
