"""Walk: the way through a lesson, by buttons and by keys."""

from collections.abc import Callable, Mapping

from gru_viz.ui.components import address, component
from gru_viz.ui.state.widget import told

_KEY = "walk"
_component = component("walk")


def show_walk_bar(at: int, count: int, labels: Mapping[str, str], on_step: Callable[[int], None]) -> None:
    """Mount it; `on_step(number)` is called where another step is chosen.

    Parameters
    ----------
    at, count : int
        Steps count from 1.
    labels : mapping
        "back", "on" and "progress" in the visitor's language.
    on_step : callable
    """

    def report() -> None:
        number = told(_KEY, "step")
        if isinstance(number, int) and 1 <= number <= count:
            on_step(number)

    data = {"at": at, "count": count, "labels": dict(labels), "ahead": [address("cell")]}
    _component(data=data, key=_KEY, on_step_change=report)
