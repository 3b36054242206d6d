"""Store: the Zarr group of a corpus while it is being written: made by xarray, filled a chunk at a time."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from numcodecs import Blosc
from zarr.storage import LocalStore, MemoryStore

from gru_viz.cells.steps import DIRECTIONS
from gru_viz.corpus.address import address, is_url, reached
from gru_viz.corpus.direct import clear, put
from gru_viz.corpus.layout import BYTES, DIMENSIONS, SEQUENCES, Layout
from gru_viz.corpus.spelled import Spelled

#: Zarr's third format has no settled form for texts yet, such as the names of directions.
ZARR_FORMAT = 2
#: What says that it is a group, and of what, in the order in which it is written.
_OURS = ".zgroup", ".zattrs"
#: What is said of each sequence.
_OF_SEQUENCES = ("offset", "length", "source", "source_offset")


@dataclass(frozen=True)
class Store:
    """A path or URL.

    Attributes
    ----------
    url : str
    options : dict
        How fsspec reaches it.
    """

    url: str
    options: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def at(cls, place: str | os.PathLike, options: dict[str, Any] | None) -> "Store":
        """At a URL, or at a path, which workers elsewhere are told in full."""
        url, options = address(place, options)
        return cls(url if is_url(url) else str(Path(url).absolute()), options)

    @cached_property
    def group(self) -> zarr.Group:
        """As it lies there."""
        return zarr.open_group(self.url, mode="r+", use_consolidated=False, storage_options=self.options or None)

    @cached_property
    def _arrays(self) -> dict[str, Any]:
        return {}

    def column(self, name: str, part: slice) -> np.ndarray:
        """A stretch of one of its arrays."""
        return np.asarray(self._array(name, part.stop)[part])

    def _array(self, name: str, size: int = 0) -> Any:
        """One of its arrays, opened once; again where it is to have more rows, which somebody else has added."""
        if name not in self._arrays or self._arrays[name].shape[0] < size:
            found: Any = self.group[name]
            # What is computed is hardly ever nothing but zeros, and looking for that takes longer than writing it.
            self._arrays[name] = found.with_config({"write_empty_chunks": True})
        return self._arrays[name]

    def sizes(self) -> tuple[int, int]:
        """Positions and sequences that have been read."""
        return self._array("token").shape[0], self._array("length").shape[0]

    @property
    def attributes(self) -> dict[str, Any]:
        """What it says of itself."""
        return dict(self.group.attrs)

    def say(self, **attributes: Any) -> None:
        """Change what it says of itself."""
        self.group.update_attributes(attributes)  # all in one writing

    def create(self, layout: Layout, numbers: np.ndarray | None, attributes: dict[str, Any]) -> None:
        """Nothing read yet; whatever was there is gone. `numbers` (0, features) says that the model reads such."""
        read = None if numbers is None else (numbers.shape[1], str(numbers.dtype))
        empty = _empty(layout, read, packed=is_url(self.url))
        self._replace(empty | {".zattrs": json.dumps(attributes).encode()})

    def _replace(self, files: dict[str, bytes]) -> None:
        """Nothing but these files there.

        Before anything else is touched it says whose it is: wherever that is broken off, the next call begins anew.
        """
        system, place = reached(self.url, self.options)
        for name in _OURS:
            self._put(system, place, {name: files[name]})
        for path in system.ls(place, detail=False):
            if path.rstrip("/") != place and path.rpartition("/")[-1] not in _OURS:
                system.rm(path, recursive=True)
        self._put(system, place, {name: content for name, content in files.items() if name not in _OURS})

    def _put(self, system: Any, place: str, files: dict[str, bytes]) -> None:
        if is_url(self.url):
            system.pipe({f"{place}/{name}": content for name, content in files.items()})
            return
        for name, content in files.items():
            path = Path(self.url, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            put(path, np.frombuffer(content, np.uint8))

    def append(self, block: Spelled) -> None:
        """Put a block of sequences behind what has been read."""
        positions, _sequences = self.sizes()
        columns = {
            "offset": positions + np.cumsum(block.length) - block.length,
            "length": block.length,
            "source": block.source,
            "source_offset": block.source_offset,
            "token": block.token,
        }
        if block.numbers is None:
            columns |= {"text_offset": block.text_offset + self._array("text").shape[0], "text": block.text}
        else:
            columns["input"] = block.numbers
        for name, values in columns.items():
            self._array(name).append(values)

    def cut(self, positions: int, sequences: int, text: int) -> None:
        """Forget what was read beyond that."""
        for name, size in (
            *((each, positions) for each in ("token", "text_offset", "input", *self.attributes["keep"])),
            *((each, sequences) for each in _OF_SEQUENCES),
            ("text", text),
        ):
            with suppress(KeyError):  # numbers have no text, and texts no numbers
                self._resize(name, size)

    def make_room(self, layout: Layout, positions: int) -> None:
        """Room for the quantities of so many positions; NaN until they are there."""
        for name in layout.keep:
            self._resize(name, positions)

    def _resize(self, name: str, size: int) -> None:
        array = self._array(name)
        if array.shape[0] != size:
            array.resize((size, *array.shape[1:]))

    def write(self, start: int, values: dict[str, np.ndarray]) -> None:
        """Quantities from position `start` on, which a chunk begins at."""
        for name, value in values.items():
            array = self._array(name, start + len(value))
            size = array.chunks[0]
            plain = isinstance(array.store, LocalStore) and not array.compressors
            for at in range(0, len(value), size):  # one by one: several at once Zarr would copy first
                part = value[at : at + size]
                if not plain:
                    array[start + at : start + at + len(part)] = part
                    continue
                key = array.metadata.encode_chunk_key(((start + at) // size, 0, 0, 0))
                put(Path(array.store.root) / array.path / key, _filled(part, size))

    def clear(self) -> None:
        """Without what killed workers left half-written; over a network a file is there as a whole or not at all."""
        if not is_url(self.url):
            clear(Path(self.url))

    def consolidate(self) -> None:
        """Everything that its arrays say of themselves in one place, which a reader far away fetches at once."""
        zarr.consolidate_metadata(self.group.store)

    def __getstate__(self) -> dict[str, Any]:
        return {"url": self.url, "options": self.options}


def _filled(rows: np.ndarray, size: int) -> np.ndarray:
    """As a whole chunk, which is what its file holds: of the last one of all there may be less."""
    if len(rows) == size:
        return rows
    found = np.full((size, *rows.shape[1:]), np.nan, rows.dtype)
    found[: len(rows)] = rows
    return found


@lru_cache(64)
def _empty(layout: Layout, read: tuple[int, str] | None, *, packed: bool) -> dict[str, bytes]:
    """The files of a store in which nothing is: made in memory, for xarray writes and reads each of them several times.

    Parameters
    ----------
    read : (features, dtype) or None
        Of the numbers that the model reads; None where it reads text.
    """
    import xarray as xr  # noqa: PLC0415 - with pandas it takes as long to load as all else here; who computes needs neither

    layers, sides, units = layout.shape
    chunks = {"position": layout.chunk, "sequence": SEQUENCES, "byte": BYTES}
    arrays: dict[str, tuple[tuple[str, ...], np.ndarray]] = {
        "token": (("position",), np.zeros(0, np.int32)),
        **{name: (("sequence",), np.zeros(0, np.int64)) for name in _OF_SEQUENCES},
    }
    if read is None:
        arrays["text"] = ("byte",), np.zeros(0, np.uint8)
        arrays["text_offset"] = ("position",), np.zeros(0, np.int64)
    else:
        arrays["input"] = ("position", "feature"), np.zeros((0, read[0]), read[1])
    compressor = Blosc("lz4", 5, Blosc.SHUFFLE)
    encoding: dict[str, dict] = {
        name: {"chunks": (chunks[dimensions[0]], *values.shape[1:]), "compressors": compressor}
        for name, (dimensions, values) in arrays.items()
    }
    arrays |= dict.fromkeys(layout.keep, (DIMENSIONS, np.zeros((0, *layout.shape), layout.dtype)))
    coordinates = {"layer": np.arange(layers), "direction": np.array(DIRECTIONS[:sides]), "unit": np.arange(units)}
    files: dict[str, Any] = {}
    xr.Dataset(arrays, coordinates).to_zarr(
        MemoryStore(files),
        encoding=encoding | layout.encoding(packed=packed),
        consolidated=False,
        zarr_format=ZARR_FORMAT,
    )
    return {name: content.to_bytes() for name, content in files.items()}
