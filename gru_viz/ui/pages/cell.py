"""Cell: walk through one GRU step with its numbers in place."""

import streamlit as st

from gru_viz.problem import N_
from gru_viz.ui.blocks.cursor import place_shown, show_run_cursor
from gru_viz.ui.blocks.gates import live_gates
from gru_viz.ui.blocks.whatif import show_what_if
from gru_viz.ui.components.cell import scene, show_cell, window_around
from gru_viz.ui.i18n import _
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import language

HOW_TO_WALK = N_(
    "The top road carries the state from left to right; where the update gate keeps, it goes straight on. Wires are as "
    "thick as the values of the unit in view are large. Bars: one for each unit, gates from 0 to 1, states from −1 to 1. "
    "Point at a unit to see its numbers, click to keep it."
)
WINDOW = N_(
    "Steps {first:,} to {last:,} of {all:,} are loaded here; choose another step in the sidebar for the others."
)
SPOKEN = N_(
    "Step {step}, token {token}, unit {unit}: "
    "reset gate {r}, update gate {z}, candidate {n}, state from {previous} to {h}."
)


def page(run: Run) -> None:
    """Draw the page."""
    data = _scene(run)
    show_run_cursor(run, walk=False)
    show_cell(data, "cell_diagram")
    st.caption(_(HOW_TO_WALK))
    first, loaded, length = data["first"], data["steps"], run.extent()[2]
    if loaded < length:
        st.caption(_(WINDOW).format(first=first, last=first + loaded - 1, all=length))
    show_what_if(run)
    live_gates(run, "cell_gates_chart", _("The frame follows the cell above.")).show(place_shown(run))()


def _scene(run: Run) -> dict[str, object]:
    """What the browser needs, made anew only when it changes."""
    e = run.experiment
    steps, units = run.extent()[2:]
    features = _features(run)
    window = window_around(e.step, steps, units, len(features))
    return memo(
        "scene",
        run.trace,
        (*run.place, window, language()),
        lambda: scene(run.trace, *run.place, window, features, _labels(run)),
    )


def _features(run: Run) -> tuple[str, ...]:
    """Names of what the layer in view reads."""
    if run.experiment.layer == 0:
        return run.sequence.feature_names
    below, units = run.experiment.layer - 1, run.trace.hidden_size
    arrows = ("→", "←") if run.trace.num_directions == 2 else ("",)
    return tuple(f"{arrow}h{below}[{unit}]" for arrow in arrows for unit in range(units))


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
        "spoken": _(SPOKEN),
    }
