"""Extraction: from the hidden states of a trained GRU to the machine that it has become (after Omlin & Giles 1996)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from gru_viz.analysis.automaton.machine import Automaton, State, Transition
from gru_viz.analysis.automaton.minimal import Table, folded, merged, reachable
from gru_viz.cells.gru import GRUTrace
from gru_viz.cells.trace import trace
from gru_viz.learning.bundled import Model
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.tasks import FRESH_SEEDS, Task
from gru_viz.problem import Problem
from gru_viz.progress import Pieces, whole

#: More states than this are no small machine.
MOST_STATES = 32
#: Sequences to find the machine in, to choose the number of clusters by, and to judge it on.
FOUND_IN, CHOSEN_BY, JUDGED_ON = 400, 200, 300
#: Of the seeds that no training sees, those of each draw.
_FOUND, _CHOSEN, _JUDGED = (FRESH_SEEDS + 2**20 * draw for draw in (1, 2, 3))
#: How many times as long as the task's own the longer sequences are.
LONGER = (2, 4)
#: A way that fewer than this share of the steps from a state take is left to chance.
_RARE = 0.002


@dataclass(frozen=True)
class Observed:
    """What a GRU did on sequences of its task, all steps of all sequences in a row.

    Attributes
    ----------
    symbols : list of tuple of str
        One for each sequence.
    states : ndarray (N, D)
        Hidden states of all layers side by side.
    said, wanted : list of list of (int or None)
        The GRU's answer and the rule's, where one is asked for.
    gates : dict of gate to ndarray (N,)
        Mean over layers and units: of the update gate what it writes.
    """

    symbols: list[tuple[str, ...]]
    states: np.ndarray
    said: list[list[int | None]]
    wanted: list[list[int | None]]
    gates: dict[str, np.ndarray]


def extract(model: Model | Pretrained, *, most: int = MOST_STATES, seed: int = 0) -> Automaton:
    """The smallest machine that answers like a trained GRU; the best there is if none of up to `most` clusters does.

    Parameters
    ----------
    model : Model or Pretrained
        With a task on symbols, answers that are classes, and one direction.
    most : int
        Clusters of hidden states at most.
    seed : int
        Of the sequences and of the clustering.

    Returns
    -------
    Automaton
        `.faithful` says whether it may be taken for the GRU.

    Raises
    ------
    Problem
        The model reads numbers, says numbers, reads in both directions, or has no task or output layer.
    """
    return whole(search(model, most=most, seed=seed))


def search(model: Model | Pretrained, *, most: int = MOST_STATES, seed: int = 0) -> Pieces[Automaton]:
    """`extract`, a piece for each number of clusters."""
    pretrained = model if isinstance(model, Pretrained) else Pretrained.of(model.learner, model.task)
    task = readable(pretrained)
    seen = observe(pretrained, task, FOUND_IN, _FOUND + seed)
    check = observe(pretrained, task, CHOSEN_BY, _CHOSEN + seed)
    best: tuple[float, Clusters] | None = None
    for count in range(1, most + 1):
        yield (count - 1) / most
        clusters = Clusters.of(seen.states, count, seed)
        share = _agreement(_table(seen, clusters)[0], count, check.symbols, check.said)
        if best is None or share > best[0]:
            best = (share, clusters)
        if share == 1:
            break
    assert best is not None
    return _judged(pretrained, task, seen, best[1], seed)


def readable(model: Pretrained) -> Task:
    """The model's task, if it can be a machine's: symbols in, classes out, read from left to right.

    Raises
    ------
    Problem
        It cannot.
    """
    task = model.task
    if task is None or model.head is None:
        raise Problem("A machine is read off a model that answers: this one has no task or no output layer.")
    if not task.vocabulary or task.kind != "classes":
        raise Problem(
            "“{task}” is about numbers; a machine reads symbols and answers with one of a few.", task=task.title
        )
    if model.gru.bidirectional:
        raise Problem(
            "This GRU reads in both directions: its answer depends on what comes later, which no machine that reads "
            "from left to right can know."
        )
    return task


def observe(model: Pretrained, task: Task, size: int, seed: int, times: int = 1) -> Observed:
    """What the GRU does on `size` fresh sequences, `times` as long as the task's own."""
    batch = task.batch(size, seed, task.length * times)
    assert model.head is not None  # `readable` saw to it
    with torch.no_grad():
        tr = trace(model.gru, batch.inputs if model.gru.batch_first else batch.inputs.transpose(0, 1))
        keep = tr.keep_gate
        assert isinstance(tr, GRUTrace) and keep is not None
        states = tr.hidden_state[:, 0].permute(2, 1, 0, 3)  # (B, T, layers, units)
        answers = model.head(states[:, :, -1]).argmax(-1)
    lengths = [len(row) for row in batch.tokens]
    inside = np.arange(states.shape[1]) < np.asarray(lengths)[:, None]
    gates = {"reset_gate": tr.reset_gate, "write": 1 - keep}
    return Observed(
        list(batch.tokens),
        states.flatten(2).double().numpy()[inside],
        _asked(answers, batch.asked, lengths),
        _asked(batch.targets, batch.asked, lengths),
        {name: gate[:, 0].mean(dim=(0, 3)).T.numpy()[inside] for name, gate in gates.items()},
    )


