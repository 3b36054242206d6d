"""Direct: whole chunks put on a disk of this machine, past what the system remembers of files.

A corpus is larger than memory, so nobody will find much of it there; and to copy numbers into fresh pages of memory, and
from there to the disk, takes a processor longer than to compute them.
"""

import errno
import os
from pathlib import Path
from uuid import uuid4

import numpy as np

#: What disks ask for: addresses and sizes that are multiples of it.
_PAGE = 1 << 12
#: What a file system answers that has no other way than its memory of files.
_UNABLE = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
#: Linux has it.
_PAST = getattr(os, "O_DIRECT", 0)


def aligned(shape: tuple[int, ...], dtype: str, row: int) -> np.ndarray:
    """An array, nothing set, whose row `row` begins where a page of memory does."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    room = np.empty(size + _PAGE, np.uint8)
    begin = -(room.ctypes.data + row * (size // shape[0])) % _PAGE
    return room[begin : begin + size].view(dtype).reshape(shape)


def put(path: Path, values: np.ndarray) -> None:
    """A file of these numbers as they lie in memory: all of it or, where that fails, what was there before."""
    data = np.ascontiguousarray(values).reshape(-1).view(np.uint8)
    # As Zarr does it: a name of one's own, since a worker that was given up may still be at the same chunk.
    partial = path.with_name(f"{path.name}.{uuid4().hex}.partial")
    past = 0 if (data.ctypes.data | data.nbytes) % _PAGE else _PAST
    try:
        try:
            _write(partial, data, past)
        except OSError as error:
            if not past or error.errno not in _UNABLE:
                raise
            _write(partial, data, 0)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _write(path: Path, data: np.ndarray, flags: int) -> None:
    def opener(name: str, mode: int) -> int:
        return os.open(name, mode | flags, 0o666)

    with open(path, "wb", buffering=0, opener=opener) as file:
        left = data.data
        while left:
            left = left[file.write(left) :]
