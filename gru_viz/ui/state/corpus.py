"""Corpus: the one that the visitor looks through: a store that the operator allows, or what is traced for them here."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from gru_viz import corpus as corpora
from gru_viz.corpus import Corpus
from gru_viz.corpus.places import allowed, folders
from gru_viz.corpus.soundness import check_chunks
from gru_viz.corpus.spelling import spelling_of
from gru_viz.experiment.fields.corpus import OWN
from gru_viz.inputs.textupload import TextFile, read_text
from gru_viz.learning.bundled import bundled, load_bundled
from gru_viz.problem import N_, Problem
from gru_viz.progress import Computation
from gru_viz.ui.state.making import READS_ANYTHING, Making, fresh, spelling_in, why_not
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import value
from gru_viz.ui.state.upload import uploaded

#: Key of the widget for a text.
TEXT_FILE = "_corpus_file"
#: Characters of a text that stand for its name.
_BEGINNING = 24
DAMAGED = N_("A part of this store cannot be read: it is damaged. Trace it again, or choose another one.")
#: Folders below an allowed one; stores that are listed.
_DEPTH, _LISTED = 3, 200


@dataclass(frozen=True)
class Looked:
    """What is looked through.

    Attributes
    ----------
    corpus : Corpus
        With its update gate in the convention on the screen.
    model : str
        Name of the bundled model that read it; empty where it is another.
    own : bool
        The model on the screen read it.
    """

    corpus: Corpus
    model: str
    own: bool

    @property
    def writes(self) -> bool | None:
        """Whether z = 1 writes; None where there is no such gate."""
        convention = self.corpus.dataset.attrs.get("update_convention")
        return None if convention is None else convention == "write"


def text_in_use() -> TextFile | None:
    """The text that the visitor has uploaded or pasted; Problem if it is none."""
    content = _own_text()
    return content and memo("corpus text", None, content, lambda: read_text(*content))


def _own_text() -> tuple[str, bytes] | None:
    """Its name and what is in it; what was pasted is read as a file would be, and without a name called by its beginning."""
    if value("corpus_from") == "file":
        return uploaded(TEXT_FILE)
    pasted = str(value("corpus_pasted"))
    name = str(value("corpus_name")).strip() or " ".join(pasted[:_BEGINNING].split()) + "…"
    return (name, pasted.encode("utf-8", "replace")) if pasted else None


def making(run: Run) -> Making | None:
    """The corpus that is traced here for the model on the screen; None while there is no text for it."""
    own = value("corpus") == OWN
    text = text_in_use() if own else None
    if own and text is None:
        return None
    spelling = spelling_in(run)
    e, lines = run.experiment, None if text is None else text.lines
    unread = None if spelling is None or lines is None else why_not(spelling, lines)
    stands_in = spelling is None or unread is not None
    if spelling is None or unread is not None:
        spelling, key = spelling_of(READS_ANYTHING), ()
    else:
        key = (e.convention, *e.shifts.items())
    module = load_bundled(READS_ANYTHING).learner.gru if stands_in or run.model is None else run.model.gru

    def make() -> Making:
        source = fresh(run, spelling) if lines is None else lines
        return Making(spelling, source, unread, stands_in=stands_in)

    # What it is called changes nothing that is computed.
    return memo("corpus", module, (*key, None if text is None else text.text), make, lasting=True)


def looked_at(made: Making, run: Run) -> Looked | None:
    """What of it can be searched by now."""
    found = made.corpus
    return None if found is None else _looked(found, made.spelling.name, run, own=not made.stands_in)


def stored(run: Run) -> Looked:
    """The store that the visitor has chosen; Problem if it may not or cannot be opened."""
    path = allowed(str(value("corpus")))
    stamp = max((each.stat().st_mtime_ns for each in path.glob(".z*")), default=0) if path.is_dir() else 0

    def read() -> Corpus:
        with readable():
            found = corpora.open(path)
            found.offsets  # noqa: B018 - read it here: where a store is torn, this fails
            check_chunks(found.path, found.dataset)
        if not len(found):
            raise Problem("Nothing of “{path}” has been traced yet; come back later.", path=str(path))
        return found

    try:
        found = memo("store", None, (str(path), stamp), read)
    except Problem as problem:  # by the name that the visitor knows: where it lies here is nobody's concern
        there = {name: value("corpus") if each == str(path) else each for name, each in problem.values.items()}
        raise Problem(problem.template, **there) from problem
    return _looked(found, str(found.dataset.attrs.get("model", "")), run, own=False)


def _looked(found: Corpus, name: str, run: Run, *, own: bool) -> Looked:
    written = run.experiment.written_as
    shown = _written(found, None if written is None else written.update)
    return Looked(shown, name if name in bundled() else "", own)


def _written(found: Corpus, update: str | None) -> Corpus:
    """The same corpus with z in a convention."""
    dataset = found.dataset
    given = dataset.attrs.get("update_convention")
    if update is None or given in (None, update) or "update_gate" not in dataset:
        return found

    def turn() -> Corpus:
        turned = dataset.assign(update_gate=1 - dataset["update_gate"].astype(np.float32))
        return replace(found, dataset=turned.assign_attrs(update_convention=update))

    return memo("turned corpus", found, (update,), turn)


def stores() -> list[str]:
    """The stores in the folders that may be opened, by the paths that lead to them from there."""
    return _stores(folders())


@st.cache_data(ttl=20, show_spinner=False)
def _stores(roots: tuple[Path, ...]) -> list[str]:
    found = []
    for root in roots:
        for place, inside, files in os.walk(root):
            depth = len(Path(place).relative_to(root).parts)
            if ".zgroup" in files or "zarr.json" in files:
                found.append(str(Path(place).relative_to(root)))
                inside.clear()
            elif depth >= _DEPTH:
                inside.clear()
            inside.sort()
            if len(found) >= _LISTED:
                return found
    return found


@contextmanager
def readable() -> Iterator[None]:
    """What is read of a store in here; Problem where that cannot be."""
    try:
        yield
    except Problem:
        raise
    except Exception as error:  # whatever a torn or hostile store makes its reader raise
        raise Problem(DAMAGED) from error


def caught(pieces: Callable[[], Computation[Any]]) -> Computation[Any]:
    """What a search finds; a `Problem` where the store cannot be read."""
    try:
        with readable():
            return (yield from pieces())
    except Problem as problem:
        return problem
