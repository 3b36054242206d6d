"""Cell: the diagram of one step with the heatmaps that share its cursor, wherever a page shows them."""

from collections.abc import Callable

import streamlit as st

from gru_viz.cells.gru import GRU
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.experiment.whatif import Held, everything_held
from gru_viz.problem import N_
from gru_viz.ui.blocks.arithmetic import WEIGHTS, send_weights
from gru_viz.ui.blocks.cells.texts import texts_of
from gru_viz.ui.blocks.cursor import place_shown, places_of, show_run_cursor
from gru_viz.ui.blocks.gates import exact, live_gates
from gru_viz.ui.blocks.whatif import as_held
from gru_viz.ui.components.cell import Window, scene, show_cell, window_around
from gru_viz.ui.i18n import _
from gru_viz.ui.state import cursor
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import language

WINDOW = N_(
    "Steps {first:,} to {last:,} of {all:,} are loaded here; choose another step in the sidebar for the others."
)


def show_walk(run: Run, picture: str, stage: int | None = None) -> Callable[[], None]:
    """The diagram, with the gates held as the view holds them.

    Parameters
    ----------
    run : Run
    picture : str
        Streamlit's key of the heatmaps.
    stage : int or None
        Where it begins, counted from 1; default at the end of the step.

    Returns
    -------
    callable
        Shows the heatmaps.
    """
    present = bool(run.experiment.present)
    stage = 1 if present and stage is None else stage
    held = everything_held(run.setup) if run.trace.cell is GRU else ()
    shown = as_held(run) if held else run
    show_run_cursor(run, walk=False)
    shared = cursor.live() and exact(shown) and not present
    if shared:
        scenes = memo("scenes", shown.trace, (language(), held), lambda: _scenes(shown, held))
        show_cell(
            scenes,
            _labels(run),
            "cell_diagram",
            picture=picture,
            weights=WEIGHTS,
            directions=DIRECTIONS[: run.trace.num_directions],
            stage=stage,
            present=present,
        )
    else:
        scene = _whole_scene(shown, held)
        show_cell({"here": scene}, _labels(run), "cell_diagram", stage=stage, present=present)
    st.caption(_(texts_of(run.trace.cell).walk))
    if not shared and scene["steps"] < (length := run.extent()[2]):
        first = scene["first"]
        st.caption(_(WINDOW).format(first=first, last=first + scene["steps"] - 1, all=length))

    def show_heatmaps() -> None:
        if present:
            return
        live_gates(shown, picture, _("The frame follows the cell above."), held=held).show(place_shown(run))()
        if shared:
            send_weights(shown.trace)

    return show_heatmaps


def _scenes(run: Run, held: tuple[Held, ...]) -> dict[str, dict[str, object]]:
    """What the browser needs for every place, beside the numbers of the picture."""
    tr = run.trace
    return {
        " ".join(str(part) for part in place.values()): scene(
            tr,
            **place,
            window=Window(0, tr.lengths[place["sample"]]),
            features=_features(run, place["layer"]),
            labels=_leading(run, place["layer"]),
            held=held,
            whole=False,
        )
        for place in places_of(run)
    }


def _whole_scene(run: Run, held: tuple[Held, ...]) -> dict[str, object]:
    """What the browser needs for the place in view, made anew only when it changes."""
    e = run.experiment
    steps, units = run.extent()[2:]
    features = _features(run, e.layer)
    window = window_around(e.step, steps, units, len(features), run.trace.cell)
    return memo(
        "scene",
        run.trace,
        (*run.place, window, language(), held),
        lambda: scene(run.trace, *run.place, window, features, _leading(run, e.layer), held),
    )


def _features(run: Run, layer: int) -> tuple[str, ...]:
    """Names of what a layer reads."""
    if layer == 0:
        return run.sequence.feature_names
    arrows = ("→", "←") if run.trace.num_directions == 2 else ("",)
    return tuple(f"{arrow}h{layer - 1}[{unit}]" for arrow in arrows for unit in range(run.trace.hidden_size))


def _leading(run: Run, layer: int) -> dict[str, str]:
    """Where the state of a layer goes, in words."""
    last = layer == run.trace.num_layers - 1
    return {
        "goes": _("the next step, and the output") if last else _("the next step, and the layer above"),
        "onwards": _("output") if last else _("layer above"),
    }


def _labels(run: Run) -> dict[str, object]:
    """Texts of the component."""
    texts = texts_of(run.trace.cell)
    return {
        "diagram": _("{cell} cell, walk through with the arrow keys").format(cell=run.trace.cell.name),
        "held": _("held"),
        "instead": _("held at {value} instead of"),
        "heading": _("Unit {unit} at step {step}: {token}"),
        "stages": [_(stage) for stage in texts.stages],
        "largest": _("largest:"),
        "road": _("the next step alone"),
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
