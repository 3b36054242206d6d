"""Drawing: a picture in plain dictionaries, and the one place where they become Plotly's Figure."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import plotly.graph_objects as go

#: `{"data": [trace, …], "layout": {…}}` in Plotly's own terms; numbers may be ndarrays.
Drawing = dict[str, Any]


def figure(drawing: Drawing) -> go.Figure:
    """Plotly's Figure of a picture, built without a look through the schema."""
    # Plotly's own switch, though without a promise: tests/figures/test_drawing.py fails where it goes.
    return go.Figure(drawing, _validate=False)


def drawn(describe: Callable[..., Drawing]) -> Callable[..., go.Figure]:
    """Decorator: a function that describes a picture returns Plotly's Figure of it; its `plain` is as it was written.

    Plotly looks every property up in its schema when it builds a Figure, which takes forty times as long as
    describing the picture. The tests do that for every figure with every option, and so nobody has to wait for it.
    """

    @wraps(describe)
    def draw(*args, **options) -> go.Figure:
        return figure(describe(*args, **options))

    vars(draw)["plain"] = describe
    return draw
