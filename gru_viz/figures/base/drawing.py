"""Drawing: a picture in plain dictionaries, and the one place where they become Plotly's Figure."""

import inspect
from collections.abc import Callable
from functools import wraps
from itertools import takewhile
from typing import Any

import plotly.graph_objects as go

from gru_viz.cells.celltrace import CellTrace

#: `{"data": [trace, …], "layout": {…}}` in Plotly's own terms; numbers may be ndarrays.
Drawing = dict[str, Any]


def figure(drawing: Drawing) -> go.Figure:
    """Plotly's Figure of a picture, built without a look through the schema."""
    # Plotly's own switch, though without a promise: tests/figures/test_drawing.py fails where it goes.
    return go.Figure(drawing, _validate=False)


def drawn(
    describe: Callable[..., Drawing] | None = None, *, of: Callable[..., tuple] | None = None
) -> Callable[..., Any]:
    """Decorator: a function that describes a picture returns Plotly's Figure of it; its `plain` is as it was written.

    Plotly looks every property up in its schema when it builds a Figure, which takes forty times as long as
    describing the picture. The tests do that for every figure with every option, and so nobody has to wait for it.

    Parameters
    ----------
    of : callable, optional
        Records, with options that say which part of them, to the arguments that stand in the records' place. So a
        picture of an analysis can be drawn from a record directly: `saturation(tr)`.
    """
    if describe is None:
        return lambda described: drawn(described, of=of)
    describes = describe

    @wraps(describe)
    def draw(*args: Any, **options: Any) -> go.Figure:
        records = [*takewhile(lambda each: isinstance(each, CellTrace), args)]
        if of is None or not records:
            return figure(describes(*args, **options))
        asked = inspect.signature(of).parameters
        own = inspect.signature(describes).parameters
        where = {name: value for name, value in options.items() if name in asked}
        others = {name: value for name, value in options.items() if name in own or name not in asked}
        return figure(describes(*of(*records, **where), *args[len(records) :], **others))

    vars(draw)["plain"] = describe
    return draw
