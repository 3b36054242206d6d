"""Reading: a source is put into the store, block after block; what was interrupted goes on behind the last one."""

from collections.abc import Generator

from gru_viz.corpus.layout import Layout
from gru_viz.corpus.progress import Progress
from gru_viz.corpus.sources.source import Block, Source
from gru_viz.corpus.spelled import Spelled, spelled
from gru_viz.corpus.spelling import Spelling
from gru_viz.corpus.store import Store
from gru_viz.corpus.workers import Workers
from gru_viz.problem import Problem

#: Positions that are written at once: each writing takes a while, however little it is.
_PORTION = 1 << 20
#: How far the reading is, before it begins.
NOTHING = {"items": 0, "positions": 0, "sequences": 0, "bytes": 0, "all": False}


def read(store: Store, spelling: Spelling, source: Source, layout: Layout, workers: Workers) -> Generator[Progress]:
    """Put all of the source into the store.

    Raises
    ------
    Problem
        The source cannot be read, or there is nothing in it.
    """
    done = store.attributes["read"]
    if done["all"]:
        return
    store.cut(done["positions"], done["sequences"], done["bytes"])
    yield Progress("reading", done["positions"], None)
    blocks = source.blocks(done["items"])
    held: list[Spelled] = []
    for found in workers.each(spell, (spelling, layout.longest), blocks, ordered=True):
        held.append(found)
        if sum(len(each.token) for each in held) >= _PORTION:
            done, held = _put(store, done, Spelled.joined(held)), []
            yield Progress("reading", done["positions"], int(done["positions"] / found.share) if found.share else None)
    if held:
        done = _put(store, done, Spelled.joined(held))
        yield Progress("reading", done["positions"], done["positions"])
    if not done["positions"]:
        raise Problem("There is nothing in this corpus that the model reads.")
    store.say(read={**done, "all": True})


def spell(spelling: Spelling, longest: int, block: Block) -> Spelled:
    """What a worker does with a block."""
    return spelled(spelling, block, longest)


def _put(store: Store, done: dict, found: Spelled) -> dict:
    """The store with one block more, and how far it is then; where it is interrupted here, `Store.cut` takes it back."""
    store.append(found)
    done = {
        "items": found.last,
        "positions": done["positions"] + len(found.token),
        "sequences": done["sequences"] + len(found.length),
        "bytes": done["bytes"] + len(found.text),
        "all": False,
    }
    store.say(read=done)
    return done
