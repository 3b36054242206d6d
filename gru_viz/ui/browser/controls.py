"""Controls: what chooses where one looks at a run, for components/cursor."""

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.experiment.experiment import Experiment
from gru_viz.figures.base.labels import Translate

#: So many values stand side by side; more are a number to type.
_FEW = 4


def counts_of(tr: CellTrace) -> dict[str, object]:
    """How many there are of each field of the cursor; steps of each sequence."""
    return {"layer": tr.num_layers, "sample": len(tr.lengths), "unit": tr.hidden_size, "step": list(tr.lengths)}


def cursor_controls(
    tr: CellTrace, translate: Translate, *, walk: bool = True, direction: bool = True
) -> list[dict[str, object]]:
    """A control for whatever of layer, direction and sequence there is more than one of; with `walk` Play, step and unit."""
    counts = counts_of(tr)
    controls = []
    if walk and max(tr.lengths) > 1:
        words = {
            "label": translate("Play"),
            "pause": translate("Pause"),
            "back": translate("One step back"),
            "on": translate("One step on"),
        }
        controls += [{"kind": "play", **words}, _control(translate, "step", "slider")]
    if walk and tr.hidden_size > 1:
        controls.append(_control(translate, "unit", "number"))
    for field in ("layer", "sample"):
        if 1 < counts[field] <= _FEW:
            controls.append(_control(translate, field, "choice", options=list(range(counts[field]))))
        elif counts[field] > 1:
            controls.append(_control(translate, field, "number"))
    if direction and tr.num_directions == 2:
        names = [translate(word) for word in Experiment.table()["direction"].names.values()]
        controls.append(_control(translate, "direction", "choice", options=list(DIRECTIONS), names=names))
    return controls


def _control(translate: Translate, field: str, kind: str, **more: object) -> dict[str, object]:
    """A control of a field, called as everywhere."""
    return {"kind": kind, "field": field, "label": translate(Experiment.table()[field].label), **more}