def _asked(values: torch.Tensor, asked: torch.Tensor, lengths: list[int]) -> list[list[int | None]]:
    """Values (B, T) as lists without padding, None where nothing is asked."""
    return [
        [value if wanted else None for value, wanted in zip(row[:length], want[:length], strict=True)]
        for row, want, length in zip(values.tolist(), asked.tolist(), lengths, strict=True)
    ]


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
        from sklearn.cluster import KMeans  # noqa: PLC0415 - it takes a second to load

        kmeans: Any = KMeans
        return cls(count, kmeans(count, n_init=4, random_state=seed).fit(states).labels_.tolist())


def _table(seen: Observed, clusters: Clusters) -> tuple[Table, dict[tuple[int, str], list[int]]]:
    """Where most steps lead, by cluster and symbol; and which steps went that way. The start has a cluster of its own."""
    labels, start = clusters.of_step, clusters.count
    ways: dict[tuple[int, str], list[tuple[int, int | None, int]]] = defaultdict(list)
    number = 0
    for symbols, said in zip(seen.symbols, seen.said, strict=True):
        at = start
        for symbol, answer in zip(symbols, said, strict=True):
            ways[at, symbol].append((labels[number], answer, number))
            at, number = labels[number], number + 1
    steps = Counter()
    for (source, _symbol), taken in ways.items():
        steps[source] += len(taken)
    table: Table = {}
    members: dict[tuple[int, str], list[int]] = {}
    for (source, symbol), taken in ways.items():
        if len(taken) < _RARE * steps[source]:
            continue
        target = Counter(to for to, _answer, _step in taken).most_common(1)[0][0]
        answers = Counter(answer for _to, answer, _step in taken if answer is not None).most_common(1)
        table[source, symbol] = (target, answers[0][0] if answers else None)
        members[source, symbol] = [step for _to, _answer, step in taken]
    return table, members


def _agreement(table: Table, start: int, symbols: list[tuple[str, ...]], said: list[list[int | None]]) -> float:
    """Share of the asked answers that the machine gives, too; where it knows no way on, it gives none."""
    hits = asked = 0
    for row, wanted in zip(symbols, said, strict=True):
        at: int | None = start
        for symbol, answer in zip(row, wanted, strict=True):
            way = None if at is None else table.get((at, symbol))
            at = way and way[0]
            if answer is not None:
                asked += 1
                hits += way is not None and way[1] == answer
    return hits / asked


def _judged(model: Pretrained, task: Task, seen: Observed, clusters: Clusters, seed: int) -> Automaton:
    """The machine of a clustering, minimal, with what it is worth on sequences it was not found in."""
    count = clusters.count
    found, members = _table(seen, clusters)
    table = reachable(folded(found), count)
    kinds = merged(table, count)
    small: Table = {(kinds[at], symbol): (kinds[to], said) for (at, symbol), (to, said) in table.items()}
    fresh = observe(model, task, JUDGED_ON, _JUDGED + seed)
    longer = {times: observe(model, task, JUDGED_ON, _JUDGED + seed, times) for times in LONGER}
    return Automaton(
        states=_states(seen, clusters, kinds, small, task),
        transitions=_transitions(seen, members, kinds, small, task),
        start=0,
        agreement=_agreement(small, 0, fresh.symbols, fresh.said),
        longer={times: _agreement(small, 0, each.symbols, each.said) for times, each in longer.items()},
        rule=_agreement(small, 0, fresh.symbols, fresh.wanted),
        clusters=count,
    )


def _states(seen: Observed, clusters: Clusters, kinds: dict[int, int], table: Table, task: Task) -> tuple[State, ...]:
    """The merged states with what they say and the hidden states in them."""
    entering = defaultdict(set)
    for target, said in table.values():
        entering[target].add(said)
    of_step = np.array([kinds.get(label, -1) for label in clusters.of_step])
    states = []
    for number in range(max(kinds.values()) + 1):
        inside = seen.states[of_step == number]
        says = entering[number]
        known = says.pop() if len(says) == 1 else None
        # Nothing but h_0 may be in the start: its center is 0.
        center = inside.mean(axis=0) if len(inside) else np.zeros(seen.states.shape[1])
        states.append(State(number, None if known is None else task.answers[known], center, len(inside)))
    return tuple(states)


def _transitions(
    seen: Observed, members: dict[tuple[int, str], list[int]], kinds: dict[int, int], table: Table, task: Task
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
            None if said is None else task.answers[said],
            len(steps[source, symbol]),
            {name: float(values[steps[source, symbol]].mean()) for name, values in seen.gates.items()},
        )
        for (source, symbol), (target, said) in sorted(table.items())
    )
