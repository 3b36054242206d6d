"""Cell: the diagram of one step with the heatmaps that share its cursor, wherever a page shows them."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from gru_viz.cells.gru import GRU
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.experiment.whatif import Held, everything_held
from gru_viz.problem import N_
from gru_viz.ui.blocks.arithmetic import WEIGHTS, send_weights, version_of_weights
from gru_viz.ui.blocks.cursor import place_shown, places_of, show_run_cursor
from gru_viz.ui.blocks.gates import exact, live_gates
from gru_viz.ui.blocks.whatif import as_held
from gru_viz.ui.browser.cells.texts import texts_of
from gru_viz.ui.browser.labels import cell_labels, features, leading
from gru_viz.ui.browser.plates import Plate
from gru_viz.ui.browser.scene import Window, scene, window_around
from gru_viz.ui.components.cell import show_cell
from gru_viz.ui.i18n import _
from gru_viz.ui.state import cursor
from gru_viz.ui.state.gathering import gathering, note
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.session import language
from gru_viz.ui.widgets.markdown import plain

WINDOW = N_(
    "Steps {first:,} to {last:,} of {all:,} are loaded here; choose another step in the sidebar for the others."
)


def show_walk(run: Run, picture: str, stage: int | None = None, *, walked: bool = False) -> Callable[[], None]:
    """The diagram, with the gates held as the view holds them.

    Parameters
    ----------
    run : Run
    picture : str
        Streamlit's key of the heatmaps.
    stage : int or None
        Where it begins, counted from 1; default at the end of the step.
    walked : bool
        The page has a walk of its own, to which a clicker's keys belong.

    Returns
    -------
    callable
        Shows the heatmaps.
    """
    present = bool(run.experiment.present)
    stage = 1 if present and stage is None else stage
    next_key = _("Shift + →: next stage") if walked else _("PageDown: next stage")
    held = everything_held(run.setup) if run.trace.cell is GRU else ()
    shown = as_held(run) if held else run
    if (plates := gathering()) is not None:
        plates.append(_still(shown, held))
        return lambda: None
    note("cell_diagram", lambda: _still(shown, held))
    show_run_cursor(run, walk=False)
    shared = cursor.live() and exact(shown) and not present
    if shared:
        scenes = memo("scenes", shown.trace, (language(), held), lambda: _scenes(shown, held))
        show_cell(
            scenes,
            cell_labels(run.trace.cell, _),
            "cell_diagram",
            picture=picture,
            weights=WEIGHTS,
            of=version_of_weights(shown.trace),
            directions=DIRECTIONS[: run.trace.num_directions],
            stage=stage,
            present=present,
            next_key=next_key,
        )
    else:
        scene = _whole_scene(shown, held)
        labels = cell_labels(run.trace.cell, _)
        show_cell({"here": scene}, labels, "cell_diagram", stage=stage, present=present, next_key=next_key)
    st.caption(_(texts_of(run.trace.cell).walk))
    if not shared and scene["steps"] < (length := run.extent()[2]):
        first = scene["first"]
        st.caption(_(WINDOW).format(first=first, last=first + scene["steps"] - 1, all=length))

    def show_heatmaps() -> None:
        if present:
            return
        if shared:
            send_weights(shown.trace)
        live = live_gates(shown, picture, _("The frame follows the cell above."), held=held)
        # The diagram is drawn from their numbers, and before them.
        replace(live, later=True).show(place_shown(run))()

    return show_heatmaps


def _still(run: Run, held: tuple[Held, ...]) -> Plate:
    """The whole diagram at the step and unit in view."""
    scene = _whole_scene(run, held)
    cell = {
        "scene": {**scene, "labels": {**cell_labels(run.trace.cell, _), **scene["labels"]}},
        "step": run.experiment.step,
        "unit": run.experiment.unit,
    }
    return Plate(plain(_(texts_of(run.trace.cell).walk)), cell=cell)


def _scenes(run: Run, held: tuple[Held, ...]) -> dict[str, dict[str, object]]:
    """What the browser needs for every place, beside the numbers of the picture."""
    tr = run.trace
    return {
        " ".join(str(part) for part in place.values()): scene(
            tr,
            **place,
            window=Window(0, tr.lengths[place["sample"]]),
            features=features(run.trace, place["layer"], run.sequence.feature_names),
            labels=leading(run.trace, place["layer"], _),
            held=held,
            whole=False,
        )
        for place in places_of(run)
    }


def _whole_scene(run: Run, held: tuple[Held, ...]) -> dict[str, object]:
    """What the browser needs for the place in view, made anew only when it changes."""
    e = run.experiment
    steps, units = run.extent()[2:]
    names = features(run.trace, e.layer, run.sequence.feature_names)
    window = window_around(e.step, steps, units, len(names), run.trace.cell)
    return memo(
        "scene",
        run.trace,
        (*run.place, window, language(), held),
        lambda: scene(run.trace, *run.place, window, names, leading(run.trace, e.layer, _), held),
    )
