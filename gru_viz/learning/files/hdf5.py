"""HDF5: the datasets of a file by their paths, each read when it is asked for."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gru_viz.learning.files import hdf5child
from gru_viz.learning.files.recurrent import elsewhere

#: Seconds, and bytes of memory, that reading an upload may take.
_SECONDS, _MEMORY = 20, 2**31


@dataclass(frozen=True)
class Dataset:
    """An array of a file.

    Attributes
    ----------
    path : str
    shape : tuple of int
    dtype : np.dtype
    read : callable or None
        Its numbers; None if they are not in the file itself.
    """

    path: str
    shape: tuple[int, ...]
    dtype: np.dtype
    read: Callable[[], np.ndarray] | None = field(repr=False)

    @property
    def ndim(self) -> int:
        """How many dimensions it has."""
        return len(self.shape)

    def numbers(self, layer: str) -> np.ndarray:
        """Its numbers in float32; Problem if they are not in the file."""
        if self.read is None:
            raise elsewhere(layer, self.path.rsplit("/", 1)[-1])
        return self.read().astype(np.float32)


@dataclass(frozen=True)
class Hdf5:
    """What is in a file.

    Attributes
    ----------
    datasets : dict of str to Dataset
        By path.
    names : dict of str to str
        What groups say that they are called.
    config : str
        JSON of what the model says of itself.
    """

    datasets: dict[str, Dataset]
    names: dict[str, str]
    config: str


def opened(source: Path | io.BytesIO) -> Hdf5:
    """A file on this disk, or inside one."""
    import h5py  # noqa: PLC0415 - an extra: only Keras's files need it

    def reader(path: str) -> Callable[[], np.ndarray]:
        def read() -> np.ndarray:
            with h5py.File(source, "r") as file:
                stored: h5py.Dataset = file[path]  # pyright: ignore[reportAssignmentType]
                return stored[()]

        return read

    with h5py.File(source, "r") as file:
        datasets, names, config = hdf5child.contents(file)
        found = {
            path: Dataset(path, tuple(each.shape), each.dtype, reader(path) if hdf5child.whole(each) else None)
            for path, each in datasets.items()
        }
    return Hdf5(found, names, config)


def uploaded(content: bytes) -> Hdf5:
    """A file that somebody uploaded, read by a process of its own: what brings it down is one more damaged file.

    Raises
    ------
    ValueError
        It cannot be read.
    """
    command = [sys.executable, "-P", hdf5child.__file__, str(_SECONDS), str(_MEMORY)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, check=False, timeout=3 * _SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ValueError("it takes too long") from error
    if done.returncode:
        raise ValueError(f"reading it ended with {done.returncode}")
    try:
        with np.load(io.BytesIO(done.stdout), allow_pickle=False) as kept:
            told, paths = kept[hdf5child.TOLD].tolist()
            arrays = {path: kept[str(number)] for number, path in enumerate(json.loads(paths))}
    except zipfile.BadZipFile as error:
        raise ValueError("it is cut off") from error
    rest = json.loads(told)
    found = {path: Dataset(path, each.shape, each.dtype, lambda each=each: each) for path, each in arrays.items()}
    for path, (shape, dtype) in rest["left out"].items():
        found[path] = Dataset(path, tuple(shape), np.dtype(dtype), None)
    return Hdf5(found, rest["names"], rest["config"])
