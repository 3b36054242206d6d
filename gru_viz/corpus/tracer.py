"""Tracing a corpus: it is read into the store, then computed region by region; what was interrupted goes on."""

import copy
import hashlib
import json
import os
from collections.abc import Collection, Generator
from dataclasses import replace
from typing import Any

import torch

import gru_viz
from gru_viz.cells.kinds import form_of
from gru_viz.corpus.computing import trace_all
from gru_viz.corpus.layout import FORMAT, LONGEST, VERSION, Layout
from gru_viz.corpus.opened import Corpus, attributes_of, check, open  # noqa: A004 - gru_viz.corpus.open
from gru_viz.corpus.progress import Progress, with_bar
from gru_viz.corpus.reading import NOTHING
from gru_viz.corpus.sources.source import Source
from gru_viz.corpus.spelling import Spelling, spelling_of
from gru_viz.corpus.store import Store
from gru_viz.corpus.workers import reached
from gru_viz.problem import Problem


def trace(
    model: Any,
    source: Any,
    store: str | os.PathLike,
    *,
    keep: Collection[str] = ("update_gate", "hidden_state"),
    dtype: str = "float16",
    chunk: int | None = None,
    client: Any = None,
    threads: int | None = None,
    longest: int = LONGEST,
    column: str | None = None,
    by: str | None = None,
    encoding: str = "utf-8",
    overwrite: bool = False,
    storage_options: dict[str, Any] | None = None,
    progress: bool = True,
) -> Corpus:
    """Trace a model over a corpus of any size, into a Zarr store; called again, what was interrupted goes on.

    Every line of a text is a sequence of its own, as everywhere in GRU Viz. Sequences of like length are computed
    together. Memory does not grow with the corpus, and what is computed is the same to the last bit whoever computes it:
    one thread, several, or the workers of a cluster with processors of one kind.

    Parameters
    ----------
    model : str, Model, Pretrained, Reader or nn.Module
        A bundled model or its name; weights of one's own with their words (`gru_viz.load_reader`); or a module that
        `gru_viz.trace` takes, which reads numbers. It is traced in evaluation mode, as a copy.
    source : path, URL or pattern; list of Path; or iterable
        Text files (also .gz, .bz2, .xz), Parquet files (.parquet), or lines of text or arrays (T, input_size) one after
        another; for a model with an embedding also its ids, as arrays of whole numbers (T,).
    store : path or URL
        Where fsspec can write: "run.zarr", "s3://bucket/run.zarr". On a cluster a place that all workers see.
    keep : collection of str
        Quantities.
    dtype : "float16", "float32" or "float64"
    chunk : int, optional
        Positions in a chunk; by default so many that one is about 4 MB.
    client : dask.distributed.Client, or what one is made for, optional
        Its workers compute instead of this machine's cores. Of an address, such as "tcp://host:8786", or of a cluster a
        client is made and closed afterwards.
    threads : int, optional
        Of this machine; by default as many as it has cores.
    longest : int
        Steps after which a line is divided: what follows is a sequence of its own and starts anew.
    column, by : str, optional
        Of Parquet: the column of texts, by default the only one, or else of numbers, by default all; and the column whose
        changes divide rows of numbers into sequences.
    encoding : str
        Of text files without a byte order mark.
    overwrite : bool
        Begin anew where the store holds another corpus.
    storage_options : dict, optional
        How fsspec reaches source and store.
    progress : bool
        Show on standard error how far it is, at which rate, and how long it will take.

    Raises
    ------
    Problem
        Source or store cannot be read or written, or do not fit the model; the store stays valid up to where it is.

    Examples
    --------
    >>> import tempfile, pathlib, gru_viz
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "novel.txt").write_text("It was the best of times.", "utf-8")
    >>> run = gru_viz.corpus.trace("words", folder / "novel.txt", folder / "run.zarr", progress=False)
    >>> len(run), run.text(8, 19), run.dataset.update_gate.shape
    (19, 'best of times.', (19, 1, 1, 96))
    """
    steps = tracing(
        model,
        source,
        store,
        keep=keep,
        dtype=dtype,
        chunk=chunk,
        client=client,
        threads=threads,
        longest=longest,
        column=column,
        by=by,
        encoding=encoding,
        overwrite=overwrite,
        storage_options=storage_options,
    )
    return with_bar(steps, shown=progress)


