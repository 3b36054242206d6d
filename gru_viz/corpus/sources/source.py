"""Source: what a corpus is read from, as blocks of lines or arrays, each with where it stands."""

import math
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any

import fsspec

from gru_viz.corpus.address import reached
from gru_viz.corpus.sources.parquet import rows
from gru_viz.corpus.sources.textfile import lines
from gru_viz.problem import Problem

#: Characters or numbers in a block, about.
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Block:
    """What comes next.

    Attributes
    ----------
    items : list of (str or array, number of the source, place in it)
    last : int
        Items of the whole corpus up to the end of this block.
    share : float or None
        Of everything, up to its end; None where nobody knows how much there is.
    names : tuple of str
        Of the sources, if they are files.
    characters : bool
        The places are characters of a text.
    """

    items: list[tuple[Any, int, int]] = field(repr=False)
    last: int
    share: float | None = None
    names: tuple[str, ...] = ()
    characters: bool = False


@dataclass(frozen=True)
class Source:
    """Files, or anything that can be gone through once.

    Attributes
    ----------
    names : tuple of str
        Of the files; empty for an iterable.
    sizes : tuple of int
        Their bytes.
    given : iterable or None
        What is no file: lines of text, or arrays.
    options : dict
        column, by, encoding, longest, storage_options: how files are read.
    """

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    given: Iterable[Any] | None = field(default=None, repr=False)
    options: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Any, **options: Any) -> "Source":
        """A path, URL or pattern such as "texts/*.txt"; a list of `Path`; or lines of text, or arrays.

        Raises
        ------
        Problem
            There is no such file, or a list of strings names files instead of being lines.
        """
        storage = options.get("storage_options") or {}
        if isinstance(source, (str, os.PathLike)):
            return cls._of_files([os.fspath(source)], storage, options)
        if isinstance(source, (list, tuple)) and source and all(isinstance(each, os.PathLike) for each in source):
            return cls._of_files([os.fspath(each) for each in source], storage, options)
        if not isinstance(source, Iterable):
            raise Problem(
                "A corpus is read from a file, a list of files, or lines or arrays one after another; {given} is none of them.",
                given=type(source).__name__,
            )
        if isinstance(source, (list, tuple)) and source and _names_a_file(source[0]):
            raise Problem(
                "“{name}” is a file: in a list say Path(“{name}”), as strings there are lines.", name=source[0]
            )
        return cls((), (), source, options)

    @classmethod
    def _of_files(cls, patterns: list[str], storage: dict, options: dict[str, Any]) -> "Source":
        names, sizes = [], []
        for pattern in patterns:
            system, path = reached(pattern, storage)
            found = sorted(system.glob(path)) if any(sign in path for sign in "*?[") else [path]
            for each in found:
                if not system.exists(each) or system.isdir(each):
                    raise Problem("There is no file “{name}”.", name=pattern)
                names.append(each if "://" not in pattern else system.unstrip_protocol(each))
                sizes.append(int(system.size(each)))
            if not found:
                raise Problem("No file fits “{pattern}”.", pattern=pattern)
        return cls(tuple(names), tuple(sizes), None, options)

    def blocks(self, done: int = 0) -> Iterator[Block]:
        """All items after the first `done`, which are gone through without being kept."""
        held: list[tuple[Any, int, int]] = []
        size, count, share = 0, done, None
        for item, source, place, share in islice(self._items(), done, None):
            held.append((item, source, place))
            count += 1
            size += len(item) if isinstance(item, str) else math.prod(getattr(item, "shape", ())) or 1
            if size >= _BLOCK:
                yield self._block(held, count, share)
                held, size = [], 0
        if held:
            yield self._block(held, count, share)

    def _block(self, held: list[tuple[Any, int, int]], count: int, share: float | None) -> Block:
        characters = bool(self.names) and not _is_parquet(self.names[held[-1][1]])
        return Block(held, count, share, self.names, characters)

    def _items(self) -> Iterator[tuple[Any, int, int, float | None]]:
        """Each item, its source, its place in it, and the share of everything up to there."""
        if self.given is not None:
            for number, item in enumerate(_unbroken(self.given)):
                yield item, 0, number, None
            return
        before, together = 0, sum(self.sizes)
        for number, (name, size) in enumerate(zip(self.names, self.sizes, strict=True)):
            with self._opened(name) as file:
                for item, place, share in self._in(file, name, size):
                    yield item, number, place, None if share is None else (before + share * size) / together
            before += size

    def _in(self, file: IO[bytes], name: str, size: int) -> Iterator[tuple[Any, int, float | None]]:
        options = self.options
        if _is_parquet(name):
            return rows(file, name, options.get("column"), options.get("by"), options["longest"])
        packed = name.lower().endswith((".gz", ".bz2", ".xz", ".zip"))
        found = lines(file, name, options["encoding"])
        return ((line, place, None if packed else read / size) for line, place, read in found)

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        storage = self.options.get("storage_options") or {}
        try:
            with fsspec.open(name, "rb", compression="infer", **storage) as file:
                yield file  # pyright: ignore[reportReturnType]
        except OSError as error:
            raise Problem(
                "“{name}” cannot be read: {reason}.", name=name, reason=error.strerror or str(error)
            ) from error


def _unbroken(given: Iterable[Any]) -> Iterator[Any]:
    """Its items; Problem, not an error of the store, where what they come from fails."""
    try:
        yield from given
    except OSError as error:
        raise Problem(
            "What gives the corpus broke off: {reason}. The same call goes on behind what was read.", reason=str(error)
        ) from error


def _names_a_file(text: Any) -> bool:
    if not isinstance(text, str) or len(text) >= 256 or "\n" in text:
        return False
    try:
        return Path(text).is_file()
    except OSError:  # longer than any name: of Chinese 86 characters are
        return False


def _is_parquet(name: str) -> bool:
    return name.lower().endswith((".parquet", ".pq"))
