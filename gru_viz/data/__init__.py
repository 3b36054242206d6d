"""Data: what comes with the package, trained models and worked examples."""

from importlib.resources import files
from pathlib import Path


def folder(name: str) -> Path:
    """The folder `name` of this package.

    Raises
    ------
    FileNotFoundError
        It is missing or empty: the package was installed without its data.
    """
    found = Path(str(files(__name__) / name))
    if not found.is_dir() or not any(found.iterdir()):
        raise FileNotFoundError(f"{found}: gru_viz was installed without its {name}; install it again")
    return found
