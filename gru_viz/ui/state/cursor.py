"""Cursor: where the visitor looks, put there by their own hand in the browser or by anything else."""

from collections.abc import Mapping

import streamlit as st

from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.view import View
from gru_viz.ui.state.session import put

_LED, _PLAIN, _WINDOWS = "_cursor_led", "_figures_plain", "_figure_windows"


def look_at(place: Mapping[str, object]) -> None:
    """The visitor moved the cursor in the browser, which may say anything."""
    put(**{field: value for field, value in place.items() if field in View.model_fields and _legal(field, value)})
    led_to(place)


def led_to(place: Mapping[str, object]) -> None:
    """The cursor stands there, by the visitor's own hand."""
    count, _known = st.session_state.get(_LED, (0, None))
    st.session_state[_LED] = (count, dict(place))


def led_away() -> None:
    """Where it stands in the browser counts no longer, also where that is not known here yet."""
    count, _known = st.session_state.get(_LED, (0, None))
    st.session_state[_LED] = (count, None)


def _legal(field: str, value: object) -> bool:
    """Whether a value of the view may be this."""
    row = Experiment.table()[field]
    if row.options:
        return value in row.options
    return isinstance(value, int) and row.minimum <= value <= row.maximum


def moves(place: Mapping[str, object]) -> int:
    """How often something else than the cursor itself has chosen where it stands; once more if that is not `place`.

    As long as the cursor leads, the same is sent to the browser again, and so nothing happens there.
    """
    count, known = st.session_state.get(_LED, (0, None))
    if known != dict(place):
        count += 1
        st.session_state[_LED] = (count, dict(place))
    return count


def live() -> bool:
    """Whether this visitor's browser draws figures by itself."""
    return not st.session_state.get(_PLAIN, False)


def give_up() -> None:
    """It does not: from now on every figure is one that Streamlit draws."""
    st.session_state[_PLAIN] = True


def take_heart() -> None:
    """It may try again."""
    st.session_state[_PLAIN] = False


def look_into(key: str, window: object) -> None:
    """The visitor zoomed into a figure whose cells are means: `window` as the browser says it, or None for all of it."""
    st.session_state.setdefault(_WINDOWS, {})[key] = window


def window_of(key: str, steps: int, units: int) -> tuple[slice, slice] | None:
    """The steps and units that a figure is zoomed into, inside those that there are; None for all of it."""
    window = st.session_state.get(_WINDOWS, {}).get(key)
    if not isinstance(window, dict):
        return None
    return _within(window.get("steps"), steps), _within(window.get("units"), units)


def _within(ends: object, count: int) -> slice:
    """A range that a browser asks for, as there is one."""
    if not (isinstance(ends, list) and len(ends) == 2 and all(isinstance(end, int | float) for end in ends)):
        return slice(0, count)
    first = max(0, min(int(min(ends)), count - 1))
    return slice(first, max(first + 1, min(int(max(ends)) + 1, count)))
