"""Cell: walk through one GRU step with its numbers in place."""

import streamlit as st

from gru_viz import figures
from gru_viz.ui.blocks.whatif import show_what_if
from gru_viz.ui.components.cell import scene, show_cell, window_around
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import language
from gru_viz.ui.widgets.chart import chart, file_name

_SCENE, _REPORTED, _PLACE = "_cell_scene", "_cell_reported", "_cell_place"


def page(run: Run) -> None:
    """Draw the page."""
    data = _scene(run)
    show_cell({**data, "place": _place(run, data["version"])}, "cell_diagram", _moved)
    st.caption(
        _("The top road carries the state from left to right; where the update gate keeps, it goes straight on. Wires are as "
          "thick as the values of the unit in view are large. Bars: one for each unit, gates from 0 to 1, states from −1 to 1. "
          "Point at a unit to see its numbers, click to keep it.")
    )  # fmt: skip
    length = run.extent()[2]
    if data["steps"] < length:
        st.caption(
            _("Steps {first:,} to {last:,} of {all:,} are loaded here; choose another step in the sidebar for the others.")
            .format(first=data["first"], last=data["first"] + data["steps"] - 1, all=length)
        )  # fmt: skip
    show_what_if(run)
    e = run.experiment
    chart(
        figures.gates(
            run.trace, *run.place, selected=(e.step, e.unit), numbers=run.numbers, answers=run.answers, translate=_
        ),
        "cell_gates_chart", _("The frame follows the cell above."),
        name=file_name("gates", e.convention, f"layer{e.layer}", e.direction, *run.tokens[:6]), picture=e.picture,
    )  # fmt: skip


def _scene(run: Run) -> dict[str, object]:
    """What the browser needs, made anew only when it changes."""
    e = run.experiment
    steps, units = run.extent()[2:]
    features = _features(run)
    window = window_around(e.step, steps, units, len(features))
    key = (id(run.trace), *run.place, window, language())
    kept = st.session_state.get(_SCENE, (None, {"version": 0}, None))
    if kept[0] != key:
        data = scene(run.trace, *run.place, window, features, _labels(run))
        # the trace is kept so that its id stays its own
        kept = st.session_state[_SCENE] = (key, {**data, "version": kept[1]["version"] + 1}, run.trace)
    return kept[1]


def _features(run: Run) -> tuple[str, ...]:
    """Names of what the layer in view reads."""
    if run.experiment.layer == 0:
        return run.sequence.feature_names
    below, units = run.experiment.layer - 1, run.trace.hidden_size
    arrows = ("→", "←") if run.trace.num_directions == 2 else ("",)
    return tuple(f"{arrow}h{below}[{unit}]" for arrow in arrows for unit in range(units))


def _place(run: Run, version: int) -> dict[str, int]:
    """Step and unit in view; `moves` counts the times that something else than the cell chose them.

    As long as the cell itself leads, the same is sent again, and so nothing at all.
    """
    here = (run.experiment.step, run.experiment.unit)
    kept = st.session_state.get(_PLACE, {"moves": 0, "version": 0})
    if kept["version"] != version or here != st.session_state[_REPORTED]:
        kept = {"step": here[0], "unit": here[1], "version": version, "moves": kept["moves"] + 1}
        st.session_state[_PLACE], st.session_state[_REPORTED] = kept, here
    return kept


def _moved(place: dict) -> None:
    """The visitor paused at another place of the cell."""
    st.session_state["step"], st.session_state["unit"] = int(place["step"]), int(place["unit"])
    st.session_state["direction"] = "backward" if place["direction"] == "backward" else "forward"
    st.session_state[_REPORTED] = (int(place["step"]), int(place["unit"]))


def _labels(run: Run) -> dict[str, object]:
    """Texts of the component."""
    last = run.experiment.layer == run.trace.num_layers - 1
    return {
        "diagram": _("GRU cell, walk through with the arrow keys"),
        "heading": _("Unit {unit} at step {step}: {token}"),
        "stages": [
            _("Both gates look at x and h"),
            _("The reset gate filters the old state"),
            _("The candidate"),
            _("The update gate mixes old and new"),
            _("The new state goes on"),
        ],
        "largest": _("largest:"),
        "goes": _("the next step, and the output") if last else _("the next step, and the layer above"),
        "onwards": _("output") if last else _("layer above"),
        "failed": _("The cell cannot be drawn in this browser; the figures below show the same numbers."),
        "forward": _("forward"),
        "backward": _("backward"),
        "step": _("Step {step}: {token}"),
        "stepBack": _("One step back"),
        "stageBack": _("One stage back"),
        "play": _("Play"),
        "pause": _("Pause"),
        "stageOn": _("One stage on"),
        "stepOn": _("One step on"),
        "speed": _("Speed"),
        "unit": _("Unit"),
        "keys": _("← → steps · Shift stages · ↑ ↓ units · Space plays"),
        "spoken": _(
            "Step {step}, token {token}, unit {unit}: reset gate {r}, update gate {z}, candidate {n}, state from {previous} to {h}."
        ),
    }
