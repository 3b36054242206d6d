"""Cursor: the controls that choose where one looks at a run, beside its pictures."""

from gru_viz.cells.steps import DIRECTIONS
from gru_viz.ui.browser.controls import counts_of, cursor_controls
from gru_viz.ui.components.cursor import show_cursor
from gru_viz.ui.i18n import _
from gru_viz.ui.state import cursor
from gru_viz.ui.state.run import Run


def place_of(run: Run) -> dict[str, object]:
    """Where a run is looked at, by the cursor's fields."""
    e = run.experiment
    return {"layer": e.layer, "direction": e.direction, "sample": e.sample, "step": e.step, "unit": e.unit}


def place_shown(run: Run) -> dict[str, object]:
    """Which of `places_of` is in view."""
    e = run.experiment
    return {"layer": e.layer, "direction": e.direction, "sample": e.sample}


def places_of(run: Run) -> list[dict[str, object]]:
    """Every layer, direction and sequence of a run."""
    tr = run.trace
    return [
        {"layer": layer, "direction": direction, "sample": sample}
        for layer in range(tr.num_layers)
        for direction in DIRECTIONS[: tr.num_directions]
        for sample in range(len(tr.lengths))
    ]


def show_run_cursor(run: Run, *, walk: bool = True, direction: bool = True, unit: bool = True) -> None:
    """Controls of whatever of layer, direction and sequence there is more than one of.

    Parameters
    ----------
    run : Run
    walk : bool
        Also Play, step and unit, where no other picture of the page has them.
    direction : bool
        Also the direction, where the pictures do not show both.
    unit : bool
        With `walk` also the unit and the layer, where the pictures show one.
    """
    tr = run.trace
    place = place_of(run)
    counts = counts_of(tr)
    controls = cursor_controls(tr, _, walk=walk, direction=direction)
    if not unit:
        controls = [each for each in controls if each.get("field") not in ("unit", "layer")]
    keys = _("In the figure: ← → steps (counted from 0) · ↑ ↓ units · Space plays") if walk else ""
    show_cursor(place, cursor.moves(place), counts, controls, _("Where to look"), keys, cursor.look_at)
