"""Reading: a source is put into the store, block after block; what was interrupted goes on behind the last one."""

from collections.abc import Iterator
from dataclasses import dataclass

from gru_viz.corpus.layout import Layout
from gru_viz.corpus.sources.source import Block, Source
from gru_viz.corpus.spelled import Spelled, spelled
from gru_viz.corpus.spelling import Spelling
from gru_viz.corpus.store import Store
from gru_viz.corpus.workers import Workers
from gru_viz.problem import Problem

#: Positions that are written at once: each writing takes a while, however little it is. The first portion is small, so
#: that computing begins, and each is as large as all before it, up to a most that fits into memory easily.
_PORTION, _LARGEST = 1 << 18, 1 << 20
#: How far the reading is, before it begins.
NOTHING = {"items": 0, "positions": 0, "sequences": 0, "bytes": 0, "all": False}


@dataclass(frozen=True)
class Read:
    """How much of a source is in the store.

    Attributes
    ----------
    positions, sequences : int
    whole : bool
        It is all of it.
    expected : int or None
        Positions that there will be, about; None where nobody knows.
    """

    positions: int
    sequences: int
    whole: bool
    expected: int | None


def read(store: Store, spelling: Spelling, source: Source, layout: Layout, workers: Workers) -> Iterator[Read | None]:
    """Put all of the source into the store; between two portions of it None, whenever a block has been read.

    Raises
    ------
    Problem
        The source cannot be read, or there is nothing in it.
    """
    done = store.attributes["read"]
    if not done["all"]:
        if done["items"]:  # else it has just been made
            store.cut(done["positions"], done["sequences"], done["bytes"])
        blocks, held = source.blocks(done["items"]), []
        for found in workers.in_turn(spell, (spelling, layout.longest), blocks):
            held.append(found)
            yield None
            if sum(len(each.token) for each in held) >= min(max(_PORTION, done["positions"]), _LARGEST):
                done, held = _put(store, done, Spelled.joined(held)), []
                store.say(read=done)
                expected = int(done["positions"] / found.share) if found.share else None
                yield Read(done["positions"], done["sequences"], False, expected)
        if held:
            done = _put(store, done, Spelled.joined(held))
        done = {**done, "all": bool(done["positions"])}
        store.say(read=done)
        if not done["all"]:
            raise Problem("There is nothing in this corpus that the model reads.")
    yield Read(done["positions"], done["sequences"], True, done["positions"])


def spell(spelling: Spelling, longest: int, block: Block) -> Spelled:
    """What a worker does with a block."""
    return spelled(spelling, block, longest)


def _put(store: Store, done: dict, found: Spelled) -> dict:
    """The store with one block more, and how far it is then; where it is not told that, `Store.cut` takes it back."""
    store.append(found)
    return {
        "items": found.last,
        "positions": done["positions"] + len(found.token),
        "sequences": done["sequences"] + len(found.length),
        "bytes": done["bytes"] + len(found.text),
        "all": False,
    }
