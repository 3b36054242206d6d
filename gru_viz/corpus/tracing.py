"""Tracing a corpus: it is read into the store, then computed region by region; what was interrupted goes on."""

import copy
import hashlib
import json
import os
from collections.abc import Collection, Generator
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch

import gru_viz
from gru_viz.cells.kept import Wanted
from gru_viz.cells.kinds import form_of
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.corpus.layout import FORMAT, LONGEST, VERSION, Layout
from gru_viz.corpus.opened import Corpus, attributes_of, check, open  # noqa: A004 - gru_viz.corpus.open
from gru_viz.corpus.region import regions, trace_region
from gru_viz.corpus.sources.source import Source
from gru_viz.corpus.spelled import spelled
from gru_viz.corpus.spelling import Spelling, spelling_of
from gru_viz.corpus.store import Store
from gru_viz.problem import Problem


@dataclass(frozen=True)
class Progress:
    """How far it is.

    Attributes
    ----------
    doing : "reading" or "tracing"
    done, total : int
        Positions; total is None while it is read.
    """

    doing: Literal["reading", "tracing"]
    done: int
    total: int | None


def trace(model: Any, source: Any, store: str | os.PathLike, *, progress: bool = True, **options: Any) -> Corpus:
    """Trace a model over a corpus of any size, into a store; what was interrupted goes on where it was."""
    steps = tracing(model, source, store, **options)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def tracing(
    model: Any,
    source: Any,
    store: str | os.PathLike,
    *,
    keep: Collection[str] = ("update_gate", "hidden_state"),
    dtype: str = "float16",
    chunk: int | None = None,
    longest: int = LONGEST,
    column: str | None = None,
    by: str | None = None,
    encoding: str = "utf-8",
    overwrite: bool = False,
    storage_options: dict[str, Any] | None = None,
) -> Generator[Progress, None, Corpus]:
    """The same in steps, which can be shown and stopped: closing the generator leaves a valid store."""
    spelling = _still(spelling_of(model))
    cell, form = form_of(spelling.module)
    module: Any = spelling.module
    directions = DIRECTIONS[: 2 if module.bidirectional else 1]
    wanted = Wanted.of(cell, module.hidden_size, keep, None)
    assert wanted is not None
    shape = (int(module.num_layers), len(directions), int(module.hidden_size))
    layout = Layout.of(wanted.names, dtype, shape, chunk, longest)
    told = Source.of(source, column=column, by=by, encoding=encoding, longest=longest, storage_options=storage_options)
    place = Store(os.fspath(store), storage_options or {})
    mark = _mark(spelling, layout, told)
    found = attributes_of(place.url, place.options)
    if found is not None and not overwrite:
        check(place.url, found)
        if found["mark"] != mark:
            raise Problem(
                "“{path}” holds another corpus, or the same traced otherwise: another model, other files, or other options. "
                "Choose another store, or overwrite=True.",
                path=place.url,
            )
    else:
        attributes = {
            "format": FORMAT,
            "version": VERSION,
            "gru_viz": gru_viz.__version__,
            "model": spelling.name,
            "cell": cell.key,
            "input_size": spelling.input_size,
            "hidden_size": shape[2],
            "num_layers": shape[0],
            **form.facts(module),
            "keep": list(layout.keep),
            "symbols": list(spelling.symbols),
            "separator": spelling.separator,
            "sources": list(told.names),
            "longest": longest,
            "region": layout.region,
            "mark": mark,
            "read": {"items": 0, "positions": 0, "sequences": 0, "bytes": 0, "all": False},
            "complete": 0,
            "done": [],
            "finished": False,
        }
        numbers = torch.empty(0, spelling.input_size, dtype=spelling.dtype).numpy()
        place.create(layout, None if spelling.spell else numbers, attributes)
    yield from _read(place, spelling, told, layout)
    if not place.attributes["finished"]:
        yield from _compute(place, spelling, layout, directions)
    return open(place.url, storage_options)


def _read(store: Store, spelling: Spelling, source: Source, layout: Layout) -> Generator[Progress]:
    """Put all of the source into the store."""
    read = store.attributes["read"]
    if read["all"]:
        return
    store.cut(read["positions"], read["sequences"], read["bytes"])
    for block in source.blocks(read["items"]):
        found = spelled(spelling, block, layout.longest)
        store.append(found)
        positions, sequences = store.sizes()
        read = {
            "items": block.last,
            "positions": positions,
            "sequences": sequences,
            "bytes": read["bytes"] + len(found.text),
            "all": False,
        }
        store.say(read=read)
        yield Progress("reading", positions, None)
    if not read["positions"]:
        raise Problem("There is nothing in this corpus that the model reads.")
    store.say(read={**read, "all": True})


def _compute(store: Store, spelling: Spelling, layout: Layout, directions: tuple[str, ...]) -> Generator[Progress]:
    """Compute every region that is not there yet."""
    positions, _sequences = store.sizes()
    if layout.keep[0] not in store.group:
        store.prepare(layout, directions)
    complete = store.attributes["complete"] // layout.region
    for region in regions(store, layout):
        if region.number < complete:
            continue
        trace_region(store, spelling, layout, region)
        store.say(complete=region.stop)
        yield Progress("tracing", region.stop, positions)
    store.say(complete=positions, finished=True)


def _still(spelling: Spelling) -> Spelling:
    """With a copy of the module that draws no dropout and follows no gradients."""
    module = copy.deepcopy(spelling.module).eval().requires_grad_(False)
    return replace(spelling, module=module)


def _mark(spelling: Spelling, layout: Layout, source: Source) -> str:
    """The same for the same model, source and options."""
    told = hashlib.sha256()
    tensors = {**spelling.module.state_dict(), "embedding": spelling.embedding}
    for name, value in tensors.items():
        if value is not None:
            told.update(name.encode() + value.detach().cpu().contiguous().numpy().tobytes())
    options = {name: value for name, value in source.options.items() if name != "storage_options"}
    told.update(json.dumps([repr(layout), spelling.symbols, source.names, source.sizes, options]).encode())
    return told.hexdigest()
