"""Layer: which one of a file a command takes."""

import argparse
import sys

from gru_viz.learning.files.belonging import layer_named, listed
from gru_viz.learning.files.contents import Contents
from gru_viz.learning.files.recurrent import layer_called


def wanted(options: argparse.Namespace) -> str | None:
    """What `--prefix` says: a layer as `inspect` calls it, or with the dot that stands after it in the names of parameters."""
    if options.prefix is None:
        return None
    return "" if options.prefix == layer_called("") else options.prefix.rstrip(".")


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
            f"{contents.name}: “{layer_called(name)}” is taken, of {listed(contents.layers)}; --prefix NAME takes another.",
            file=sys.stderr,
        )
    return name
