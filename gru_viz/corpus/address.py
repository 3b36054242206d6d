"""Address: where fsspec finds a path or URL of a corpus or of its store."""

import os
from typing import Any

from gru_viz.problem import Problem


def is_url(place: str) -> bool:
    """Whether it is one, perhaps of several parts, and no path."""
    return "://" in place or "::" in place


def reached(url: str, options: dict[str, Any]) -> tuple[Any, str]:
    """The file system of a path or URL, and the place in it.

    Raises
    ------
    Problem
        What reaches such URLs is not installed, or there is no such kind.
    """
    import fsspec  # noqa: PLC0415 - an extra

    try:
        return fsspec.url_to_fs(url, **options)
    except (ImportError, ValueError) as error:
        raise Problem("“{url}” cannot be reached: {reason}.", url=url, reason=str(error).rstrip(".")) from error


def address(place: str | os.PathLike, options: dict[str, Any] | None) -> tuple[str, dict[str, Any]]:
    """A store as Zarr opens it: a path of this machine, also where it is given as a file:// URL, or a URL with its options.

    Raises
    ------
    Problem
        As in `reached`.
    """
    url = os.fspath(place)
    if not is_url(url):
        return url, {}
    system, path = reached(url, options or {})
    protocol = system.protocol if isinstance(system.protocol, str) else system.protocol[0]
    return (path, {}) if protocol == "file" else (url, options or {})
