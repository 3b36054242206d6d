"""Walk: where the visitor stands in the cell that is walked through in the browser, and who led them there."""

from dataclasses import dataclass

import streamlit as st

from gru_viz.ui.state.session import put

_WALK = "_walk"


@dataclass
class _Walk:
    """Where the browser was sent, and where it has reported from since.

    Attributes
    ----------
    version : int
        Of the numbers that it walks through.
    sent, reported : (step, unit)
    moves : int
        How many times something else than the cell chose the place.
    """

    version: int = 0
    sent: tuple[int, int] = (0, 0)
    reported: tuple[int, int] = (0, 0)
    moves: int = 0


def standing(version: int, step: int, unit: int) -> dict[str, int]:
    """The place to send, for numbers of this version and this step and unit in view.

    As long as the cell itself leads, the same is sent again, and so nothing at all.
    """
    walk = st.session_state.setdefault(_WALK, _Walk())
    if walk.version != version or walk.reported != (step, unit):
        walk.version, walk.sent, walk.reported = version, (step, unit), (step, unit)
        walk.moves += 1
    step, unit = walk.sent
    return {"step": step, "unit": unit, "version": walk.version, "moves": walk.moves}


def walked(place: dict) -> None:
    """The visitor paused at another place of the cell."""
    step, unit = int(place["step"]), int(place["unit"])
    put(step=step, unit=unit, direction="backward" if place["direction"] == "backward" else "forward")
    st.session_state.setdefault(_WALK, _Walk()).reported = (step, unit)
