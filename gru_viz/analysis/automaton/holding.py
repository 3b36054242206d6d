"""Holding: what a state holds, by the rule of its task; one that never has to tell two things apart may hold both."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from gru_viz.learning import rules
from gru_viz.learning.tasks import Task
from gru_viz.problem import N_

#: Share of its visits in which a state must hold what it is called by; and each of two such things.
_ALWAYS, _OFTEN = 0.9, 0.1


@dataclass(frozen=True)
class Name:
    """What a state holds.

    Attributes
    ----------
    says : str
        Catalogue key with fields.
    fields : tuple of (field, value)
    """

    says: str
    fields: tuple[tuple[str, str], ...] = field(default=())

    def __str__(self) -> str:
        return self.says.format(**dict(self.fields))


#: steps of a sequence -> what is held before the first and after each
Holding = Callable[[list], list[Name]]


def _letter(row: list) -> list[Name]:
    """The letter after the last mark."""
    held, at = [Name(N_("nothing yet"))], Name(N_("nothing yet"))
    for before, symbol in zip([None, *row], row, strict=False):
        if symbol == "!":
            held.append(Name(N_("the next letter counts")))
            continue
        if before == "!" and symbol in rules.LETTERS:
            at = Name(N_("holds {letter}"), (("letter", symbol),))
        held.append(at)
    return held


def _by_answer(label: rules.Label, names: dict[int, Name]) -> Holding:
    """Of a rule that is asked at every step: its answer."""
    return lambda row: [names[0], *(names[answer] for answer in label(row) if answer is not None)]


def _depth(row: list) -> list[Name]:
    depths = [0, *(answer for answer in rules.bracket_depth(row) if answer is not None)]
    return [Name(N_("depth {depth}"), (("depth", str(depth)),)) for depth in depths]


def _pulses(row: list) -> list[Name]:
    """The last pulse of each channel."""
    signs = {-1.0: "−", 0.0: "0", 1.0: "+"}
    states = [[0.0] * 3, *rules.last_pulses(row)]
    return [Name(N_("holds {letter}"), (("letter", "".join(signs[each] for each in state)),)) for state in states]


def _judgement(row: list) -> list[Name]:
    """What the next full stop would be answered with, as far as it is decided."""
    held, negated, judged = [Name(N_("nothing yet"))], False, None
    for symbol in row:
        if symbol in rules.STOPS:
            negated, judged = False, None
            held.append(held[-1])
            continue
        negated = negated or symbol in rules.NEGATIONS
        judged = symbol in rules.PRAISE if symbol in rules.PRAISE | rules.BLAME else judged
        if judged is not None:
            held.append(Name(N_("holds praise") if judged != negated else N_("holds blame")))
        else:
            held.append(Name(N_("negated") if negated else N_("nothing yet")))
    return held


#: By the rule that a task is labelled with.
_HOLDINGS: dict[rules.Label, Holding] = {
    rules.marked_letter: _letter,
    rules.inside_quotes: _by_answer(rules.inside_quotes, {0: Name(N_("outside quotes")), 1: Name(N_("inside quotes"))}),
    rules.odd_ones: _by_answer(rules.odd_ones, {0: Name(N_("even so far")), 1: Name(N_("odd so far"))}),
    rules.bracket_depth: _depth,
    rules.last_pulses: _pulses,
    rules.praise_or_blame: _judgement,
}


def holdings(task: Task) -> Holding | None:
    """What is held before the first step of a sequence of a task and after each; None where no few words say it."""
    return _HOLDINGS.get(task.label)


def holds(task: Task, rows: Iterable[list], paths: Iterable[list[int | None]]) -> dict[int, tuple[Name, ...]]:
    """What each state holds nearly always: one thing, or either of two; without states of which that cannot be said.

    Parameters
    ----------
    task : Task
    rows : iterable of list
        Sequences.
    paths : iterable of list of (int or None)
        For each of them the state before the first step and after each; None where there is none.
    """
    holding = holdings(task)
    if holding is None:
        return {}
    held: dict[int, Counter[Name]] = defaultdict(Counter)
    for row, path in zip(rows, paths, strict=True):
        for name, state in zip(holding(row), path, strict=False):
            if state is not None:
                held[state][name] += 1
    found = {}
    for state, names in held.items():
        often = [(name, times) for name, times in names.most_common(2) if times >= _OFTEN * names.total()]
        if sum(times for _name, times in often) >= _ALWAYS * names.total():
            found[state] = tuple(name for name, _times in often)
    return found


def letters_of(states: Iterable[tuple[Name, ...]]) -> list[str]:
    """The letters that states hold, one for each such state, of a task that remembers one."""
    return [value for names in states for name in names for key, value in name.fields if key == "letter"]
