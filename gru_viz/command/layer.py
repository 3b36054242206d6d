"""Layer: which one of a file a command takes."""

import argparse
import sys

from gru_viz.learning.files.belonging import layer_named, listed
from gru_viz.learning.files.contents import Contents


def wanted(options: argparse.Namespace) -> str | None:
    """What `--prefix` says, which may end with the dot that stands after it in the names of parameters."""
    return None if options.prefix is None else options.prefix.rstrip(".")


def layer_of(contents: Contents, options: argparse.Namespace) -> str:
    """Name of the layer that is taken; where several are there and none was named, standard error says which it is.

    Raises
    ------
    Problem
        The file has no such layer.
    """
    numbers = getattr(options, "csv", None) is not None
    name = layer_named(contents, wanted(options), False if numbers else None)
    if options.prefix is None and len(contents.layers) > 1:
        print(
            f"{contents.name}: “{name}” is taken, of {listed(contents.layers)}; --prefix NAME takes another.",
            file=sys.stderr,
        )
    return name
