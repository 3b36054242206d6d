"""Pictures: a figure of a run for components/heatmaps, place by place, and parcels of numbers beside it."""

from collections.abc import Mapping, Sequence

from gru_viz.figures.base.palette import INK
from gru_viz.ui.browser.wire import changes, packed, version


def parcel(name: str, **content: object) -> bytes:
    """`content` for whatever in the browser asks for it by `name`."""
    return packed({"name": name, **content})


def message(picture: Mapping[str, object], frame: str, first: Mapping[str, object], **more: object) -> bytes:
    """What the browser needs of a figure, for `show_heatmaps`.

    Parameters
    ----------
    picture : mapping
        Plotly's data and layout, and what widgets/live.py sends beside them.
    frame : str
        Which of its places this is: the values of the fields in `first` with spaces between.
    first : mapping of field to value
        The place itself.
    more : dict
        For heatmaps.js as it is.
    """
    return packed({"ink": INK, "frame": frame, "fields": list(first), "first": dict(first), "picture": picture, **more})


def others(key: str, of: bytes, one: Mapping[str, object], pictures: Mapping[str, Mapping]) -> bytes:
    """What the pictures of all other places differ in from the `one` that was sent `of`."""
    frames = {frame: list(changes(one, picture)) for frame, picture in pictures.items()}
    return parcel(f"others {key}", ink=INK, of=version(of), frames=frames)


def piece(key: str, of: bytes, frame: str, traces: Sequence[Mapping], layout: Mapping[str, object]) -> bytes:
    """What shows a part of a figure in more detail: the place that was sent `of`, or by `others`, with its `frame`.

    Parameters
    ----------
    key, of, frame
    traces : sequence of mapping
        For each heatmap of the run's quantities, in their order, what is other.
    layout : mapping
        The same of the layout, by Plotly's paths.
    """
    return parcel(f"piece {key}", of=version(of), frame=frame, traces=list(traces), layout=dict(layout))
