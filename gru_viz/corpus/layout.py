"""Layout: how a corpus lies in its store: one Zarr group that xarray reads as one Dataset, flat over all positions."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from gru_viz.problem import Problem

FORMAT, VERSION = "gru_viz.corpus", 1
#: Dimensions of everything that a step computes.
DIMENSIONS = ("position", "layer", "direction", "unit")
#: What numbers may be kept as.
DTYPES = ("float16", "float32", "float64")
#: Bytes of one chunk of one quantity, about, and of everything that is computed in one piece, at most.
_CHUNK, _REGION = 1 << 22, 1 << 26
#: Chunks in a region at most, and positions in a chunk unless asked for: what reads a store wants some of them.
_CHUNKS, _LEAST, _MOST = 4, 1 << 10, 1 << 17
#: Steps of a sequence, beyond which it is divided.
LONGEST = 2048
#: Sequences, and bytes of text, in a chunk.
SEQUENCES, BYTES = 1 << 16, 1 << 20


@dataclass(frozen=True)
class Layout:
    """What is kept, and in which portions.

    Attributes
    ----------
    keep : tuple of str
        Quantities.
    dtype : str
    shape : (num_layers, num_directions, hidden_size)
    chunk : int
        Positions in a chunk.
    region : int
        Positions that are computed and written together, a multiple of `chunk`: no chunk is shared by two of them.
    longest : int
        Steps of a sequence at most.
    """

    keep: tuple[str, ...]
    dtype: str
    shape: tuple[int, int, int]
    chunk: int
    region: int
    longest: int

    @classmethod
    def of(
        cls,
        keep: tuple[str, ...],
        dtype: str,
        shape: tuple[int, int, int],
        chunk: int | None,
        longest: int,
        about: int | None = None,
    ) -> Self:
        """With portions of a size that disks and networks like, unless `chunk` says otherwise; Problem where it cannot be.

        Where there are only `about` so many positions, no larger than those need: a chunk takes its whole room on a disk.
        """
        if dtype not in DTYPES:
            raise Problem("dtype cannot be “{given}”; allowed: {allowed}.", given=str(dtype), allowed=", ".join(DTYPES))
        for name, number in (("chunk", chunk), ("longest", longest)):
            if number is not None and (not isinstance(number, int) or number < 1):
                raise Problem("{name} cannot be {given}; allowed: whole numbers from 1 on.", name=name, given=number)
        one = int(np.prod(shape)) * np.dtype(dtype).itemsize
        if chunk is None:
            chunk = min(_MOST, max(_LEAST, 1 << (_CHUNK // one or 1).bit_length() - 1))
            chunk = chunk if about is None else min(chunk, max(_LEAST, 1 << about.bit_length()))
        region = chunk * min(_CHUNKS, max(1, _REGION // (one * len(keep) * chunk)))
        return cls(keep, dtype, shape, chunk, region, longest)

    def regions(self, positions: int) -> int:
        """How many regions there are in so many positions."""
        return -(-positions // self.region)

    def encoding(self, *, packed: bool) -> dict[str, dict]:
        """How each quantity is stored: `packed` for a network, for which numbers are too many; as it is on a disk."""
        layers, directions, units = self.shape
        from numcodecs import Blosc  # noqa: PLC0415 - an extra

        # Bits of one place beside each other: gates and states are packed three times as fast as Zarr does by itself.
        codec = Blosc("lz4", 5, Blosc.BITSHUFFLE) if packed else None
        stored = {"chunks": (self.chunk, layers, directions, units), "compressors": codec, "dtype": self.dtype}
        return dict.fromkeys(self.keep, stored)