def tracing(
    model: Any,
    source: Any,
    store: str | os.PathLike,
    *,
    keep: Collection[str] = ("update_gate", "hidden_state"),
    dtype: str = "float16",
    chunk: int | None = None,
    client: Any = None,
    threads: int | None = None,
    longest: int = LONGEST,
    column: str | None = None,
    by: str | None = None,
    encoding: str = "utf-8",
    overwrite: bool = False,
    storage_options: dict[str, Any] | None = None,
    about: int | None = None,
) -> Generator[Progress, None, Corpus]:
    """As `trace`, in steps that can be shown; closing the generator stops it and leaves a valid store.

    Who knows that there are only `about` so many steps gets chunks that are not larger than those need.
    """
    with reached(client, threads) as workers:
        spelling = _still(spelling_of(model))
        layout = _layout(spelling, keep, dtype, chunk, longest, about)
        options = {"column": column, "by": by, "encoding": encoding, "longest": longest}
        found = Source.of(source, storage_options=storage_options, **options)
        there = Store.at(store, storage_options)
        try:
            _begin(there, spelling, layout, found, _mark(spelling, layout, found, options), overwrite)
            there.clear()
            if not there.attributes["finished"]:
                yield from trace_all(there, spelling, found, layout, workers)
                there.clear()
                there.consolidate()
        except OSError as error:
            raise Problem(
                "“{path}” cannot be written: {reason}. What is in it stays valid; once there is room, the same call goes on "
                "from there.",
                path=there.url,
                reason=error.strerror or str(error),
            ) from error
    return open(there.url, there.options)


def _layout(
    spelling: Spelling, keep: Collection[str], dtype: str, chunk: int | None, longest: int, about: int | None
) -> Layout:
    module: Any = spelling.module
    cell, _form = form_of(module)
    names = (keep,) if isinstance(keep, str) else tuple(keep)
    if not names or not set(names) <= set(cell.quantities):
        raise Problem(
            "keep cannot be “{given}”; {cell} has {names}.",
            given=", ".join(names),
            cell=cell.name,
            names=", ".join(cell.quantities),
        )
    shape = (int(module.num_layers), 2 if module.bidirectional else 1, int(module.hidden_size))
    return Layout.of(names, dtype, shape, chunk, longest, about)


def _begin(store: Store, spelling: Spelling, layout: Layout, source: Source, mark: str, overwrite: bool) -> None:
    """An empty store, unless there is one of the same corpus to go on with."""
    found = attributes_of(store.url, store.options)
    if found is not None:
        check(store.url, found, any_version=overwrite)
        if not overwrite and found["mark"] != mark and found["read"]["items"]:
            raise Problem(
                "“{path}” holds another corpus, or the same traced otherwise: another model, other files or other options. "
                "Choose another store, or overwrite it (overwrite=True).",
                path=store.url,
            )
    if found is not None and not overwrite and found["read"]["items"]:
        return
    module: Any = spelling.module
    cell, form = form_of(module)
    attributes = {
        "format": FORMAT,
        "version": VERSION,
        "gru_viz": gru_viz.__version__,
        "model": spelling.name,
        "cell": cell.key,
        "input_size": spelling.input_size,
        "hidden_size": layout.shape[2],
        "num_layers": layout.shape[0],
        **form.facts(module),
        "keep": list(layout.keep),
        "symbols": list(spelling.symbols),
        "separator": spelling.separator,
        "sources": list(source.names),
        "longest": layout.longest,
        "region": layout.region,
        "mark": mark,
        "read": NOTHING,
        "complete": 0,
        "done": [],
        "finished": False,
    }
    numbers = torch.empty(0, spelling.input_size, dtype=spelling.dtype).numpy()
    store.create(layout, None if spelling.spell else numbers, attributes)


def _still(spelling: Spelling) -> Spelling:
    """With a copy of the module that draws no dropout and follows no gradients."""
    module = copy.deepcopy(spelling.module).eval().requires_grad_(False)
    return replace(spelling, module=module)


def _mark(spelling: Spelling, layout: Layout, source: Source, options: dict[str, Any]) -> str:
    """The same for the same model, source and options."""
    told = hashlib.sha256()
    tensors = {**spelling.module.state_dict(), "embedding": spelling.embedding}
    for name, value in tensors.items():
        if value is not None:
            told.update(name.encode() + value.detach().cpu().contiguous().numpy().tobytes())
    told.update(json.dumps([repr(layout), spelling.symbols, source.names, source.sizes, options]).encode())
    return told.hexdigest()
