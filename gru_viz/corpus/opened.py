"""Corpus: a store that was written, or is still being written, as one labelled data set."""

import os
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from gru_viz.corpus.address import address, reached
from gru_viz.corpus.direct import PARTIAL
from gru_viz.corpus.layout import FORMAT, VERSION
from gru_viz.corpus.soundness import are_sound, is_sound
from gru_viz.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import xarray as xr

#: Chunks of the text of a corpus that are kept.
_KEPT = 4


@dataclass(frozen=True)
class Corpus:
    """What a model computed on a corpus.

    Attributes
    ----------
    path : str
        A path or URL.
    dataset : xarray.Dataset
        Lazily, as arrays of Dask: update_gate, hidden_state … (position, layer, direction, unit); token (position);
        offset, length, source, source_offset (sequence); text (byte) and text_offset (position). What is not computed
        yet is NaN.
    storage_options : dict
        How fsspec reaches a URL.
    """

    path: str
    dataset: "xr.Dataset" = field(repr=False)
    storage_options: dict[str, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """Positions that are computed without a gap from the first on."""
        return int(self.dataset.attrs["complete"])

    @property
    def finished(self) -> bool:
        """Whether that is all of them."""
        return bool(self.dataset.attrs["finished"])

    @property
    def quantities(self) -> tuple[str, ...]:
        """What was kept."""
        return tuple(self.dataset.attrs["keep"])

    @property
    def symbols(self) -> tuple[str, ...]:
        """What the ids in `token` stand for; empty for a model of numbers."""
        return tuple(self.dataset.attrs["symbols"])

    def tokens(self, start: int, stop: int) -> list[str]:
        """The tokens of some positions as they stood in the source; of numbers their positions.

        Spaces and punctuation that a model of letters does not read stand behind the letter before them.
        """
        self._check(start, stop)
        if "text" not in self.dataset:
            return [str(position) for position in range(start, stop)]
        separator = self.dataset.attrs["separator"]
        return [
            piece.removesuffix("\n") if piece.endswith("\n") else piece.removesuffix(separator)
            for piece in self._pieces(start, stop)
        ]

    def text(self, start: int, stop: int) -> str:
        """The text of some positions, a sequence a line."""
        self._check(start, stop)
        if "text" not in self.dataset:
            return " ".join(self.tokens(start, stop))
        text = "".join(self._pieces(start, stop))
        return text.removesuffix("\n").removesuffix(self.dataset.attrs["separator"])

    def sequence(self, position: int) -> int:
        """Number of the sequence that a position is in."""
        self._check(position, position + 1)
        return int(self.offsets.searchsorted(position, "right")) - 1

    def bounds(self, position: int) -> tuple[int, int]:
        """The first position of the sequence that a position is in, and the one after its last."""
        number = self.sequence(position)
        last = number + 1 == len(self.offsets)
        return int(self.offsets[number]), self.dataset.sizes["position"] if last else int(self.offsets[number + 1])

    @cached_property
    def offsets(self) -> "np.ndarray":
        """First positions of all sequences."""
        return self.dataset.offset.to_numpy()

    @cached_property
    def stretch(self) -> "Callable[[str, int, int], np.ndarray]":
        """Some of `text_offset` or `text`; the last chunks are kept, since passages that are shown share them.

        As Zarr has them: what Dask does around the text of a passage takes longer than reading it.
        """
        import numpy as np  # noqa: PLC0415 - not needed to open a store
        import zarr  # noqa: PLC0415 - an extra

        options = self.storage_options or None
        there = zarr.open_group(self.path, mode="r", use_consolidated=False, storage_options=options)
        arrays: dict[str, Any] = {name: there[name] for name in ("text_offset", "text")}

        @lru_cache(_KEPT)
        def chunk(name: str, number: int) -> "np.ndarray":
            size = arrays[name].chunks[0]
            return arrays[name][number * size : (number + 1) * size]

        def stretch(name: str, start: int, stop: int) -> "np.ndarray":
            size = arrays[name].chunks[0]
            first, last = start // size, max(start, stop - 1) // size
            chunks = [chunk(name, number) for number in range(first, last + 1)]
            return np.concatenate(chunks)[start - first * size : stop - first * size]

        return stretch

    def byte(self, position: int) -> int:
        """Where the text of a position begins; after the last one, where all of it ends."""
        last = position == self.dataset.sizes["position"]
        return self.dataset.sizes["byte"] if last else int(self.stretch("text_offset", position, position + 1)[0])

    def _check(self, start: int, stop: int) -> None:
        count = self.dataset.sizes["position"]
        if not 0 <= start <= stop <= count:
            raise IndexError(f"positions {start} to {stop}: there are {count}")

    def _pieces(self, start: int, stop: int) -> list[str]:
        if start == stop:
            return []
        count = self.dataset.sizes["position"]  # by now there may be more
        offsets = self.stretch("text_offset", start, min(stop + 1, count)).tolist()
        offsets += [self.dataset.sizes["byte"]] * (stop == count)
        text = self.stretch("text", offsets[0], offsets[-1]).tobytes()
        cuts = [offset - offsets[0] for offset in offsets]
        return [text[a:b].decode("utf-8", "replace") for a, b in pairwise(cuts)]

    def __getstate__(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def __repr__(self) -> str:
        attrs = self.dataset.attrs
        told = "" if self.finished else f", {len(self):,} of them computed: not finished"
        return f"<Corpus {self.path}: {attrs['model']}, {self.dataset.sizes['position']:,} positions{told}; {', '.join(self.quantities)}>"


def open(path: str | os.PathLike, storage_options: dict[str, Any] | None = None) -> Corpus:  # noqa: A001 - gru_viz.corpus.open
    """The corpus in a store; one that is half written, too, up to its last whole chunk.

    Parameters
    ----------
    path : path or URL
    storage_options : dict, optional
        How fsspec reaches a URL.

    Raises
    ------
    Problem
        There is no store, it is none of ours, one of another version, or damaged; or what reaches its URL is not installed.
    """
    import xarray as xr  # noqa: PLC0415 - an extra

    url, options = address(path, storage_options)
    found = attributes_of(url, options)
    if found is None:
        raise Problem("There is no store “{path}”.", path=url)
    check(url, found)
    try:
        if are_sound(found):
            dataset = xr.open_zarr(url, consolidated=False, storage_options=options or None)
            if is_sound(dataset):
                return Corpus(url, dataset, options)
    except ValueError as error:
        if not found.get("finished"):
            raise Problem(
                "“{path}” is being read into at this moment, or was interrupted in the middle of that. Open it again in a "
                "moment, or trace it again, which goes on where it was.",
                path=url,
            ) from error
    raise Problem("“{path}” cannot be read: the store is damaged.", path=url)


def check(url: str, attributes: dict[str, Any], *, any_version: bool = False) -> None:
    """Problem unless these attributes say that it is a corpus, of this version."""
    if attributes.get("format") != FORMAT:
        raise Problem("“{path}” is no corpus of GRU Viz; it was left alone.", path=url)
    if attributes.get("version") != VERSION and not any_version:
        raise Problem(
            "“{path}” is a corpus of version {given}; this GRU Viz reads version {own}. Trace it again, or install the "
            "GRU Viz that made it ({made}).",
            path=url,
            given=attributes.get("version"),
            own=VERSION,
            made=attributes.get("gru_viz", "?"),
        )


def attributes_of(url: str, options: dict[str, Any]) -> dict[str, Any] | None:
    """What a Zarr group says of itself; None if there is nothing.

    Raises
    ------
    Problem
        There is something else than a Zarr group.
    """
    import zarr  # noqa: PLC0415 - an extra
    from zarr.errors import BaseZarrError  # noqa: PLC0415 - an extra

    system, place = reached(url, options)
    if not system.exists(place) or (system.isdir(place) and all(map(_is_empty, system.ls(place, detail=False)))):
        return None
    try:
        return dict(zarr.open_group(url, mode="r", use_consolidated=False, storage_options=options or None).attrs)
    except (BaseZarrError, FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise Problem("“{path}” is there already and is no Zarr store; it was left alone.", path=url) from error


def _is_empty(path: str) -> bool:
    """Whether a file says nothing: that of a group with nothing in it, or one that was still being written."""
    return path.rpartition("/")[-1] == ".zgroup" or path.endswith(PARTIAL)
