"""Controls: one widget for each row of the Experiment table, drawn as the row says."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.row import Parameter
from gru_viz.figures.base.palette import NAMES
from gru_viz.lesson.glossary import GLOSSARY
from gru_viz.ui.i18n import _
from gru_viz.ui.state.session import called, drawn

#: Parameters whose label needs the glossary: the word that it explains.
_WORDS = {
    "convention": "reset",
    "train_convention": "convention",
    "price": "price",
    "road_of": "road",
    **dict.fromkeys(("seed", "start_seed", "output_seed", "train_seed"), "seed"),
}
#: More options than this do not fit side by side.
_SIDE_BY_SIDE = 4


def control(
    name: str,
    *,
    only: Sequence[Any] | None = None,
    names: Mapping[Any, str] | None = None,
    last: int | None = None,
    explained: str = "",
    turned: str = "",
    then: Callable[[], None] | None = None,
) -> None:
    """The widget of a parameter.

    Parameters
    ----------
    name : str
    only : sequence or None
        The options that there are now; by default all of the row's.
    names : mapping of option to str, or None
        What they are called, in the visitor's language; by default as the row says.
    last : int or None
        The largest number that there is now; by default the row's upper bound.
    explained : str
        Catalogue key of what goes in the place of the row's help.
    turned : str
        Catalogue key of the label with what the number does there, a sentence with the field `label`.
    then : callable or None
        Called when the visitor has changed it, before the next run.
    """
    row = Experiment.table()[name]
    shared = {"key": name, "help": _help(row, explained), "on_change": then, "persist_state": "session"}
    if row.control in ("buttons", "list", "stages", "percentage"):
        options = _options(row) if only is None else list(only)
        _choice(row, {option: _called(row, option) for option in options} if names is None else names, shared)
    elif row.control in ("number", "slider"):
        label = _(turned).format(label=_(row.label)) if turned else _(row.label)
        _number(row, label, row.maximum if last is None else last, shared)
    elif row.control == "switch":
        st.toggle(_(row.label), **shared)
    # With `max_chars` the browser would leave out what is longer, without a word: `session.current` says how long it may be.
    elif row.control == "line":
        st.text_input(_(row.label), **shared)
    else:
        st.text_area(_(row.label), height=row.height, **shared)
    drawn(name)


def two_controls(one: str, other: str) -> None:
    """The widgets of two parameters, side by side."""
    for column, name in zip(st.columns(2), (one, other), strict=True):
        with column:
            control(name)


def quantity(there: Sequence[str]) -> None:
    """Which of a cell's gates and states to look at."""
    control("quantity", names={name: _(NAMES[name]) for name in there})


def _help(row: Parameter, explained: str) -> str | None:
    """What is said of a control when one asks, with the meaning of the word in its label that needs one."""
    lines = [_(explained or row.help)] if explained or row.help else []
    if row.name in _WORDS:
        entry = GLOSSARY[_WORDS[row.name]]
        lines.append(f"**{_(entry.word)}** · {_(entry.means)}")
    return "\n\n".join(lines) or None


def _options(row: Parameter) -> list[Any]:
    """All options of a row."""
    return list(row.options) or list(range(int(row.minimum), int(row.maximum) + 1))


def _called(row: Parameter, option: Any) -> str:
    """What an option is called, in the visitor's language."""
    if option in row.names:
        return _(row.names[option])
    return f"{option / 100:.2f}" if row.control == "percentage" else str(option)


def _choice(row: Parameter, names: Mapping[Any, str], shared: dict[str, Any]) -> None:
    """One of several options by their names."""
    # Looked up, not translated: Streamlit also asks for the names when nobody's page is being drawn.
    shared |= {"options": list(names), "format_func": names.get}
    if row.control in ("stages", "percentage"):
        st.select_slider(_(row.label), **shared)
    elif row.control == "list" or len(names) > _SIDE_BY_SIDE:
        called(row.name, names.values())
        st.selectbox(_(row.label), **shared)
    else:
        st.segmented_control(_(row.label), required=True, **shared)


def _number(row: Parameter, label: str, last: float, shared: dict[str, Any]) -> None:
    """A number that is typed, or chosen on a line."""
    kind = type(row.default)
    bounds = {"min_value": kind(row.minimum), "max_value": kind(last), "step": kind(row.step)}
    if row.control == "slider":
        st.slider(label, **bounds, **shared)
    else:
        st.number_input(label, format="%.4f" if kind is float else None, **bounds, **shared)
