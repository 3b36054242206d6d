"""Cell: walk through one step of any cell with its numbers in place."""

import streamlit as st

from gru_viz.cells.gru import GRU
from gru_viz.experiment.whatif import Held, held_gates
from gru_viz.problem import N_
from gru_viz.ui.blocks.beside import show_beside
from gru_viz.ui.blocks.cells.texts import texts_of
from gru_viz.ui.blocks.cursor import place_shown, show_run_cursor
from gru_viz.ui.blocks.gates import live_gates
from gru_viz.ui.blocks.whatif import show_what_if, with_gates_held
from gru_viz.ui.components.cell import scene, show_cell, window_around
from gru_viz.ui.i18n import _
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import language

WINDOW = N_(
    "Steps {first:,} to {last:,} of {all:,} are loaded here; choose another step in the sidebar for the others."
)
WITH_A_GRU = N_("Gates held, units silenced and tokens edited: choose the GRU as cell.")


def page(run: Run) -> None:
    """Draw the page."""
    held = held_gates(run.setup) if run.trace.cell is GRU else ()
    shown = with_gates_held(run) if held else run
    data = _scene(shown, held)
    show_run_cursor(run, walk=False)
    show_cell(data, "cell_diagram")
    st.caption(_(texts_of(run.trace.cell).walk))
    first, loaded, length = data["first"], data["steps"], run.extent()[2]
    if loaded < length:
        st.caption(_(WINDOW).format(first=first, last=first + loaded - 1, all=length))
    show_beside(run)
    if run.trace.cell is GRU:
        show_what_if(run)
    else:
        st.caption(_(WITH_A_GRU))
    live_gates(shown, "cell_gates_chart", _("The frame follows the cell above."), held=held).show(place_shown(run))()


def _scene(run: Run, held: tuple[Held, ...]) -> dict[str, object]:
    """What the browser needs, made anew only when it changes."""
    e = run.experiment
    steps, units = run.extent()[2:]
    features = _features(run)
    window = window_around(e.step, steps, units, len(features), run.trace.cell)
    return memo(
        "scene",
        run.trace,
        (*run.place, window, language(), held),
        lambda: scene(run.trace, *run.place, window, features, _labels(run), held),
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
    texts = texts_of(run.trace.cell)
    last = run.experiment.layer == run.trace.num_layers - 1
    return {
        "diagram": _("{cell} cell, walk through with the arrow keys").format(cell=run.trace.cell.name),
        "held": _("held"),
        "instead": _("held at {value} instead of"),
        "heading": _("Unit {unit} at step {step}: {token}"),
        "stages": [_(stage) for stage in texts.stages],
        "largest": _("largest:"),
        "road": _("the next step alone"),
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
        "spoken": _(texts.spoken),
    }
