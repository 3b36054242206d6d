"""Machine: how many cores and how much memory this process may use, by its machine or by the container around it."""

import ctypes
import math
import os
from contextlib import suppress
from pathlib import Path

from gru_viz.problem import Problem

try:
    import resource
except ImportError:  # not on Windows
    resource = None

#: Where Linux says what a container's processes may use together (cgroup v2, then v1).
_CGROUP = Path("/sys/fs/cgroup")


def cores(cgroup: Path = _CGROUP) -> int:
    """How many threads can compute at once."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with suppress(OSError, ValueError):
        quota, period = (cgroup / "cpu.max").read_text().split()
        return max(1, min(there, math.ceil(int(quota) / int(period))))
    with suppress(OSError, ValueError):
        quota, period = (int((cgroup / "cpu" / f"cpu.cfs_{name}_us").read_text()) for name in ("quota", "period"))
        if quota > 0:
            return max(1, min(there, math.ceil(quota / period)))
    return there


def memory(cgroup: Path = _CGROUP) -> int | None:
    """Bytes; None where the system does not say."""
    found = []
    with suppress(AttributeError, ValueError, OSError):
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    for name in ("memory.max", "memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):  # "max" where there is no limit
            found.append(int((cgroup / name).read_text()))
    return min(found, default=None)


def budget() -> int | None:
    """Bytes that this process is to stay within: the environment's GRU_VIZ_MEMORY_MB, or four fifths of what there is.

    Raises
    ------
    Problem
        The variable is no positive number.
    """
    if given := os.environ.get("GRU_VIZ_MEMORY_MB"):
        if not given.isdigit() or int(given) == 0:
            raise Problem(
                "GRU_VIZ_MEMORY_MB cannot be {given}; allowed: a positive number of megabytes.", given=given[:40]
            )
        return int(given) * 2**20
    there = memory()
    return None if there is None else there * 4 // 5


def resident() -> int | None:
    """Bytes of this process that are in memory now; None where the system does not say."""
    with suppress(OSError), Path("/proc/self/statm").open("rb", buffering=0) as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return None


def open_many() -> None:
    """The process, and those that it starts, may have as many files and connections open as the system lets anybody."""
    if resource is not None:
        _now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def give_back() -> None:
    """Free pages go back to the system, where the C library can do that."""
    if trim := getattr(c_library(), "malloc_trim", None):
        trim(0)


def c_library() -> ctypes.CDLL | None:
    """The C library; None where it cannot be reached so."""
    try:
        return ctypes.CDLL(None)
    except (OSError, TypeError):
        return None
