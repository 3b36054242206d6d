"""Minimal: states that no sequence tells apart, merged (Moore 1956, by refining a partition)."""

from collections.abc import Mapping

#: (state, symbol) -> (state that follows, answer or None)
Table = dict[tuple[int, str], tuple[int, str | None]]


def folded(table: Table) -> Table:
    """`table` without states from which nothing leads on: where a sequence ends, the machine stays where it was.

    What comes after the end was never seen, so that nothing is said about it.
    """
    going_on = {source for source, _symbol in table}
    return {
        (source, symbol): (target if target in going_on else source, said)
        for (source, symbol), (target, said) in table.items()
    }


def reachable(table: Table, start: int) -> Table:
    """The part of `table` that can be reached from `start`."""
    found, waiting = {start}, [start]
    while waiting:
        source = waiting.pop()
        for (at, _symbol), (target, _said) in table.items():
            if at == source and target not in found:
                found.add(target)
                waiting.append(target)
    return {key: way for key, way in table.items() if key[0] in found}


def merged(table: Table, start: int) -> dict[int, int]:
    """State to its class: two states share one if every sequence gets the same answers and goes as far from both.

    Classes are numbered from 0, in the order in which a search from `start` meets them.
    """
    states = sorted({start, *(key[0] for key in table), *(target for target, _said in table.values())})
    symbols = sorted({symbol for _source, symbol in table})
    kinds = dict.fromkeys(states, 0)
    while True:
        marks = {state: (kinds[state], *(_way(table, kinds, state, symbol) for symbol in symbols)) for state in states}
        numbers = {mark: number for number, mark in enumerate(dict.fromkeys(marks.values()))}
        refined = {state: numbers[marks[state]] for state in states}
        if len(numbers) == len(set(kinds.values())):
            return _numbered(table, refined, start, symbols)
        kinds = refined


def _way(table: Table, kinds: Mapping[int, int], state: int, symbol: str) -> tuple[int, str | None] | None:
    """Class of the state that follows and what is answered; None where there is no way."""
    way = table.get((state, symbol))
    return way and (kinds[way[0]], way[1])


def _numbered(table: Table, kinds: Mapping[int, int], start: int, symbols: list[str]) -> dict[int, int]:
    """The classes renumbered breadth first from `start`."""
    members = {kinds[state]: state for state in reversed(kinds)}
    order, waiting = {kinds[start]: 0}, [kinds[start]]
    for kind in waiting:
        for symbol in symbols:
            way = table.get((members[kind], symbol))
            if way is not None and kinds[way[0]] not in order:
                order[kinds[way[0]]] = len(order)
                waiting.append(kinds[way[0]])
    return {state: order[kind] for state, kind in kinds.items() if kind in order}
