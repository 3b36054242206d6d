"""Extraction: from the hidden states of a trained GRU to the machine that it has become (after Omlin & Giles 1996)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import nn

from gru_viz.analysis.automaton.holding import holds
from gru_viz.analysis.automaton.judgement import agreement, right_where_they_differ
from gru_viz.analysis.automaton.machine import Automaton, State, Transition
from gru_viz.analysis.automaton.minimal import Table, folded, merged, reachable
from gru_viz.analysis.automaton.observation import Answering, Observed, observe
from gru_viz.analysis.onethread import one_thread
from gru_viz.learning.bundled import Model
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.tasks import FRESH_SEEDS
from gru_viz.problem import Problem
from gru_viz.progress import Computation, whole

#: More states than this are no small machine.
MOST_STATES = 32
#: Sequences to find the machine in, to choose the number of clusters by, and to judge it on.
FOUND_IN, CHOSEN_BY, JUDGED_ON = 400, 200, 300
#: Numbers make many more symbols, each of them rarer.
FOUND_IN_NUMBERS = 2000
#: Hidden states that clusters are found in, at most; all others go to the nearest.
_CLUSTERED = 8000
#: How many more clusters are tried once the task's own sequences are answered alike.
_PATIENCE = 4
#: Of the seeds that no training sees, those of each draw.
_FOUND, _CHOSEN, _JUDGED = (FRESH_SEEDS + 2**20 * draw for draw in (1, 2, 3))
#: How many times as long as the task's own the longer sequences are.
LONGER = (2, 4)
#: A way that fewer than this share of the steps from a state take is left to chance.
_RARE = 0.002
#: Where there are no more symbols than the steps from a state can tell apart.
_FEW_SYMBOLS = 27
#: Hidden states of a state that are kept to look at.
_KEPT = 40
#: Share of the answers given on entering a state that one of them must have to be what it says.
_NEARLY_ALL = 0.9


def extract(
    model: Model | Pretrained, *, module: nn.Module | None = None, most: int = MOST_STATES, seed: int = 0
) -> Automaton:
    """The smallest machine that answers like a trained network; the best there is if none of up to `most` clusters does.

    Numbers that go in are rounded to halves, numbers that come out to what the task's tolerance takes for the same. Of
    a network that reads in both directions the machine has the forward one's states.

    Parameters
    ----------
    model : Model or Pretrained
        With a task and an output layer.
    module : nn.Module or None
        The network in another form, batch first, such as a TextbookGRU with the model's weights; default its own.
    most : int
        Clusters of hidden states at most.
    seed : int
        Of the sequences and of the clustering.

    Returns
    -------
    Automaton
        `.faithful` says whether it may be taken for the network.

    Raises
    ------
    Problem
        The model has no task or no output layer, or is none of these; or `most` is less than 1.
    """
    return whole(search(Answering.of(model, module), most=most, seed=seed))


def search(model: Answering, *, most: int = MOST_STATES, seed: int = 0) -> Computation[Automaton]:
    """`extract`, a piece for each number of clusters.

    The number is the one that agrees best on sequences of the task's length; of those that agree in all, on sequences
    twice as long.
    """
    if most < 1:
        raise Problem("{name} cannot be {given}; allowed: whole numbers from 1 on.", name="most", given=most)
    seen = observe(model, FOUND_IN if model.task.vocabulary else FOUND_IN_NUMBERS, _FOUND + seed)
    checks = [observe(model, CHOSEN_BY, _CHOSEN + seed, times) for times in (1, 2)]
    best: tuple[tuple[float, ...], Clusters] | None = None
    for count in range(1, most + 1):
        yield (count - 1) / most
        clusters = Clusters.of(seen.states, count, seed)
        table = _table(seen, clusters)[0]
        shares = tuple(agreement(table, count, check.symbols, check.said) for check in checks)
        if best is None or shares > best[0]:
            best = (shares, clusters)
        if best[0][0] == 1 and (best[0][1] == 1 or count >= best[1].count + _PATIENCE):
            break
    assert best is not None
    return _judged(model, seen, best[1], seed)


@dataclass(frozen=True)
class Clusters:
    """Hidden states in groups.

    Attributes
    ----------
    count : int
    of_step : list of int (N)
        The number of each one's group.
    """

    count: int
    of_step: list[int]

    @classmethod
    def of(cls, states: np.ndarray, count: int, seed: int) -> "Clusters":
        """`count` groups of neighbours (k-means)."""
        # It takes a second to load.
        from sklearn.cluster import KMeans  # noqa: PLC0415

        kmeans: Any = KMeans
        with one_thread():
            found = kmeans(count, n_init=4, random_state=seed).fit(states[:: -(-len(states) // _CLUSTERED)])
            return cls(count, found.predict(states).tolist())


def _table(seen: Observed, clusters: Clusters) -> tuple[Table, dict[tuple[int, str], list[int]]]:
    """Where most steps lead, by cluster and symbol; and which steps went that way. The start has a cluster of its own."""
    labels, start = clusters.of_step, clusters.count
    ways: dict[tuple[int, str], list[tuple[int, str | None, int]]] = defaultdict(list)
    number = 0
    for symbols, said in zip(seen.symbols, seen.said, strict=True):
        at = start
        for symbol, answer in zip(symbols, said, strict=True):
            ways[at, symbol].append((labels[number], answer, number))
            at, number = labels[number], number + 1
    # Of numbers every way is rare.
    rare = _RARE if len({symbol for _source, symbol in ways}) < _FEW_SYMBOLS else 0
    steps = Counter()
    for (source, _symbol), taken in ways.items():
        steps[source] += len(taken)
    table: Table = {}
    members: dict[tuple[int, str], list[int]] = {}
    for (source, symbol), taken in ways.items():
        if len(taken) < rare * steps[source]:
            continue
        target = Counter(to for to, _answer, _step in taken).most_common(1)[0][0]
        answers = Counter(answer for _to, answer, _step in taken if answer is not None).most_common(1)
        table[source, symbol] = (target, answers[0][0] if answers else None)
        members[source, symbol] = [step for _to, _answer, step in taken]
    return table, members


def _judged(model: Answering, seen: Observed, clusters: Clusters, seed: int) -> Automaton:
    """The machine of a clustering, minimal, with what it is worth on sequences it was not found in."""
    count = clusters.count
    found, members = _table(seen, clusters)
    table = reachable(folded(found), count)
    kinds = merged(table, count)
    small: Table = {(kinds[at], symbol): (kinds[to], said) for (at, symbol), (to, said) in table.items()}
    fresh = observe(model, JUDGED_ON, _JUDGED + seed)
    longer = {times: observe(model, JUDGED_ON, _JUDGED + seed, times) for times in LONGER}
    hits = [
        one == other
        for said, wanted in zip(fresh.said, fresh.wanted, strict=True)
        for one, other in zip(said, wanted, strict=True)
        if other is not None
    ]
    return Automaton(
        states=_states(model, seen, clusters, kinds, small, members),
        transitions=_transitions(seen, members, kinds, small),
        start=0,
        agreement=agreement(small, 0, fresh.symbols, fresh.said),
        longer={times: agreement(small, 0, each.symbols, each.said) for times, each in longer.items()},
        rule=agreement(small, 0, fresh.symbols, fresh.wanted),
        clusters=count,
        network_rule=sum(hits) / len(hits),
        right_where_they_differ=right_where_they_differ(small, 0, fresh),
    )


def _states(
    model: Answering,
    seen: Observed,
    clusters: Clusters,
    kinds: dict[int, int],
    table: Table,
    members: dict[tuple[int, str], list[int]],
) -> tuple[State, ...]:
    """The merged states with what they say, what they hold, and the hidden states in them."""
    said = [answer for row in seen.said for answer in row]
    entering: dict[int, Counter[str | None]] = defaultdict(Counter)
    for (source, symbol), taken in members.items():
        if source in kinds:
            answers = Counter(said[step] for step in taken)
            entering[table[kinds[source], symbol][0]] += answers
    of_step = np.array([kinds.get(label, -1) for label in clusters.of_step])
    held = holds(model.task, seen.tokens, (_path(table, row) for row in seen.symbols))
    states = []
    for number in range(max(kinds.values()) + 1):
        inside = seen.states[of_step == number]
        # Nothing but h_0 may be in the start: its center is 0.
        center = inside.mean(axis=0) if len(inside) else np.zeros(seen.states.shape[1])
        says = _nearly_always(entering[number])
        states.append(State(number, says, center, len(inside), held.get(number, ()), inside[:_KEPT]))
    return tuple(states)


def _nearly_always(answers: Counter[str | None]) -> str | None:
    """The answer that is given in nearly all cases in which one is asked; None if there is none."""
    del answers[None]
    if not answers:
        return None
    answer, times = answers.most_common(1)[0]
    return answer if times >= _NEARLY_ALL * answers.total() else None


def _path(table: Table, row: tuple[str, ...]) -> list[int | None]:
    """The states of a machine along a sequence, the start first; None from where it knows no way on."""
    path: list[int | None] = [0]
    for symbol in row:
        way = None if path[-1] is None else table.get((path[-1], symbol))
        path.append(way and way[0])
    return path


def _transitions(
    seen: Observed, members: dict[tuple[int, str], list[int]], kinds: dict[int, int], table: Table
) -> tuple[Transition, ...]:
    """The transitions between merged states, with how often they were taken and what the gates did."""
    steps = defaultdict(list)
    for (source, symbol), taken in members.items():
        if source in kinds:
            steps[kinds[source], symbol] += taken
    return tuple(
        Transition(
            source,
            symbol,
            target,
            said,
            len(steps[source, symbol]),
            {name: float(values[steps[source, symbol]].mean()) for name, values in seen.gates.items()},
        )
        for (source, symbol), (target, said) in sorted(table.items(), key=lambda each: each[0])
    )
