"""Store: the Zarr group of a corpus while it is being written; everything goes into it through xarray."""

import os
import warnings
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import dask.array as da
import numpy as np
import xarray as xr
import zarr
from numcodecs import Blosc

from gru_viz.cells.steps import DIRECTIONS
from gru_viz.corpus.layout import BYTES, DIMENSIONS, SEQUENCES, Layout
from gru_viz.corpus.spelled import Spelled

#: Zarr's third format has no settled form for texts yet, such as the names of directions.
ZARR_FORMAT = 2


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
        url = os.fspath(place)
        return cls(url if "://" in url or "::" in url else str(Path(url).absolute()), options or {})

    @cached_property
    def group(self) -> zarr.Group:
        """As it lies there."""
        return zarr.open_group(self.url, mode="r+", use_consolidated=False, storage_options=self.options or None)

    def column(self, name: str, part: slice) -> np.ndarray:
        """A stretch of one of its arrays."""
        return np.asarray(self._array(name)[part])

    def _array(self, name: str) -> Any:
        return self.group[name]

    def sizes(self) -> tuple[int, int]:
        """Positions and sequences that have been read."""
        return self._array("token").shape[0], self._array("length").shape[0]

    @property
    def attributes(self) -> dict[str, Any]:
        """What it says of itself."""
        return dict(self.group.attrs)

    def say(self, **attributes: Any) -> None:
        """Change what it says of itself."""
        self.group.attrs.update(attributes)

    def create(self, layout: Layout, numbers: np.ndarray | None, attributes: dict[str, Any]) -> None:
        """Nothing read yet; whatever was there is gone. `numbers` (0, features) says that the model reads such."""
        position, sequence = (layout.chunk,), (SEQUENCES,)
        empty = {
            "token": (("position",), np.zeros(0, np.int32)),
            "offset": (("sequence",), np.zeros(0, np.int64)),
            "length": (("sequence",), np.zeros(0, np.int64)),
            "source": (("sequence",), np.zeros(0, np.int64)),
            "source_offset": (("sequence",), np.zeros(0, np.int64)),
        }
        encoding: dict[str, Any] = {
            name: {"chunks": position if dims == ("position",) else sequence} for name, (dims, _v) in empty.items()
        }
        if numbers is None:
            empty |= {
                "text": (("byte",), np.zeros(0, np.uint8)),
                "text_offset": (("position",), np.zeros(0, np.int64)),
            }
            encoding |= {"text": {"chunks": (BYTES,)}, "text_offset": {"chunks": position}}
        else:
            empty["input"] = (("position", "feature"), numbers)
            encoding["input"] = {"chunks": (layout.chunk, numbers.shape[1])}
        for each in encoding.values():
            each["compressors"] = Blosc("lz4", 5, Blosc.SHUFFLE)
        self._to_zarr(xr.Dataset(empty, attrs=attributes), mode="w", encoding=encoding)

    def append(self, block: Spelled) -> None:
        """Put a block of sequences behind what has been read."""
        positions, _sequences = self.sizes()
        offset = positions + np.cumsum(block.length) - block.length
        position: dict[str, Any] = {"token": (("position",), block.token)}
        if block.numbers is None:
            at = self._array("text").shape[0]
            position["text_offset"] = (("position",), block.text_offset + at)
            self._extend("byte", {"text": (("byte",), block.text)})
        else:
            position["input"] = (("position", "feature"), block.numbers)
        columns = {
            "offset": offset,
            "length": block.length,
            "source": block.source,
            "source_offset": block.source_offset,
        }
        self._extend("sequence", {name: (("sequence",), values) for name, values in columns.items()})
        self._extend("position", position)  # the last one: until there is room for the quantities, xarray refuses more
        self.__dict__.pop("group", None)  # its arrays have grown

    def _extend(self, dimension: str, variables: dict[str, Any]) -> None:
        # xarray puts a data set's attributes in the place of the group's own.
        self._to_zarr(xr.Dataset(variables, attrs=self.attributes), append_dim=dimension, mode="a")

    def cut(self, positions: int, sequences: int, text: int) -> None:
        """Forget what was read beyond that."""
        for name, size in (
            *((each, positions) for each in ("token", "text_offset", "input", *self.attributes["keep"])),
            *((each, sequences) for each in ("offset", "length", "source", "source_offset")),
            ("text", text),
        ):
            if name in self.group:
                array = self._array(name)
                array.resize((size, *array.shape[1:]))

    def make_room(self, layout: Layout, positions: int) -> None:
        """Room for the quantities of so many positions; NaN until they are there."""
        there = [name for name in layout.keep if name in self.group]
        if len(there) == len(layout.keep):
            for name in there:
                array = self._array(name)
                array.resize((positions, *array.shape[1:]))
            return
        for name in there:  # it died while it made room for the first time
            del self.group[name]
        layers, sides, units = layout.shape
        blank = da.full((positions, *layout.shape), np.nan, dtype=layout.dtype, chunks=(layout.chunk, *layout.shape))
        coordinates = {
            "layer": np.arange(layers),
            "direction": np.array(DIRECTIONS[:sides]),
            "unit": np.arange(units),
        }
        room = xr.Dataset(dict.fromkeys(layout.keep, (DIMENSIONS, blank)), coordinates, self.attributes)
        self._to_zarr(room, mode="a", compute=False, encoding=layout.encoding())
        self.__dict__.pop("group", None)

    def write(self, start: int, values: dict[str, np.ndarray]) -> None:
        """Quantities from position `start` on."""
        stop = start + len(next(iter(values.values())))
        part = xr.Dataset({name: (DIMENSIONS, value) for name, value in values.items()})
        self._to_zarr(part, region={"position": slice(start, stop)}, write_empty_chunks=True)

    def consolidate(self) -> None:
        """Everything that its arrays say of themselves in one place, which a reader far away fetches at once."""
        zarr.consolidate_metadata(self.group.store)

    def __getstate__(self) -> dict[str, Any]:
        return {"url": self.url, "options": self.options}

    def _to_zarr(self, dataset: xr.Dataset, **arguments: Any) -> None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Failed to open Zarr store with consolidated metadata")
            warnings.filterwarnings("ignore", "Object at .*partial is not recognized")  # being written by somebody else
            dataset.to_zarr(
                self.url, consolidated=False, zarr_format=ZARR_FORMAT, storage_options=self.options or None, **arguments
            )
