"""Places: which stores a visitor may open: those under the folders that the operator names in GRU_VIZ_STORES."""

import os
from pathlib import Path

from gru_viz.problem import Problem

VARIABLE = "GRU_VIZ_STORES"


def folders() -> tuple[Path, ...]:
    """The folders, divided as in PATH; empty where the operator names none."""
    return tuple(Path(each).resolve() for each in os.environ.get(VARIABLE, "").split(os.pathsep) if each)


def allowed(path: str | Path) -> Path:
    """`path` itself, with every link in it followed, if it is in one of the `folders`.

    Raises
    ------
    Problem
        It is outside, or nothing is allowed here.
    """
    there = folders()
    if not there:
        raise Problem(
            "No store can be opened here: the operator names the folders that may be in {name}.", name=VARIABLE
        )
    given, inside = Path(path), False
    for folder in there:
        try:
            found = (folder / given).resolve()  # of an absolute path: the path itself
            if found.is_relative_to(folder):
                inside = True
                if found.exists():
                    return found
        except (OSError, RuntimeError, ValueError):  # may not be read, leads in a circle, or is no path at all
            inside = True
    if inside:
        raise Problem("There is no store “{path}”.", path=str(path))
    raise Problem("“{path}” is outside the folders that may be opened here.", path=str(path))
