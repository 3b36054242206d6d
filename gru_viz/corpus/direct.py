"""Direct: whole chunks put on a disk of this machine, past what the system remembers of files.

A corpus is larger than memory, so nobody will find much of it there; and to copy numbers into fresh pages of memory, and
from there to the disk, takes a processor longer than to compute them.
"""

import errno
import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import numpy as np

#: What disks ask for: addresses and sizes that are multiples of it.
_PAGE = 1 << 12
#: What a file system answers that has no other way than its memory of files.
_UNABLE = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
#: What a file is called that is still being written, here and by Zarr.
PARTIAL = ".partial"
#: Seconds after which whoever began such a file is gone: a chunk takes less than one.
_GONE = 600
#: Linux has it.
_PAST = getattr(os, "O_DIRECT", 0)


def aligned(shape: tuple[int, ...], dtype: str, row: int) -> np.ndarray:
    """An array, nothing set, whose row `row` begins where a page of memory does."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    room = np.empty(size + _PAGE, np.uint8)
    begin = -(room.ctypes.data + row * (size // shape[0])) % _PAGE
    return room[begin : begin + size].view(dtype).reshape(shape)


def put(path: Path, values: np.ndarray) -> None:
    """A file of these numbers as they lie in memory: all of it or, where that fails, what was there before.

    Once more where somebody has taken it for abandoned meanwhile: a machine may have slept over it.
    """
    try:
        _put(path, values)
    except FileNotFoundError:
        _put(path, values)


def _put(path: Path, values: np.ndarray) -> None:
    data = np.ascontiguousarray(values).reshape(-1).view(np.uint8)
    # As Zarr does it: a name of one's own, since a worker that was given up may still be at the same chunk.
    partial = path.with_name(f"{path.name}.{uuid4().hex}{PARTIAL}")
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


def clear(folder: Path) -> None:
    """Without the files that writers left half-written which were killed, on this machine or on another.

    Nobody can ask all machines who is still alive, but all of them and their files know how long ago a file was last
    written to, by the clock of the one that keeps it.
    """
    probe = folder / f".{uuid4().hex}{PARTIAL}"
    try:
        probe.touch()
        now = probe.stat().st_mtime
        probe.unlink()
    except OSError:  # a store that is only read, such as one that is finished
        return
    for path in folder.rglob(f"*{PARTIAL}"):
        with suppress(FileNotFoundError):  # done meanwhile, or cleared by somebody else
            if now - path.stat().st_mtime > _GONE:
                path.unlink()


def _write(path: Path, data: np.ndarray, flags: int) -> None:
    def opener(name: str, mode: int) -> int:
        return os.open(name, mode | flags, 0o666)

    with open(path, "wb", buffering=0, opener=opener) as file:
        left = data.data
        while left:
            left = left[file.write(left) :]
